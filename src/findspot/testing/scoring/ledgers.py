"""Holds the ledger of every stream against its law, and against the rows that are there (contracts §1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from findspot.model.tables import LEDGER
from findspot.testing.comparison import RecoveredTable
from findspot.testing.scoring.report import Item

if TYPE_CHECKING:
    from findspot.store import Case

_CLASSES = ("bytes_rows", "bytes_rejects", "bytes_structure", "bytes_child", "bytes_gaps")


def ledger_item(case: Case, recovered: Mapping[int, Sequence[RecoveredTable]]) -> Item:
    """Return whether the classes of every stream add up to its length, and its rows are as many as counted."""
    lengths = {info.id: info.length for info in case.streams() if info.state not in {"failed", "duplicate"}}
    wrong: set[int] = set()
    accounts = {row["stream"]: row for row in case.meta(LEDGER).to_pylist()}
    for stream, length in lengths.items():
        account = accounts.get(stream)
        if account is None:
            if length:
                wrong.add(stream)
            continue
        if sum(account[name] for name in _CLASSES) != length:
            wrong.add(stream)
        rows, size = 0, 0
        for table in recovered.get(stream, ()):
            first = table.rows.column("_fs_sub").to_numpy() == 0
            rows += len(table.rows)
            size += int(np.sum(table.rows.column("_fs_length").to_numpy()[first], dtype=np.int64))
        # Overflow pieces are counted as rows beyond the first run, so rows' bytes may be more, never fewer.
        if rows != account["rows"] or size > account["bytes_rows"]:
            wrong.add(stream)
    found = f"{len(lengths) - len(wrong)} of {len(lengths)} streams"
    return Item("ledger adds up", not wrong, found, "every stream")
