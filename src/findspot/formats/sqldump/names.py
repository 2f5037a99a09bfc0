"""Names in SQL: as every engine quotes them, with or without schema."""

from __future__ import annotations

import re
from typing import Final

BLANK: Final = rb"(?:\s|/\*(?!!).{0,200}?\*/)*"
"""White space and short comments, as a regular expression."""

IDENTIFIER: Final = (
    rb"(?:`(?:[^`\n]|``){1,200}`|\"(?:[^\"\n]|\"\"){1,200}\"|\[(?:[^\]\n]|\]\]){1,200}\]"
    rb"|[A-Za-z_#@\x80-\xff][\w$#@\x80-\xff]{0,200}|[0-9]+[A-Za-z_$][\w$]{0,200})"
)
"""One name, quoted in any style or bare."""

QUALIFIED: Final = IDENTIFIER + rb"(?:\s*\.{1,2}\s*" + IDENTIFIER + rb"){0,3}"
"""A name with its schema and database, if given."""

_PART: Final = re.compile(IDENTIFIER, re.DOTALL)
_CLOSING: Final = {"`": "`", '"': '"', "[": "]"}


def unquote(name: bytes) -> str:
    """Return a name without its quotes."""
    text = name.decode("utf-8", "backslashreplace")
    closing = _CLOSING.get(text[:1])
    if closing and len(text) > 1:
        return text[1:-1].replace(closing * 2, closing)
    return text


def split_qualified(name: bytes) -> tuple[str, str]:
    """Return schema (empty if not given) and name of a table."""
    parts = [unquote(p) for p in _PART.findall(name)]
    return (parts[-2] if len(parts) > 1 else "", parts[-1] if parts else "")


def split_list(columns: bytes) -> tuple[str, ...]:
    """Return the names in a column list without its parentheses."""
    return tuple(unquote(p) for p in _PART.findall(columns))
