"""E-mail addresses."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from findspot.model.tables import Privacy
from findspot.recognisers.strength import StrengthRecogniser, Strengths
from findspot.text.lookups import only_where
from findspot.text.scripts import LETTER, fold, fold_key, matches

_WORD = r"[A-Za-z0-9\x{80}-\x{10FFFF}]"
_EMAIL = rf"^[^\s@<>(),;:\"]+@{_WORD}(?:\.?(?:{_WORD}|-))*\.{LETTER}(?:{_WORD}|-)+$"


class Email(StrengthRecogniser):
    """E-mail addresses, also with letters beyond ASCII (RFC 6531), without comments or quoted parts."""

    code = "e-mail"
    privacy = Privacy.DIRECT

    def strengths(self, values: pa.StringArray) -> Strengths:
        """Return 1 for an address."""
        return matches(fold(values), _EMAIL).astype(np.float64)

    def normalise(self, values: pa.StringArray) -> pa.StringArray:
        """Return the address in lower case."""
        folded = fold_key(values)
        return only_where(folded, matches(folded, _EMAIL))
