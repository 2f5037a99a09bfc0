"""Spellings of one person's name made equal."""

from __future__ import annotations

from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from findspot.text.lookups import only_where
from findspot.text.scripts import fold, matches

_INNER_SPACE: Final = r"(\p{Han})\s+(\p{Han})"
_DOTS: Final = r"\s*[·・•‧．.]\s*"
_NO_NAME: Final = r"[0-9@_/\\<>{}\[\]=]"


def plain_names(values: pa.StringArray) -> pa.StringArray:
    """Return the names in half width with single spaces, none between Han characters, and one kind of dot."""
    folded = fold(values)
    if matches(folded, r"\s\s|\p{Han}\s").any():
        folded = pc.replace_substring_regex(folded, pattern=_INNER_SPACE, replacement=r"\1\2")
        folded = pc.replace_substring_regex(folded, pattern=_INNER_SPACE, replacement=r"\1\2")
        folded = pc.replace_substring_regex(folded, pattern=r"\s+", replacement=" ")
    if matches(folded, r"\p{Han}[·・•‧．.]").any():
        folded = pc.replace_substring_regex(folded, pattern=rf"(\p{{Han}}){_DOTS}(\p{{Han}})", replacement=r"\1·\2")
    return folded


def normalise_names(values: pa.StringArray) -> pa.StringArray:
    """Return ``plain_names`` in lower case, ``FAMILY, Given`` turned round; null for what can be no name."""
    plain = plain_names(values)
    turned = pc.replace_substring_regex(pc.utf8_lower(plain), pattern=r"^([^,]+),\s*([^,]+)$", replacement=r"\2 \1")
    return only_where(turned, matches(plain, r"\p{L}{2}") & ~matches(plain, _NO_NAME))
