"""Phone numbers."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from findspot.model.tables import Privacy
from findspot.recognisers.strength import StrengthRecogniser, Strengths, pattern_strengths
from findspot.text.lookups import only_where
from findspot.text.scripts import fold, matches

_FIRST_OF_SEVERAL = r"^([^、/;,，；]*[^、/;,，；\s]).*$"
_EXTENSION = r"(?i)\s*(?:ext\.?|x|转|#)\s*\d{1,6}$"
_PHONES = (
    (r"^(?:\+?86|0086)?[- ]?1[0-9]{2}[- ]?[0-9]{4}[- ]?[0-9]{4}$", 0.9),
    (r"^\+[1-9][0-9 ().-]{6,20}[0-9]$", 1.0),
    (r"^\(?0[1-9][0-9]{1,2}\)?[- ][0-9]{7,8}$", 0.9),
    (r"^\(?[0-9]{2,4}\)[- ]?[0-9]{3,4}[- ]?[0-9]{4}$", 0.9),
    (r"^1[ .-]\(?[0-9]{3}\)?[ .-]?[0-9]{3}[ .-]?[0-9]{4}$", 0.9),
    (r"^[0-9]{3}[-. ][0-9]{3}[-. ][0-9]{4}$", 0.9),
    (r"^0[0-9]{1,4}[ .-][0-9]{2,4}(?:[ .-]?[0-9]{2,4}){1,3}$", 0.8),
    (r"^0[0-9]{2,3}[0-9]{7,8}$", 0.6),
    (r"^[0-9]{7,15}$", 0.5),
)


class Phone(StrengthRecogniser):
    """Mobile and landline numbers; prefixes 100 to 129 count, as made-up people have them."""

    code = "phone"
    privacy = Privacy.DIRECT

    def strengths(self, values: pa.StringArray) -> Strengths:
        """Return 1 for a number with country code, 0.5 for digits that may be anything of that length."""
        return pattern_strengths(_first(values), _PHONES)

    def normalise(self, values: pa.StringArray) -> pa.StringArray:
        """Return the digits of the first number, with ``+`` where a country is given; China's 86 is left out."""
        first = _first(values)
        digits = pc.replace_substring_regex(first, pattern=r"[^0-9+]", replacement="")
        digits = pc.replace_substring_regex(digits, pattern=r"^00", replacement="+")
        digits = pc.replace_substring_regex(digits, pattern=r"^\+?86(1[0-9]{10})$", replacement=r"\1")
        digits = pc.replace_substring_regex(digits, pattern=r"^\+86(?:0)?([1-9][0-9]{8,10})$", replacement=r"0\1")
        return only_where(digits, (self.strengths(values) > 0) & matches(digits, r"^\+?[0-9]{7,16}$"))


def _first(values: pa.StringArray) -> pa.StringArray:
    several = pc.replace_substring_regex(fold(values), pattern=_FIRST_OF_SEVERAL, replacement=r"\1")
    return pc.replace_substring_regex(several, pattern=_EXTENSION, replacement="")
