"""What profile says of tables and columns; kept as JSON in the case, without any value of a direct identifier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from findspot.model.tables import Privacy

PROFILE_DOCUMENT: Final = "profile"
"""Name of the sealed document that holds the profiles of a case."""


@dataclass(frozen=True, slots=True)
class ColumnProfile:
    """One column: ``fill`` and ``valid`` are shares, ``distinct`` a count.

    ``normalised`` names its ``n_`` column, if any. ``patterns`` are masked shapes (digits as 9, letters as a, Han
    as 汉), most frequent first, never values. ``categories`` are the distinct values of a category column that is not
    direct, else empty.
    """

    name: str
    source: str
    meaning: str
    confidence: float
    privacy: Privacy
    type: str
    fill: float
    valid: float
    distinct: int
    absent: int = 0
    missing_spellings: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    normalised: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> ColumnProfile:
        """Return what ``to_dict`` gave."""
        lists = ("missing_spellings", "patterns", "categories")
        return cls(**{**data, "privacy": Privacy(data["privacy"]), **{k: tuple(data[k]) for k in lists}})


@dataclass(frozen=True, slots=True)
class TableProfile:
    """One table and its columns in physical order.

    ``distinct_rows`` counts rows that differ in some value, of those that findings count (``_fs_how`` 0, 1 and 2).
    """

    name: str
    rows: int
    columns: tuple[ColumnProfile, ...]
    distinct_rows: int = 0

    def with_meaning(self, *meanings: str) -> tuple[ColumnProfile, ...]:
        """Return the columns that have one of the meanings, in physical order."""
        return tuple(c for c in self.columns if c.meaning in meanings)

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        columns = [c.to_dict() for c in self.columns]
        return {"name": self.name, "rows": self.rows, "columns": columns, "distinct_rows": self.distinct_rows}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> TableProfile:
        """Return what ``to_dict`` gave."""
        columns = tuple(ColumnProfile.from_dict(c) for c in data["columns"])
        return cls(data["name"], data["rows"], columns, data["distinct_rows"])


def profile_document(tables: Sequence[TableProfile]) -> dict[str, Any]:
    """Return the document that profile keeps in the case under ``PROFILE_DOCUMENT``."""
    return {"format": 1, "tables": [t.to_dict() for t in tables]}


def read_profile_document(document: Mapping[str, Any] | None) -> list[TableProfile]:
    """Return the tables of a case's profile document, none where there is no document."""
    return [TableProfile.from_dict(t) for t in document["tables"]] if document else []
