"""The profile of a column out of what the first pass found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pyarrow.compute as pc

from findspot.model.profile import ColumnProfile
from findspot.model.tables import Privacy
from findspot.profiling.meaning import Choice, value_type
from findspot.profiling.survey import ColumnFacts
from findspot.text.scripts import mask

PATTERNS_KEPT: Final = 5
_LONGEST_PATTERN: Final = 60
NORMALISED: Final = frozenset({"date", "birth-date", "timestamp", "sex", "country"})
"""Meanings that get an ``n_`` column beside their own in working tables."""
LISTED: Final = frozenset({"category", "sex", "country", "organisation"})
"""Meanings whose values are listed when there are few."""
_MOST_LISTED: Final = 200


def describe_column(name: str, source: str, facts: ColumnFacts, choice: Choice, *, absent: int = 0) -> ColumnProfile:
    """Return the profile; ``valid`` is set once the second pass has seen all values."""
    spellings = facts.spellings_for(choice.meaning)
    return ColumnProfile(
        name=name,
        source=source,
        meaning=choice.meaning,
        confidence=choice.confidence,
        privacy=choice.privacy,
        type=value_type(facts, choice.meaning),
        fill=_share(facts.filled(choice.meaning), facts.rows),
        valid=0.0,
        distinct=facts.distinct - len(spellings),
        absent=absent,
        missing_spellings=tuple(sorted(spellings)),
        patterns=tuple(top_patterns(facts)),
        categories=tuple(_categories(facts, choice, spellings)),
        normalised=f"n_{name}" if choice.meaning in NORMALISED else "",
    )


def top_patterns(facts: ColumnFacts) -> Sequence[str]:
    """Return the commonest masked shapes among the sampled distinct values, most frequent first."""
    if not len(facts.sample):
        return []
    shapes = pc.utf8_slice_codeunits(mask(facts.sample), 0, _LONGEST_PATTERN)
    counted = [(item["counts"], item["values"]) for item in pc.value_counts(shapes).to_pylist()]
    return [shape for _, shape in sorted(counted, key=lambda c: (-c[0], c[1]))[:PATTERNS_KEPT]]


def _categories(facts: ColumnFacts, choice: Choice, spellings: dict[str, int]) -> list[str]:
    if choice.privacy is Privacy.DIRECT or choice.meaning not in LISTED or facts.counts is None:
        return []
    values = sorted(value for value in facts.counts if value not in spellings)
    return values if len(values) <= _MOST_LISTED else []


def _share(part: int, whole: int) -> float:
    return round(part / whole, 9) if whole else 0.0
