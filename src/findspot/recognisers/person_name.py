"""Names of persons."""

from __future__ import annotations

from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from findspot.model.tables import Privacy
from findspot.recognisers.strength import StrengthRecogniser, Strengths, pattern_strengths
from findspot.text import data
from findspot.text.person_names import normalise_names, plain_names
from findspot.text.scripts import HAN, is_ascii, matches

_SHAPED = 0.55
_HAN = r"^\p{Han}+$"
_HAN_DOTTED = r"^\p{Han}+(?:·\p{Han}+)+$"
_NO_NAME = (
    r"(?:省|市|县|區|区|州|盟|旗|乡|镇|村|路|街|岛|国|族|教|党|会|部|局|处|科|室|所|院|校|店|厂|班|组|人|员"
    r"|生|师|长|色|业|类|型|级|中|期|费|款|等)$"
)
"""Ends of words for places, kinds and posts."""
_HAN_NAMED = ((_HAN_DOTTED, 0.9),)
_PARTICLE = r"(?i) (?:de|da|do|dos|das|del|della|di|van|von|der|den|ter|bin|ibn|al|el|la|le|du|y|e)\b"
_WORD = "A[Aa'’.-]*"
_LATIN = (
    (rf"^{_WORD}(?: {_WORD}){{1,5}}$", _SHAPED),
    (rf"^{_WORD}(?: {_WORD})*, ?{_WORD}(?: {_WORD})*$", _SHAPED),
    (rf"^{_WORD}$", 0.5),
    (r"^a[Aa'’-]*(?: a[Aa'’-]*){0,2}$", 0.4),
    (r"^o{2,}(?: o{2,}){0,3}$", 0.5),
)
"""Words in capitals, in lower case, and of scripts without case (Han aside), as ``_letters`` shows them."""


@cache
def _surnames() -> pa.Array:
    return pa.array(data.words("surnames_han", "surname"))


@cache
def _other_words() -> pa.Array:
    return pa.array(data.words("not_names_han", "word"))


@cache
def _latin_names() -> pa.Array:
    return pa.array(sorted(set(data.words("names_latin", "name"))))


class PersonName(StrengthRecogniser):
    """Han names that begin with a surname, dotted names of minorities, and names of two or more words."""

    code = "person-name"
    privacy = Privacy.DIRECT

    def strengths(self, values: pa.StringArray) -> Strengths:
        """Return 1 where a name is in a table of names, about half for what only has the shape of one."""
        plain = plain_names(values)
        han = np.maximum(_han_with_surname(plain) * 1.0, pattern_strengths(plain, _HAN_NAMED))
        shaped = pattern_strengths(_letters(plain), _LATIN)
        cased = shaped >= 0.5
        latin = np.where(cased & _latin_known(plain), 1.0, shaped)
        return np.asarray(np.maximum(han, latin), np.float64)

    def normalise(self, values: pa.StringArray) -> pa.StringArray:
        """Return the name in lower case, without spaces between Han characters, ``FAMILY, Given`` turned round."""
        return normalise_names(values)


def _letters(plain: pa.StringArray) -> pa.StringArray:
    """Return capitals as A, small letters as a, Han as 汉, other letters as o; particles (van, de la) left out."""
    shape = pc.replace_substring_regex(plain, pattern=_PARTICLE, replacement="")
    if is_ascii(shape):
        shape = pc.replace_substring_regex(shape, pattern="[A-Z]", replacement="A")
        return pc.replace_substring_regex(shape, pattern="[a-z]", replacement="a")
    for pattern, letter in ((r"\p{M}", ""), (HAN, "汉"), (r"\p{Lu}", "A"), (r"\p{Ll}", "a"), (r"[^\P{L}Aa汉]", "o")):
        shape = pc.replace_substring_regex(shape, pattern=pattern, replacement=letter)
    return shape


def _han_with_surname(plain: pa.StringArray) -> NDArray[np.bool_]:
    length = np.asarray(pc.fill_null(pc.utf8_length(plain), 0))
    single = pc.is_in(pc.utf8_slice_codeunits(plain, 0, 1), value_set=_surnames())
    short = np.asarray(single) & (length >= 2) & (length <= 3)
    double = pc.is_in(pc.utf8_slice_codeunits(plain, 0, 2), value_set=_surnames())
    compound = np.asarray(double) & (length >= 3) & (length <= 4)
    other = np.asarray(pc.is_in(plain, value_set=_other_words()))
    named = matches(plain, _HAN) & (short | compound) & ~other & ~matches(plain, _NO_NAME)
    return np.asarray(named, np.bool_)


def _latin_known(plain: pa.StringArray) -> NDArray[np.bool_]:
    lower = pc.utf8_lower(plain)
    first = pc.replace_substring_regex(lower, pattern=r"[ ,].*$", replacement="")
    last = pc.replace_substring_regex(lower, pattern=r"^.*[ ,]", replacement="")
    names = _latin_names()
    return np.asarray(pc.or_(pc.is_in(first, value_set=names), pc.is_in(last, value_set=names)))
