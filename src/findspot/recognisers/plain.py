"""Meanings told by shape and by how values repeat: categories, free text, keys and numbers.

Their score speaks of the shape only; whether values repeat or are unique is weighed by ``findspot.profiling``.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from findspot.model.tables import Privacy
from findspot.recognisers.strength import StrengthRecogniser, Strengths, pattern_strengths
from findspot.text.lookups import only_where
from findspot.text.scripts import HAN, fold, matches

LONGEST_CATEGORY = 60
"""Characters; a longer value is text."""
_LONG = 60
_LONG_HAN = 20
_NUMBER = r"^[+-]?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)?(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,3})?%?$"
_SENTENCE = (
    (r"\S+(?:\s+\S+){5}", 1.0),
    (r"[\p{Han}，]{4,}[。；！？，]", 1.0),
    (r"\n", 0.8),
)
_KEY = (
    (r"^[0-9]{1,18}$", 1.0),
    (r"(?i)^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$", 1.0),
    (r"^[0-9a-fA-F]{24}$|^[0-9a-fA-F]{32}$|^[0-9a-fA-F]{40}$|^[0-9a-fA-F]{64}$", 1.0),
    (r"^[A-Za-z]{0,8}[-_]?[0-9]{2,20}[A-Za-z]?$", 1.0),
    (r"^[A-Za-z0-9]+(?:[-_.:/][A-Za-z0-9]+)*[0-9][A-Za-z0-9]*(?:[-_.:/][A-Za-z0-9]+)*$", 0.8),
)


class Category(StrengthRecogniser):
    """Short values of which there are few."""

    code = "category"
    privacy = Privacy.QUASI

    def strengths(self, values: pa.StringArray) -> Strengths:
        """Return 1 for a short value on one line."""
        length = np.asarray(pc.fill_null(pc.utf8_length(values), 0))
        short = (length > 0) & (length <= LONGEST_CATEGORY)
        return np.asarray(short & ~matches(values, r"[\n\r]"), np.float64)

    def normalise(self, values: pa.StringArray) -> pa.StringArray:
        """Return the value without white space around it, in half width."""
        return fold(values)


class FreeText(StrengthRecogniser):
    """Sentences; they may name anyone, so the whole column is a direct identifier."""

    code = "free-text"
    privacy = Privacy.DIRECT

    def strengths(self, values: pa.StringArray) -> Strengths:
        """Return 1 for several words or a long line."""
        length = np.asarray(pc.fill_null(pc.utf8_length(values), 0))
        long = np.where(length >= _LONG, 1.0, np.where((length >= _LONG_HAN) & matches(values, HAN), 0.8, 0.0))
        return np.maximum(long, pattern_strengths(values, _SENTENCE))

    def normalise(self, values: pa.StringArray) -> pa.StringArray:
        """Return the text without white space around it, in half width."""
        return fold(values)


class Key(StrengthRecogniser):
    """Whole numbers and codes that stand for one thing each; in a table of people they stand for a person."""

    code = "key"
    privacy = Privacy.DIRECT

    def strengths(self, values: pa.StringArray) -> Strengths:
        """Return 1 for digits, UUIDs and hashes, a little less for other codes."""
        return pattern_strengths(fold(values), _KEY)

    def normalise(self, values: pa.StringArray) -> pa.StringArray:
        """Return the code without white space around it, in half width."""
        return fold(values)


class Number(StrengthRecogniser):
    """Quantities: whole, decimal, with thousands, in scientific form."""

    code = "number"
    privacy = Privacy.QUASI

    def strengths(self, values: pa.StringArray) -> Strengths:
        """Return 1 for a number."""
        folded = fold(values)
        return np.asarray(matches(folded, _NUMBER) & matches(folded, "[0-9]"), np.float64)

    def normalise(self, values: pa.StringArray) -> pa.StringArray:
        """Return the number without thousands' commas, as written otherwise."""
        folded = fold(values)
        bare = pc.replace_substring(folded, pattern=",", replacement="")
        return only_where(bare, self.strengths(values) > 0)
