"""What a column's own name says; it supports a meaning, never decides one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

_CAMEL: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_BREAKS: Final = re.compile(r"[\W_]+")
_HAN: Final = re.compile(r"[\u3400-\u9fff]")


def header_words(header: str) -> str:
    """Return a header's words in lower case with spaces around each: ``custBirthDate`` gives `` cust birth date ``."""
    text = unicodedata.normalize("NFKC", header)
    return f" {_BREAKS.sub(' ', _CAMEL.sub(' ', text)).strip().lower()} "


def supports(header: str, words: Iterable[str]) -> bool:
    """Return whether one of ``words`` stands in the header: as whole words, or anywhere where it is Han."""
    text = header_words(header)
    return any(word in text if _HAN.search(word) else f" {word} " in text for word in words)
