"""Values that are no plain literal: what SQLite's shell writes for line breaks, binary literals, strings in ``"``."""

from __future__ import annotations

import re
from typing import Final

_STRING: Final = r"'(?:[^']|'')*'"
_REPLACE: Final = re.compile(rf"replace\(({_STRING}|replace\({_STRING},{_STRING},char\(\d+\)\)),({_STRING}),char\((\d+)\)\)", re.IGNORECASE)
_UNISTR: Final = re.compile(rf"unistr\(({_STRING})\)", re.IGNORECASE)
_ESCAPE: Final = re.compile(r"\\(\\|u[0-9A-Fa-f]{4}|\+[0-9A-Fa-f]{6}|U[0-9A-Fa-f]{8}|[0-9A-Fa-f]{4})")


def decode_value(text: str) -> str | None:
    """Return the value of a special literal, None where it is to be kept as written.

    ``replace('a\\nb','\\n',char(10))`` is how SQLite's shell writes line breaks (shell.c, ``output_quoted_escaped_string``), ``unistr('…')`` since
    version 3.50.
    """
    found = _REPLACE.fullmatch(text)
    if found:
        inner = found[1] if found[1].startswith("'") else None
        base = _unquote(inner) if inner else decode_value(found[1])
        return None if base is None else base.replace(_unquote(found[2]), chr(int(found[3])))
    found = _UNISTR.fullmatch(text)
    return _decode_unistr(_unquote(found[1])) if found else None


def _unquote(literal: str) -> str:
    return literal[1:-1].replace("''", "'")


def _decode_unistr(text: str) -> str | None:
    try:
        decoded = _ESCAPE.sub(lambda m: "\\" if m[1] == "\\" else chr(int(m[1].lstrip("uU+"), 16)), text)
        decoded.encode()
    except (ValueError, OverflowError):
        return None
    return decoded
