"""The shape all built-in recognisers have: a strength from 0 to 1 for each value, and a canonical form."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from findspot.model.tables import Privacy
from findspot.text import data

Strengths = NDArray[np.float64]


class StrengthRecogniser(ABC):
    """Says of each value how much it looks like the meaning: 1 surely, 0.5 only where the header agrees."""

    code: str
    privacy: Privacy
    header_words: Sequence[str] = ()
    """Filled from ``text/data/header_words.csv`` where a class names none."""
    valid_when_normal: bool = True
    """Whether every value that has a canonical form is valid, so that ``valid`` need not be asked as well."""

    def __init_subclass__(cls) -> None:
        if "header_words" not in cls.__dict__:
            cls.header_words = data.words("header_words", "word", meaning=cls.code)

    @abstractmethod
    def strengths(self, values: pa.StringArray) -> Strengths:
        """Return from 0 to 1 how much each value looks like the meaning; 0 for null."""

    @abstractmethod
    def normalise(self, values: pa.StringArray) -> pa.StringArray:
        """Return the values in canonical form, of the same length, null where there is none."""

    def score(self, values: pa.StringArray) -> float:
        """Return the mean strength of the values, 0 where there are none."""
        return float(self.strengths(values).mean()) if len(values) else 0.0

    def valid(self, values: pa.StringArray) -> pa.BooleanArray:
        """Return whether each value has a canonical form; null for null."""
        formed = self.normalise(values).is_valid()
        return pc.if_else(values.is_valid(), formed, pa.scalar(None, pa.bool_()))


def pattern_strengths(values: pa.StringArray, strengths: Sequence[tuple[str, float]]) -> Strengths:
    """Return for each value the highest strength among the RE2 patterns found in it."""
    result = np.zeros(len(values))
    for pattern, strength in strengths:
        found = np.asarray(pc.fill_null(pc.match_substring_regex(values, pattern=pattern), False))
        result = np.maximum(result, found * strength)
    return result
