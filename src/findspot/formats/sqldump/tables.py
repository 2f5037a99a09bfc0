"""The tables a dump has named so far, their columns, and how the fields of a statement map to them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from findspot.formats.sqldump.createtable import ColumnDefinition
from findspot.model.batch import SourceColumn, SourceTable

_NUMERIC: Final = re.compile(
    r"(?:UNSIGNED |SIGNED )?(?:TINY|SMALL|MEDIUM|BIG)?(?:INT\b|INTEGER|SERIAL)|INT\d|DEC|NUM"
    r"|FLOAT|DOUBLE|REAL|YEAR|MONEY|NUMBER",
    re.IGNORECASE,
)
_TEMPORAL: Final = re.compile(r"DATE|TIMESTAMP", re.IGNORECASE)

_SHORTEST_SURE: Final = 4
"""Of two shorter names one is hardly a misspelling of the other."""

ANY: Final = 0
NUMERIC: Final = 1
TEMPORAL: Final = 2


def classify(kind: str) -> int:
    """Return what values a column of this declared type can have: ``NUMERIC``, ``TEMPORAL`` or ``ANY``."""
    if _NUMERIC.match(kind):
        return NUMERIC
    return TEMPORAL if _TEMPORAL.match(kind) else ANY


def _differ_in_one(left: str, right: str) -> bool:
    """Return whether two names are as long and have one character that is not the same, as a broken byte makes it."""
    return len(left) == len(right) and sum(a != b for a, b in zip(left, right, strict=True)) == 1


@dataclass(slots=True)
class DumpTable:
    """One table: columns only ever get more.

    Attributes:
        schema: Its schema, empty if not known.
        name: Its name without schema.
        label: The name it goes by.
        columns: Its columns.
        generated: Those whose values are computed, not inserted.
        implied: The columns that an INSERT without a list was found to fill.
        created: How many columns CREATE TABLE gave it.
        rows: Records read, to tell whether its width is proved.
    """

    schema: str
    name: str
    label: str
    columns: list[SourceColumn] = field(default_factory=list)
    generated: set[int] = field(default_factory=set)
    implied: tuple[int, ...] = ()
    created: int = 0
    rows: int = 0

    def define(self, definitions: tuple[ColumnDefinition, ...]) -> None:
        """Take over the columns of a CREATE TABLE, unless rows or another one came first."""
        if not self.columns:
            self.columns = [SourceColumn(d.name, d.type) for d in definitions]
            self.generated = {i for i, d in enumerate(definitions) if d.is_generated}
            self.created = len(definitions)

    def source(self) -> SourceTable:
        """Return the table as the source names it, as of now."""
        return SourceTable(self.label, tuple(self.columns), has_header=any(c.name for c in self.columns))

    def positions(self) -> tuple[int, ...]:
        """Return the columns that an INSERT without a list fills."""
        return tuple(i for i in range(self.created or len(self.columns)) if i not in self.generated)

    def filled(self) -> tuple[int, ...]:
        """Return the columns that an INSERT without a list was found to fill, else those it should."""
        return self.implied or self.positions()

    def is_as_created(self, places: tuple[int, ...]) -> bool:
        """Return whether these columns are all that CREATE TABLE gave, or there was none."""
        return not self.created or len(places) in (self.created, self.created - len(self.generated))

    def places_of(self, names: tuple[str, ...]) -> tuple[tuple[int, ...], bool]:
        """Return the column of each listed name, and whether a name was taken for another that it must be.

        An engine refuses a column that was not created: such a name is a created one's with a broken byte, where
        exactly one not listed differs in one byte only. Other unknown names are added; a name listed twice gets a
        column more.
        """
        known = {c.name: i for i, c in reversed(list(enumerate(self.columns)))}
        folded = {c.name.casefold(): i for i, c in reversed(list(enumerate(self.columns)))}
        found = [known.get(name, folded.get(name.casefold())) for name in names]
        free = [i for i in range(self.created) if i not in found]
        repaired = False
        places: list[int] = []
        for name, place in zip(names, found, strict=True):
            if place is None:
                close = [i for i in free if _differ_in_one(self.columns[i].name, name)]
                place = close[0] if len(close) == 1 else None
                repaired |= place is not None
            if place is None or place in places:
                place = len(self.columns)
                self.columns.append(SourceColumn(name))
            places.append(place)
        return tuple(places), repaired

    def widen(self, count: int) -> tuple[int, ...]:
        """Return the first ``count`` columns, adding nameless ones as needed."""
        self.columns.extend(SourceColumn("") for _ in range(count - len(self.columns)))
        return tuple(range(count))


@dataclass(frozen=True, slots=True)
class Layout:
    """Which column each field of a statement fills, and the notes of ``kernels.sqlstrings`` that its records get."""

    table: DumpTable
    places: tuple[int, ...]
    notes: int = 0

    @property
    def width(self) -> int:
        """Fields in a record."""
        return len(self.places)

    def classes(self) -> tuple[int, ...]:
        """Return for each field what its column's type allows."""
        return tuple(classify(self.table.columns[p].type) for p in self.places)


class Registry:
    """All tables of a dump, found by name as an engine would: the exact one, else one that differs in case only."""

    def __init__(self) -> None:
        self.tables: list[DumpTable] = []
        self.schema = ""

    def find(self, schema: str, name: str) -> DumpTable | None:
        """Return the table of this name; without a schema that of the current one, else any."""
        schema = schema or self.schema
        folded = name.casefold()
        named = [t for t in self.tables if t.name == name] or [t for t in self.tables if t.name.casefold() == folded]
        exact = [t for t in named if t.schema == schema]
        loose = [t for t in named if not t.schema or not schema]
        return next(iter(exact + loose), None)

    def obtain(self, schema: str, name: str) -> DumpTable:
        """Return the table of this name, added if need be; the label has the schema only where two share the name."""
        table = self.find(schema, name)
        if table is None:
            schema = schema or self.schema
            taken = {t.label for t in self.tables}
            label = name if name not in taken else f"{schema}.{name}"
            table = DumpTable(schema, name, label)
            self.tables.append(table)
        elif not table.schema:
            table.schema = schema or self.schema
        return table

    def close_to(self, name: str) -> DumpTable | None:
        """Return the one created table whose name, not a short one, differs in a byte, if there is one only."""
        close = [t for t in self.tables if t.created and _differ_in_one(t.name, name)]
        return close[0] if len(close) == 1 and len(name) >= _SHORTEST_SURE else None

    def of_width(self, width: int) -> list[DumpTable]:
        """Return the tables whose records have this many fields: those created, if there are such."""
        fitting = [t for t in self.tables if len(t.filled()) == width]
        return [t for t in fitting if t.created] or fitting
