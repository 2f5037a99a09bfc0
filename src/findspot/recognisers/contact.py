"""Ways to reach someone: phone numbers, e-mail and web addresses, IP addresses."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from findspot.model.tables import Privacy
from findspot.recognisers.strength import Strengths, StrengthRecogniser, only_where, pattern_strengths
from findspot.text.scripts import fold, fold_key, matches

_FIRST_OF_SEVERAL = r"^([^、/;,，；]*[^、/;,，；\s]).*$"
_EXTENSION = r"(?i)\s*(?:ext\.?|x|转|#)\s*\d{1,6}$"
_PHONES = (
    (r"^(?:\+?86|0086)?[- ]?1[0-9]{2}[- ]?[0-9]{4}[- ]?[0-9]{4}$", 0.9),
    (r"^\+[1-9][0-9 ().-]{6,20}[0-9]$", 1.0),
    (r"^\(?0[1-9][0-9]{1,2}\)?[- ][0-9]{7,8}$", 0.9),
    (r"^\(?[0-9]{2,4}\)[- ]?[0-9]{3,4}[- ]?[0-9]{4}$", 0.9),
    (r"^[0-9]{3}[-. ][0-9]{3}[-. ][0-9]{4}$", 0.9),
    (r"^0[0-9]{2,3}[0-9]{7,8}$", 0.6),
    (r"^[0-9]{7,15}$", 0.5),
    (r"^[0-9][0-9 ().-]{5,20}[0-9]$", 0.4),
)
_EMAIL = r"^[^\s@<>(),;:\"]{1,64}@(?:[\p{L}\p{Nd}](?:[\p{L}\p{Nd}-]{0,61}[\p{L}\p{Nd}])?\.)+\p{L}[\p{L}\p{Nd}-]{0,61}[\p{L}\p{Nd}]$"
_URL = r"(?i)^(?:(?:https?|ftp)://|www\.)[^\s/?#.][^\s/?#]*\.[^\s/?#]+(?:[/?#]\S*)?$"
_BYTE = r"(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])"
_IP4 = rf"^{_BYTE}(?:\.{_BYTE}){{3}}$"
_IP6 = r"(?i)^(?:[0-9a-f]{1,4}:){2,7}(?::|[0-9a-f]{1,4})(?::?[0-9a-f]{1,4})*$"


class Phone(StrengthRecogniser):
    """Mobile and landline numbers; prefixes 100 to 129 count, as made-up people have them."""

    code = "phone"
    privacy = Privacy.DIRECT
    header_words = ("phone", "mobile", "tel", "telephone", "fax", "cell", "手机", "电话", "联系方式", "移动电话", "传真", "msisdn", "handy")

    def strengths(self, values: pa.StringArray) -> Strengths:
        """Return 1 for a number with country code, 0.5 for digits that may be anything of that length."""
        return pattern_strengths(_first(values), _PHONES)

    def normalise(self, values: pa.StringArray) -> pa.StringArray:
        """Return the digits of the first number, with ``+`` where a country is given; mainland China's 86 is left out."""
        first = _first(values)
        digits = pc.replace_substring_regex(first, pattern=r"[^0-9+]", replacement="")
        digits = pc.replace_substring_regex(digits, pattern=r"^00", replacement="+")
        digits = pc.replace_substring_regex(digits, pattern=r"^\+?86(1[0-9]{10})$", replacement=r"\1")
        digits = pc.replace_substring_regex(digits, pattern=r"^\+86(?:0)?([1-9][0-9]{8,10})$", replacement=r"0\1")
        return only_where(digits, (self.strengths(values) > 0) & matches(digits, r"^\+?[0-9]{7,16}$"))


def _first(values: pa.StringArray) -> pa.StringArray:
    several = pc.replace_substring_regex(fold(values), pattern=_FIRST_OF_SEVERAL, replacement=r"\1")
    return pc.replace_substring_regex(several, pattern=_EXTENSION, replacement="")


class Email(StrengthRecogniser):
    """E-mail addresses, also with letters beyond ASCII (RFC 6531), without comments or quoted parts."""

    code = "e-mail"
    privacy = Privacy.DIRECT
    header_words = ("email", "e mail", "mail", "邮箱", "邮件", "电子邮件")

    def strengths(self, values: pa.StringArray) -> Strengths:
        """Return 1 for an address."""
        return matches(fold(values), _EMAIL) * 1.0

    def normalise(self, values: pa.StringArray) -> pa.StringArray:
        """Return the address in lower case."""
        folded = fold_key(values)
        return only_where(folded, matches(folded, _EMAIL))


class Url(StrengthRecogniser):
    """Web addresses; they often name a person's own page."""

    code = "url"
    privacy = Privacy.DIRECT
    header_words = ("url", "uri", "link", "website", "homepage", "网址", "链接")

    def strengths(self, values: pa.StringArray) -> Strengths:
        """Return 1 for an address with scheme or ``www.``."""
        return matches(fold(values), _URL) * 1.0

    def normalise(self, values: pa.StringArray) -> pa.StringArray:
        """Return the address without white space around it."""
        folded = fold(values)
        return only_where(folded, matches(folded, _URL))


class IpAddress(StrengthRecogniser):
    """IPv4 and IPv6 addresses."""

    code = "ip"
    privacy = Privacy.DIRECT
    header_words = ("ip", "ip address", "host", "remote addr")

    def strengths(self, values: pa.StringArray) -> Strengths:
        """Return 1 for an address."""
        return pattern_strengths(fold(values), ((_IP4, 1.0), (_IP6, 1.0)))

    def normalise(self, values: pa.StringArray) -> pa.StringArray:
        """Return the address in lower case."""
        return only_where(fold_key(values), np.asarray(self.strengths(values) > 0))
