"""What a score says: items that pass or fail, each with its counts, and what was not read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is scored: what was found, what is asked for, and whether that is so."""

    name: str
    passed: bool
    found: str
    asked: str

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return {"name": self.name, "passed": self.passed, "found": self.found, "asked": self.asked}


@dataclass(frozen=True, slots=True)
class Score:
    """The score of a case.

    Attributes:
        items: What was scored.
        tables: Counts of every planted table in every stream that was read.
        figures: Findings beside what was planted: inside the interval or not, and its width.
        unread: Streams that were not scored, with the reason.
    """

    items: tuple[Item, ...]
    tables: Sequence[Mapping[str, Any]]
    figures: Sequence[Mapping[str, Any]]
    unread: Mapping[str, str]

    @property
    def passed(self) -> bool:
        """Whether every item passed."""
        return all(item.passed for item in self.items)

    def item(self, name: str) -> Item:
        """Return an item by its name."""
        return next(item for item in self.items if item.name == name)

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return {
            "passed": self.passed,
            "items": [item.to_dict() for item in self.items],
            "tables": [dict(table) for table in self.tables],
            "figures": [dict(figure) for figure in self.figures],
            "unread": dict(self.unread),
        }


def share_item(name: str, part: int, whole: int, least: float) -> Item:
    """Return an item that asks for a share of at least so much; nothing to have passes."""
    share = part / whole if whole else 1.0
    return Item(name, share >= least, f"{part:,} of {whole:,}", f"at least {least:.1%}")


def limit_item(name: str, count: int, most: int) -> Item:
    """Return an item that asks for a count of at most so much."""
    return Item(name, count <= most, f"{count:,}", f"at most {most:,}")
