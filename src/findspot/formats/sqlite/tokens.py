"""Words of a CREATE TABLE statement as SQLite stores it (https://sqlite.org/lang_createtable.html)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal, cast

TokenKind = Literal["word", "quoted", "string", "blob", "number", "sign"]

_PATTERN: Final = re.compile(
    r"""
      (?P<space>[ \t\n\f\r]+|--[^\n]*|/\*.*?(?:\*/|\Z))
    | (?P<blob>[xX]'[^']*')
    | (?P<string>'(?:[^']|'')*')
    | (?P<quoted>"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\])
    | (?P<number>0[xX][0-9a-fA-F]+|(?:[0-9][0-9_]*(?:\.[0-9_]*)?|\.[0-9][0-9_]*)(?:[eE][+-]?[0-9]+)?)
    | (?P<word>[A-Za-z_\u0080-\U0010ffff][A-Za-z0-9_$\u0080-\U0010ffff]*)
    | (?P<sign>.)
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Token:
    """One word: ``text`` without its quotes, ``raw`` as written."""

    kind: TokenKind
    text: str
    raw: str

    def is_word(self, *words: str) -> bool:
        """Return whether this is one of the unquoted upper-case ``words``."""
        return self.kind == "word" and self.text.upper() in words

    def is_sign(self, sign: str) -> bool:
        """Return whether this is the punctuation ``sign``."""
        return self.kind == "sign" and self.text == sign


def read_tokens(sql: str) -> Iterator[Token]:
    """Yield the words of a statement, without white space and comments."""
    for match in _PATTERN.finditer(sql):
        if match.lastgroup == "space":
            continue
        kind, raw = cast("TokenKind", match.lastgroup), match.group()
        text = raw
        if kind in ("string", "quoted"):
            text = raw[1:-1] if raw[0] == "[" else raw[1:-1].replace(raw[0] * 2, raw[0])
        yield Token(kind, text, raw)
