"""What a scan of one window gives: the text, and for each table the records found in it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from findspot.formats.jsontext.names import source_columns
from findspot.model.batch import SourceColumn, SourceTable
from findspot.text.kernels.json import Leaves
from findspot.text.kernels.jsonscan import LEAVES, RECORDS, SPANS, Found, Limits, new_found
from findspot.text.kernels.jsontree import KeyTree, new_tree


@dataclass(slots=True)
class TableKeys:
    """A table with the keys met in it so far, and the columns that were announced."""

    name: str
    tree: KeyTree = field(default_factory=new_tree)
    columns: tuple[SourceColumn, ...] = ()

    def announce(self) -> SourceTable | None:
        """Return the table if it has columns that were not announced yet."""
        columns = source_columns(self.tree, self.columns)
        if len(columns) == len(self.columns):
            return None
        self.columns = columns
        return SourceTable(self.name, columns)


@dataclass(frozen=True, slots=True)
class WindowText:
    """The text of a window with what was found in it, by table."""

    text: NDArray[np.uint8]
    limits: Limits
    found: dict[str, Found] = field(default_factory=dict)

    @property
    def view(self) -> memoryview:
        """The text as regular expressions take it."""
        return self.text.data

    def found_in(self, table: str) -> Found:
        """Return where findings of a table go."""
        if table not in self.found:
            self.found[table] = new_found(self.limits.size)
        return self.found[table]

    def spans(self) -> NDArray[np.int64]:
        """Return all spans by place."""
        spans = np.concatenate(
            [f.spans[: f.counts[SPANS]] for f in self.found.values()] or [np.empty((0, 4), np.int64)]
        )
        return spans[np.argsort(spans[:, 0], kind="stable")]

    def parts(self, tables: dict[str, TableKeys]) -> list[Part]:
        """Return the records of each table that has some."""
        return [_trim(found, tables[name]) for name, found in self.found.items() if found.counts[RECORDS]]


@dataclass(frozen=True, slots=True)
class Part:
    """Records of one table.

    Attributes:
        table: Its name.
        columns: How many it has by now.
        start: Where each record starts in the text.
        end: Where it ends.
        how: How it was read.
        leaf: The first leaf of each record, and the end.
        leaves: Leaves, also those of records of other parts; they count records from ``first``.
        first: Number of the first record.
    """

    table: str
    columns: int
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    how: NDArray[np.int8]
    leaf: NDArray[np.int64]
    leaves: Leaves
    first: int = 0

    def between(self, start: int, end: int) -> Part:
        """Return the records that start from ``start`` to before ``end`` in the text."""
        a, b = np.searchsorted(self.start, (start, end)).tolist()
        return Part(
            self.table,
            self.columns,
            self.start[a:b],
            self.end[a:b],
            self.how[a:b],
            self.leaf[a : b + 1],
            self.leaves,
            self.first + a,
        )


def _trim(found: Found, keys: TableKeys) -> Part:
    """Return copies of no more than what was found, so that the room for it can be given back."""
    records, leaves = int(found.counts[RECORDS]), int(found.counts[LEAVES])
    return Part(
        keys.name,
        len(keys.columns),
        found.start[:records].copy(),
        found.end[:records].copy(),
        found.how[:records].copy(),
        found.leaf[: records + 1].copy(),
        Leaves(
            found.leaves.record[:leaves].copy(),
            found.leaves.column[:leaves].copy(),
            found.leaves.start[:leaves].copy(),
            found.leaves.end[:leaves].copy(),
            found.leaves.flag[:leaves].copy(),
        ),
    )
