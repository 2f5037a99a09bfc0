"""Text from a dump made safe to show and to name things by, in terminals, pages and file names.

Bidirectional controls make text read as what it is not: Boucher and Anderson, Trojan Source, 2021 (CVE-2021-42574).
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_UNSAFE: Final = re.compile(
    "["
    "\x00-\x1f\x7f-\x9f"  # controls: terminal escapes, line ends
    "\u00ad\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"  # bidi, invisible
    "\ud800-\udfff"  # lone surrogates cannot be written out
    "\U000e0000-\U000e007f"  # tags: invisible text
    "]"
)
_OUTSIDE_STEM: Final = re.compile(r"[\W_]+")
_EXTENSION: Final = re.compile(r"(?<=.)\.[0-9A-Za-z]{1,8}$")
_STEM_CHARACTERS: Final = 60


def safe_text(text: str) -> str:
    r"""Return ``text`` with control, bidirectional and invisible characters written as ``\xNN``, ``\uNNNN``.

    ``safe_text("a\x1b[2J")`` is ``a\x1b[2J`` with the escape spelled out in four characters.
    """
    return _UNSAFE.sub(_spelled, text)


def _spelled(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def last_part(name: str) -> str:
    """Return what follows the last slash of either kind, or nothing."""
    return re.split(r"[/\\]", name)[-1]


def safe_file_stem(name: str) -> str:
    """Return a file's name without folder and extension as a lower-case name of letters, digits and ``_``.

    ``safe_file_stem("dump/Mitglieder 2019.csv")`` is ``mitglieder_2019``. Names of nothing else become ``unnamed``.
    """
    stem = _EXTENSION.sub("", last_part(unicodedata.normalize("NFKC", name)))
    stem = unicodedata.normalize("NFC", _OUTSIDE_STEM.sub("_", stem.lower()).strip("_"))
    return stem[:_STEM_CHARACTERS].rstrip("_") or "unnamed"
