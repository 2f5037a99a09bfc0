"""Postal addresses."""

from __future__ import annotations

from functools import cache

import pyarrow as pa
import pyarrow.compute as pc

from findspot.model.tables import Privacy
from findspot.recognisers.strength import StrengthRecogniser, Strengths, pattern_strengths
from findspot.text import data
from findspot.text.lookups import only_where
from findspot.text.scripts import LETTER, fold, matches

_PLACED = r"\p{Han}(?:省|市|县|区|州|盟|旗|自治区)\p{Han}*(?:市|县|区|州|旗|镇|乡|街道|村|路|街|道|巷|弄)"
_STREET = r"(?:路|街|道|巷|弄|胡同|村|里|组|小区|花园|大厦|公寓|新村)"
_NUMBERED = _STREET + r"[^0-9]{0,8}[0-9]+(?:-[0-9]+)* ?(?:号|弄|栋|幢|楼|室|单元|组|层|座|院)?"
_STREET_ENDINGS = r"straße|strasse|str\.|weg|platz|gasse|gatan|vägen|vej|veien|gata|gade|laan|straat|katu|utca"
_SHAPED = 0.5


@cache
def _patterns() -> tuple[tuple[str, float], ...]:
    streets = "|".join(sorted(data.words("address_words", "word")))
    return (
        (rf"\p{{Han}}{_NUMBERED}", 1.0),
        (rf"{_PLACED}", 0.9),
        (r"\p{Han}{2,}[0-9]+(?:号|弄|栋|幢|室|单元)", 0.9),
        (rf"(?i)^(?:no\.? ?)?[0-9]+[a-z]?(?:[-/][0-9]+)?,? .*\b(?:{streets})\b", 1.0),
        (rf"(?i)\b(?:{streets})\b.* [0-9]+[a-z]?\b", 1.0),
        (rf"(?i){LETTER}(?:{_STREET_ENDINGS}) [0-9]+", 1.0),
        (rf"^[0-9]+[a-z]?,? {LETTER}{LETTER}.* {LETTER}{LETTER}", _SHAPED),
        (rf"^{LETTER}[^,@:;]{{4,}},? [0-9]+(?:[/-][0-9]+)?[a-z]?(?:,| |$)", _SHAPED),
    )


class Address(StrengthRecogniser):
    """Places with a street word or a chain of 省 市 区 路 号, and a number."""

    code = "address"
    privacy = Privacy.DIRECT

    def strengths(self, values: pa.StringArray) -> Strengths:
        """Return 1 where words and number are there, half where only the shape is."""
        return pattern_strengths(fold(values), _patterns())

    def normalise(self, values: pa.StringArray) -> pa.StringArray:
        """Return the address with half-width digits, single spaces, in lower case."""
        single = pc.utf8_lower(pc.replace_substring_regex(fold(values), pattern=r"\s+", replacement=" "))
        return only_where(single, matches(single, r"\p{L}{2}"))
