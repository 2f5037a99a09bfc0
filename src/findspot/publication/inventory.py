"""Tables and their columns: how far each is filled, what it means, how it is handled; never a value."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from findspot.model.released import ReleasedColumn, ReleasedTable
from findspot.publication.grid import Cell, Grid, cells, numbers, texts, withheld
from findspot.publication.numerals import NONE, format_count, format_level, format_share, listed

_PRIVACY: Final = {
    "direct": "may name a person: never shown",
    "quasi": "may single out: counted only",
    "sensitive": "sensitive: counted only",
    "harmless": "harmless",
}
_NO_MEANING: Final = ("", "unknown")  # nothing to be valid by
_LONG_RUN: Final = re.compile(r"(.)\1{5,}")
_HEADS: Final = (
    *texts("Column", "Meaning"),
    *numbers("Filled", "Valid", "Different values"),
    *texts("Handling", "Shapes, masked"),
)


@dataclass(frozen=True, slots=True)
class TableCard:
    """One table: where its rows came from, in a sentence, and its columns."""

    name: str
    origin: str
    columns: Grid


def table_cards(tables: Sequence[ReleasedTable], small: str) -> list[TableCard]:
    """Return a card for each table; ``small`` stands for a withheld number."""
    return [TableCard(t.name, _origin(t, small), _columns(t)) for t in tables]


def _origin(table: ReleasedTable, small: str) -> str:
    rows = f"{format_count(table.rows)} rows" if table.rows is not None else f"Rows: {small}"
    word = "stream" if len(table.streams) == 1 else "streams"
    place = f", from {word} {listed([str(s) for s in table.streams])}" if table.streams else ""
    kind = "Its rows stand for persons." if table.lists_persons else "Its rows do not stand for persons."
    return f"{rows}{place}. {kind}"


def _columns(table: ReleasedTable) -> Grid:
    rows = tuple(cells(_row(c)) for c in table.columns)
    return Grid(f"Columns of {table.name}", _HEADS, rows)


def _row(column: ReleasedColumn) -> list[str | Cell]:
    sureness = f" ({format_level(round(column.confidence, 2))} sure)" if column.confidence and column.meaning else ""
    return [
        Cell(column.name, "name"),
        f"{column.meaning or 'unknown'}{sureness}",
        _share(column.fill),
        _share(column.valid) if column.meaning not in _NO_MEANING else NONE,
        withheld("withheld") if column.distinct is None else format_count(column.distinct),
        _PRIVACY.get(column.privacy, column.privacy),
        Cell(" · ".join(map(_shortened, column.patterns)), "shape") if column.patterns else NONE,
    ]


def _shortened(pattern: str) -> str:
    """Return a shape with long runs of one character counted: ``9×18``."""
    return _LONG_RUN.sub(lambda run: f"{run[1]}×{len(run[0])}", pattern)


def _share(share: float | None) -> str | Cell:
    return withheld("withheld") if share is None else format_share(share)
