"""Calls that dump tools write for characters they do not want in a string, and what they stand for."""

from __future__ import annotations

import re
from typing import Final

_STRING: Final = r"[Nn]?'(?:[^'\\\\]|'')*'"
_PLAIN: Final = r"'(?:[^']|'')*'"
_INNER: Final = rf"(?:{_PLAIN}|replace\({_PLAIN},{_PLAIN},char\(\d{{1,7}}\)\))"
_REPLACE: Final = re.compile(rf"replace\(({_INNER}),({_PLAIN}),char\((\d{{1,7}})\)\)", re.IGNORECASE)
_UNISTR: Final = re.compile(rf"unistr\(({_PLAIN})\)", re.IGNORECASE)
_TERM: Final = rf"(?:{_STRING}|N?CHA?R\(\s*\d{{1,7}}\s*\))"
_JOINED: Final = re.compile(rf"{_TERM}(?:\s*(?:\|\||\+)\s*{_TERM})+", re.IGNORECASE)
_TERMS: Final = re.compile(_TERM, re.IGNORECASE)
_ESCAPE: Final = re.compile(r"\\(\\|u[0-9A-Fa-f]{4}|\+[0-9A-Fa-f]{6}|U[0-9A-Fa-f]{8}|[0-9A-Fa-f]{4})")


_MYSQL: Final = {
    b"0": b"\0",
    b"n": b"\n",
    b"r": b"\r",
    b"t": b"\t",
    b"b": b"\b",
    b"Z": b"\x1a",
    b"%": b"\\%",
    b"_": b"\\_",
}
_PAIR: Final = re.compile(rb'""|\\(.)', re.DOTALL)


def unquote_double(literal: bytes, *, escapes: bool) -> bytes:
    """Return the value of a MySQL string written in double quotes, given without them."""
    if not escapes:
        return literal.replace(b'""', b'"')
    return _PAIR.sub(lambda m: _MYSQL.get(m[1], m[1]) if m[1] else b'"', literal)


def decode_value(text: str) -> str | None:
    r"""Return what an expression made of literals stands for, None where it is to be kept as written.

    SQLite's shell writes line breaks as ``replace('a\nb','\n',char(10))`` (shell.c, ``output_quoted_escaped_string``),
    and since version 3.50 control characters as ``unistr('…')``; scripts for Oracle and SQL Server write
    ``'R'||chr(38)||'B'``.
    """
    try:
        value = _evaluate(text)
        if value is not None:
            value.encode()
    except (ValueError, OverflowError):
        return None
    return value


def _evaluate(text: str) -> str | None:
    found = _REPLACE.fullmatch(text)
    if found:
        base = _unquote(found[1]) if found[1].startswith("'") else _evaluate(found[1])
        return None if base is None else base.replace(_unquote(found[2]), chr(int(found[3])))
    found = _UNISTR.fullmatch(text)
    if found:
        return _ESCAPE.sub(_unescape, _unquote(found[1]))
    return "".join(map(_term, _TERMS.findall(text))) if _JOINED.fullmatch(text) else None


def _term(term: str) -> str:
    if term.endswith("'"):
        return _unquote(term[term.index("'") :])
    return chr(int(term[term.index("(") + 1 : -1]))


def _unquote(literal: str) -> str:
    return literal[1:-1].replace("''", "'")


def _unescape(found: re.Match[str]) -> str:
    return "\\" if found[1] == "\\" else chr(int(found[1].lstrip("uU+"), 16))
