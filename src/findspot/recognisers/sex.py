"""Sex."""

from __future__ import annotations

import pyarrow as pa

from findspot.model.tables import Privacy
from findspot.recognisers.strength import StrengthRecogniser, Strengths
from findspot.text.sexes import read_sexes, weigh_sexes


class Sex(StrengthRecogniser):
    """Words and codes for male and female in Chinese, English and a few other languages."""

    code = "sex"
    privacy = Privacy.QUASI

    def strengths(self, values: pa.StringArray) -> Strengths:
        """Return 1 for a word, less for a letter, half for a digit."""
        return weigh_sexes(values)

    def normalise(self, values: pa.StringArray) -> pa.StringArray:
        """Return ``m``, ``f`` or null."""
        return read_sexes(values)
