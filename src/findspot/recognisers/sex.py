"""Sex."""

from __future__ import annotations

from functools import cache

import numpy as np
import pyarrow as pa

from findspot.model.tables import Privacy
from findspot.recognisers.strength import Strengths, StrengthRecogniser, lookup
from findspot.text import data
from findspot.text.scripts import fold_key


@cache
def _weights() -> dict[str, str]:
    return {row["spelling"]: row["weight"] for row in data.rows("sex")}


@cache
def _canonical() -> dict[str, str]:
    return {row["spelling"]: row["sex"] for row in data.rows("sex") if row["sex"]}


class Sex(StrengthRecogniser):
    """Words and codes for male and female in Chinese, English and a few other languages; 1 and 2 as in GB/T 2261.1."""

    code = "sex"
    privacy = Privacy.QUASI
    header_words = ("sex", "gender", "性别", "geschlecht", "sexe", "пол")

    def strengths(self, values: pa.StringArray) -> Strengths:
        """Return 1 for a word, less for a letter, half for a digit."""
        found = lookup(fold_key(values), _weights()).cast(pa.float64())
        return np.asarray(found.fill_null(0.0))

    def normalise(self, values: pa.StringArray) -> pa.StringArray:
        """Return ``m``, ``f`` or null."""
        return lookup(fold_key(values), _canonical())
