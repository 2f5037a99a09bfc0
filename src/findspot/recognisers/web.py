"""Web addresses and IP addresses."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from findspot.model.tables import Privacy
from findspot.recognisers.strength import StrengthRecogniser, Strengths, pattern_strengths
from findspot.text.lookups import only_where
from findspot.text.scripts import fold, fold_key, matches

_URL = r"(?i)^(?:(?:https?|ftp)://|www\.)[^\s/?#.][^\s/?#]*\.[^\s/?#]+(?:[/?#]\S*)?$"
_BYTE = r"(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])"
_IP4 = rf"^{_BYTE}(?:\.{_BYTE}){{3}}$"
_IP6 = r"(?i)^(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}$"


class Url(StrengthRecogniser):
    """Web addresses; they often name a person's own page."""

    code = "url"
    privacy = Privacy.DIRECT

    def strengths(self, values: pa.StringArray) -> Strengths:
        """Return 1 for an address with scheme or ``www.``."""
        return matches(fold(values), _URL).astype(np.float64)

    def normalise(self, values: pa.StringArray) -> pa.StringArray:
        """Return the address without white space around it."""
        folded = fold(values)
        return only_where(folded, matches(folded, _URL))


class IpAddress(StrengthRecogniser):
    """IPv4 and IPv6 addresses."""

    code = "ip"
    privacy = Privacy.DIRECT

    def strengths(self, values: pa.StringArray) -> Strengths:
        """Return 1 for an address."""
        return pattern_strengths(fold(values), ((_IP4, 1.0), (_IP6, 1.0)))

    def normalise(self, values: pa.StringArray) -> pa.StringArray:
        """Return the address in lower case."""
        return only_where(fold_key(values), self.strengths(values) > 0)
