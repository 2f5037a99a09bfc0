"""Names and labels that may leave a case: what may be a person's value in the place of a name is replaced.

A first line that was taken for a header may be a person's record, a JSON key may be an id, a file may be called after
somebody (contracts §6). A name that looks like a value is withheld, and with it all names of its table.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from findspot.model.finding import Finding, order_findings

_LOOKS_LIKE_VALUE: Final = re.compile(r"(?:\d\D{0,2}){5}|@|://")
"""Five digits, at most two other characters between them (ids, phones, dates), an address of mail or web."""

_IDENTIFIES: Final = re.compile(r"\d{9}|@|://")
"""An identity number, phone or address, however many rows share it; a date has fewer digits."""

WITHHELD_LABEL: Final = "(label withheld)"
"""Stands for a label that may be somebody's."""


def looks_like_value(name: str) -> bool:
    """Return whether a name or label may be a person's value: long numbers, dates, mail and web addresses."""
    return bool(_LOOKS_LIKE_VALUE.search(name))


@dataclass(frozen=True, slots=True)
class Names:
    """How tables and columns are called outside the case: only what differs from inside is listed."""

    tables: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[tuple[str, str], str] = field(default_factory=dict)

    @classmethod
    def of(cls, tables: Iterable[tuple[str, Sequence[str]]]) -> Names:
        """Return the names for tables, given with their columns' names in physical order."""
        renamed: dict[str, str] = {}
        columns: dict[tuple[str, str], str] = {}
        for number, (table, names) in enumerate(sorted(tables), start=1):
            if looks_like_value(table):
                renamed[table] = f"table {number}"
            if any(looks_like_value(n) for n in names):
                columns.update({(table, n): f"column {i}" for i, n in enumerate(names, start=1)})
        return cls(renamed, columns)

    def table(self, name: str) -> str:
        """Return what the table is called outside."""
        return self.tables.get(name, name)

    def column(self, table: str, name: str) -> str:
        """Return what a column of the table (by its name inside) is called outside."""
        return self.columns.get((table, name), name)

    def rename(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """Return the findings under the names outside, in the order of publication."""
        return tuple(
            order_findings(
                replace(f, table=self.table(f.table), by=tuple(self.column(f.table, c) for c in f.by)) for f in findings
            )
        )


def masked_cells(
    cells: Sequence[tuple[str, ...]], withheld: Container[int], *, mask_withheld: bool
) -> list[tuple[str, ...]]:
    """Return the cells with their labels masked where these may be somebody's, numbered to stay apart.

    Args:
        cells: All cells of a list.
        withheld: Positions of those whose count is withheld.
        mask_withheld: Whether to mask all labels of these, and not only those that look like values.
    """
    masked = []
    number = 0
    for position, cell in enumerate(cells):
        hides = mask_withheld and any(cell) if position in withheld else False
        suspects = _LOOKS_LIKE_VALUE if position in withheld else _IDENTIFIES
        if hides or any(suspects.search(label) for label in cell):
            number += 1
            masked.append(tuple(f"{WITHHELD_LABEL} {number}" for _ in cell))
        else:
            masked.append(cell)
    return masked
