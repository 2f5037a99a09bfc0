"""By which columns counts may be listed, and what may be said of the values that make the list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from findspot.model.profile import TableProfile
from findspot.model.tables import Privacy

_VOCABULARIES: Final = ("sex", "country")
"""Meanings whose values come from a list that everybody knows: the value itself tells of nobody."""


@dataclass(frozen=True, slots=True)
class SplitRules:
    """What profiles say of columns (table, name inside) as the heads of lists.

    Attributes:
        columns: Those by which counts may be listed: none that identifies directly, none that is unknown.
        vocabularies: Those whose values everybody knows.
        doubtful: Tables with a column that identifies directly, so that rows may stand for persons: unknown is direct.
    """

    columns: frozenset[tuple[str, str]]
    vocabularies: frozenset[tuple[str, str]]
    doubtful: frozenset[str]

    @classmethod
    def of(cls, profiles: Iterable[TableProfile]) -> SplitRules:
        """Return the rules that follow from profiles."""
        known = [(p.name, c) for p in profiles for c in p.columns]
        return cls(
            frozenset((table, c.source) for table, c in known if c.privacy is not Privacy.DIRECT),
            frozenset((table, c.source) for table, c in known if c.meaning in _VOCABULARIES),
            frozenset(table for table, c in known if c.privacy is Privacy.DIRECT),
        )

    def allow(self, table: str, by: Sequence[str]) -> bool:
        """Return whether counts of the table may be listed by these columns."""
        return all((table, column) in self.columns for column in by)

    def know(self, table: str, by: Sequence[str]) -> bool:
        """Return whether the values of all these columns come from a known list."""
        return all((table, column) in self.vocabularies for column in by)
