"""Dates told to be of birth by the identity numbers beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import numpy as np
import pyarrow as pa

from findspot.text.dates import read_dates
from findspot.text.identifiers import read_resident_ids

LOOKED_AT: Final = 20_000
"""Rows from the start of a table by which agreement is judged."""
_FEWEST: Final = 5
_AGREEING: Final = 0.8


def agreeing_dates(batches: Iterable[pa.RecordBatch], id_column: str, date_columns: Iterable[str]) -> set[str]:
    """Return those date columns that, in most rows that have both, give the birth dates in the identity numbers."""
    compared = {name: 0 for name in date_columns}
    agreeing = dict(compared)
    left = LOOKED_AT
    for batch in batches:
        rows = batch.slice(0, left)
        ids = read_resident_ids(rows.column(id_column))
        for name in compared:
            days = read_dates(rows.column(name)).number
            both = ids.valid & (days > 0)
            compared[name] += int(both.sum())
            agreeing[name] += int(np.count_nonzero(both & (days == ids.birth)))
        left -= rows.num_rows
        if left <= 0:
            break
    return _mostly(compared, agreeing)


def _mostly(compared: Mapping[str, int], agreeing: Mapping[str, int]) -> set[str]:
    return {name for name, n in compared.items() if n >= _FEWEST and agreeing[name] >= _AGREEING * n}
