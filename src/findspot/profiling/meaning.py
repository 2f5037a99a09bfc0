"""Which meaning a column has: values decide, the header only supports, and who is not sure says unknown (direct).

Strong meanings are told by the values alone. Where none is, the weak ones are weighed by how values repeat: keys are
unique, categories few, numbers neither.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow.compute as pc

from findspot.model.tables import Privacy
from findspot.plugins.protocols import Recogniser
from findspot.profiling.survey import ColumnFacts
from findspot.text import data
from findspot.text.headers import supports
from findspot.text.scripts import matches

UNKNOWN: Final = "unknown"
SURE: Final = 0.75
"""Score from which values decide alone."""
SUPPORTED: Final = 0.4
"""Score from which they do when the header agrees."""
_WEAK: Final = ("key", "category", "number", "free-text")
_HEADER_BONUS: Final = 0.3
_TELLING_FIRST: Final = (
    "cn-resident-id", "e-mail", "url", "ip", "birth-date", "date", "timestamp", "phone", "sex", "country", "address",
    "organisation", "person-name",
)  # fmt: skip
"""Equal scores: the more telling form wins; meanings of other plug-ins come before all of these."""
_NEEDS_HEADER: Final = frozenset({"birth-date"})
_SENTENCES: Final = 0.5
_REMARKS: Final = 0.2
"""Share of sentences from which a column is free text, and where the header calls it remarks."""
_UNIQUE: Final = 0.98
_MOST_CATEGORIES: Final = 200
_CATEGORY_SHARE: Final = 0.05
_MOST_CODES: Final = 20
_MOST_STEPS: Final = 10
_COMMON_COUNT: Final = 3
_COMMON_SHARE: Final = 0.9
_NAME_LIKE: Final = 0.5
_LONG_NUMBER: Final = r"[0-9]{9}"
_INTEGER: Final = r"^-?[0-9]{1,19}$"
_DECIMAL: Final = r"^[+-]?[0-9]*\.?[0-9]+(?:[eE][+-]?[0-9]+)?$"


@dataclass(frozen=True, slots=True)
class Choice:
    """A meaning, how sure it is from 0 to 1, and how the column may be handled."""

    meaning: str
    confidence: float
    privacy: Privacy


def choose_meaning(
    facts: ColumnFacts, header: str, scores: Mapping[str, float], recognisers: Sequence[Recogniser]
) -> Choice:
    """Return the meaning that the values show, ``scores`` being how much they look like each."""
    if not len(facts.sample):
        return Choice(UNKNOWN, 0.0, Privacy.DIRECT)
    known = {r.code: r for r in recognisers}
    named = {code: supports(header, r.header_words) for code, r in known.items()}
    code = _choose_strong(scores, named) or _choose_weak(facts, scores, named)
    if code not in known:
        return Choice(UNKNOWN, 0.0, Privacy.DIRECT)
    confidence = round(min(1.0, scores[code] * (1.0 if named[code] else 0.9)), 3)
    return Choice(code, confidence, _privacy(code, known[code].privacy, header))


def value_type(facts: ColumnFacts, meaning: str) -> str:
    """Return the plain type of the values: ``empty``, ``date``, ``timestamp``, ``integer``, ``decimal`` or ``text``."""
    if not len(facts.sample):
        return "empty"
    if meaning in ("date", "birth-date"):
        return "date"
    if meaning == "timestamp":
        return "timestamp"
    if matches(facts.sample, _INTEGER).all():
        return "integer"
    return "decimal" if matches(facts.sample, _DECIMAL).all() else "text"


def _choose_strong(scores: Mapping[str, float], named: Mapping[str, bool]) -> str:
    accepted = [
        code
        for code, score in scores.items()
        if code not in _WEAK
        and score >= (SUPPORTED if named[code] else SURE)
        and (named[code] or code not in _NEEDS_HEADER)
    ]
    rank = {code: place for place, code in enumerate(_TELLING_FIRST)}
    ordered = sorted(accepted, key=lambda code: (-scores[code] - _HEADER_BONUS * named[code], rank.get(code, -1), code))
    return ordered[0] if ordered else ""


def _choose_weak(facts: ColumnFacts, scores: Mapping[str, float], named: Mapping[str, bool]) -> str:
    if scores.get("free-text", 0.0) >= (_REMARKS if named.get("free-text") else _SENTENCES):
        return "free-text"
    if _is_key(facts, scores.get("key", 0.0), named=named.get("key", False)):
        return "key"
    if _is_category(facts, scores) and not named.get("free-text") and not _is_quantity(facts, scores):
        return "category"
    if scores.get("number", 0.0) >= SURE and matches(facts.sample, _LONG_NUMBER).mean() < 1 - SURE:
        return "number"
    return UNKNOWN


def _is_category(facts: ColumnFacts, scores: Mapping[str, float]) -> bool:
    """Return whether the values are short, few and repeat, and do not look like names."""
    return scores.get("category", 0.0) >= SURE and _has_few(facts) and scores.get("person-name", 0.0) < _NAME_LIKE


def _is_quantity(facts: ColumnFacts, scores: Mapping[str, float]) -> bool:
    """Return whether the values are numbers, and too many for codes of a category."""
    decimal = matches(facts.sample, r"[.]").any()
    return scores.get("number", 0.0) >= SURE and len(facts.sample) > (_MOST_STEPS if decimal else _MOST_CODES)


def _is_key(facts: ColumnFacts, score: float, *, named: bool) -> bool:
    """Return whether the values are codes that are unique, or that the header calls an id."""
    if score < SURE:
        return False
    filled = facts.filled("key")
    distinct = facts.distinct - len(facts.spellings_for("key"))
    is_unique = filled > 0 and distinct >= _UNIQUE * filled
    return named or (is_unique and (_is_dense(facts, filled) or _is_even(facts)))


def _is_dense(facts: ColumnFacts, filled: int) -> bool:
    """Return whether the values are whole numbers that nearly fill a range, as a counter does."""
    if not matches(facts.sample, _INTEGER).all():
        return False
    numbers = np.asarray(facts.sample.cast("float64"))
    return bool(numbers.max() - numbers.min() < 3 * filled)


def _is_even(facts: ColumnFacts) -> bool:
    """Return whether all values have the same length, six characters or more, as issued codes do."""
    lengths = np.asarray(pc.utf8_length(facts.sample))
    return bool(lengths.min() == lengths.max() >= 6)


def _has_few(facts: ColumnFacts) -> bool:
    """Return whether there are few values for the rows, and nearly all rows have one that repeats."""
    if facts.counts is None:
        return False
    filled = facts.filled("category")
    nothing = facts.spellings_for("category")
    counts = np.array([n for text, n in facts.counts.items() if text not in nothing], np.int64)
    most = min(_MOST_CATEGORIES, max(2, int(_CATEGORY_SHARE * filled)))
    if not 0 < len(counts) <= most:
        return False
    return bool(counts[counts >= _COMMON_COUNT].sum() >= _COMMON_SHARE * filled)


def _privacy(code: str, usual: Privacy, header: str) -> Privacy:
    """Return the privacy class; what is not direct becomes sensitive where the header says so (民族, religion …)."""
    if usual is not Privacy.DIRECT and supports(header, data.words("sensitive_words", "word")):
        return Privacy.SENSITIVE
    return usual
