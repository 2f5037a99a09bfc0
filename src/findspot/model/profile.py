"""What profile says of tables and columns; kept as JSON in the case, without any value of a direct identifier."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from findspot.model.tables import Privacy


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
    """One table and its columns in physical order."""

    name: str
    rows: int
    columns: tuple[ColumnProfile, ...]

    def with_meaning(self, *meanings: str) -> tuple[ColumnProfile, ...]:
        """Return the columns that have one of the meanings, in physical order."""
        return tuple(c for c in self.columns if c.meaning in meanings)

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return {"name": self.name, "rows": self.rows, "columns": [c.to_dict() for c in self.columns]}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> TableProfile:
        """Return what ``to_dict`` gave."""
        return cls(data["name"], data["rows"], tuple(ColumnProfile.from_dict(c) for c in data["columns"]))
