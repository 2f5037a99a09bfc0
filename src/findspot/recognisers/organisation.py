"""Names of organisations."""

from __future__ import annotations

from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from findspot.model.tables import Privacy
from findspot.recognisers.strength import StrengthRecogniser, Strengths, pattern_strengths
from findspot.text import data
from findspot.text.lookups import only_where
from findspot.text.scripts import LETTER, fold, matches

_SHAPED = 0.3
_LONGEST = 200


@cache
def _patterns() -> tuple[tuple[str, float], ...]:
    han = "|".join(sorted(data.words("organisation_words", "word", script="han"), key=len, reverse=True))
    latin = "|".join(sorted(data.words("organisation_words", "word", script="latin")))
    return (
        (rf"[\p{{Han}}0-9A-Za-z](?:{han})(?:[（(].*[)）])?$", 1.0),
        (r"\p{Han}(?:公司|集团|支部|党委|大学|银行)", 0.8),
        (rf"(?i)^[^@]+[ ,.(&](?:{latin})\b\.?(?:[^@]*)$", 1.0),
        (rf"(?i)^(?:{latin}) (?:of|for) \S", 1.0),
        (r"(?i) (?:s\.a\.?|s\.r\.o\.?|s\.p\.a\.?|a/s|a\.s\.?|b\.v\.?|n\.v\.?|ltda\.?)(?:\W|$)", 1.0),
        (rf"^{LETTER}(?:{LETTER}|[0-9 .,&'()/-])+$", _SHAPED),
    )


class Organisation(StrengthRecogniser):
    """Names that hold a word for a kind of organisation: 公司, 支部, 大学, 银行, Ltd, Inc, GmbH and so on."""

    code = "organisation"
    privacy = Privacy.QUASI

    def strengths(self, values: pa.StringArray) -> Strengths:
        """Return 1 for a name with such a word, a little for any other text that may be a name."""
        return pattern_strengths(fold(values), _patterns())

    def normalise(self, values: pa.StringArray) -> pa.StringArray:
        """Return the name with half-width brackets and single spaces."""
        single = pc.replace_substring_regex(fold(values), pattern=r"\s+", replacement=" ")
        length = np.asarray(pc.fill_null(pc.utf8_length(single), 0))
        return only_where(single, matches(single, r"\p{L}") & (length <= _LONGEST))
