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

ANY: Final = 0
NUMERIC: Final = 1
TEMPORAL: Final = 2


def classify(kind: str) -> int:
    """Return what values a column of this declared type can have: ``NUMERIC``, ``TEMPORAL`` or ``ANY``."""
    if _NUMERIC.match(kind):
        return NUMERIC
    return TEMPORAL if _TEMPORAL.match(kind) else ANY


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
        return tuple(i for i in range(len(self.columns)) if i not in self.generated)

    def filled(self) -> tuple[int, ...]:
        """Return the columns that an INSERT without a list was found to fill, else those it should."""
        return self.implied or self.positions()

    def is_as_created(self, places: tuple[int, ...]) -> bool:
        """Return whether these columns are all that CREATE TABLE gave, or there was none."""
        return not self.created or len(places) in (self.created, self.created - len(self.generated))

    def places_of(self, names: tuple[str, ...]) -> tuple[int, ...]:
        """Return the column of each listed name; unknown ones are added, a name listed twice gets a column more."""
        known = {c.name: i for i, c in reversed(list(enumerate(self.columns)))}
        folded = {c.name.casefold(): i for i, c in reversed(list(enumerate(self.columns)))}
        places: list[int] = []
        for name in names:
            place = known.get(name, folded.get(name.casefold()))
            if place is None or place in places:
                place = len(self.columns)
                self.columns.append(SourceColumn(name))
            places.append(place)
        return tuple(places)

    def widen(self, count: int) -> tuple[int, ...]:
        """Return the first ``count`` columns, adding nameless ones as needed."""
        self.columns.extend(SourceColumn("") for _ in range(count - len(self.columns)))
        return tuple(range(count))


@dataclass(frozen=True, slots=True)
class Layout:
    """Which column each field of a statement fills.

    A misfit has another number of fields than its table was created with.
    """

    table: DumpTable
    places: tuple[int, ...]
    is_misfit: bool = False

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

    def of_width(self, width: int) -> list[DumpTable]:
        """Return the tables whose records have this many fields."""
        return [t for t in self.tables if len(t.filled()) == width]
