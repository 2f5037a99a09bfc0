"""The parts of statements that come before rows: INSERT … VALUES, COPY … FROM stdin;, CREATE TABLE … (."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from findspot.formats.sqldump.names import BLANK, IDENTIFIER, QUALIFIED, split_list, split_qualified

HEAD_BYTES: Final = 65_536
"""The longest head that is looked for."""

_LIST: Final = rb"\(\s*(?P<columns>" + IDENTIFIER + rb"(?:\s*,\s*" + IDENTIFIER + rb"){0,4096}?)\s*\)"

_INSERT: Final = re.compile(
    rb"(?:INSERT|REPLACE)(?:\s+(?:LOW_PRIORITY|DELAYED|HIGH_PRIORITY|IGNORE|OR\s+[A-Z]+))*(?:\s+INTO)?"
    rb"(?:\s+(?=[^\s`\"\[])|\s*(?=[`\"\[]))(?P<table>" + QUALIFIED + rb")" + BLANK + rb"(?:" + _LIST + BLANK + rb")?"
    rb"(?:OVERRIDING\s+[A-Z]+\s+VALUE\s*)?VALUES?(?=[\s(/])" + BLANK,
    re.IGNORECASE | re.DOTALL,
)
_COPY: Final = re.compile(
    rb"COPY\s+(?P<table>"
    + QUALIFIED
    + rb")\s*(?:"
    + _LIST
    + rb"\s*)?FROM\s+STDIN\s*(?P<options>[^;\n]{0,200});[ \t]*\r?\n",
    re.IGNORECASE | re.DOTALL,
)
_CREATE: Final = re.compile(
    rb"CREATE\s+(?:(?:GLOBAL|LOCAL|TEMP|TEMPORARY|UNLOGGED|FOREIGN|OR\s+REPLACE)\s+)*TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?"
    rb"(?P<table>" + QUALIFIED + rb")" + BLANK + rb"\(",
    re.IGNORECASE | re.DOTALL,
)
_OTHER_TEXT: Final = re.compile(rb"csv|binary|delimiter", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Head:
    """What a statement says of its rows: table, columns if it lists them, and its own length."""

    schema: str
    table: str
    columns: tuple[str, ...] | None
    length: int


def match_insert(text: bytes) -> Head | None:
    """Return the head of the INSERT or REPLACE that ``text`` starts with, up to its first tuple."""
    return _head(_INSERT.match(text))


def match_copy(text: bytes) -> Head | None:
    """Return the head of the COPY that ``text`` starts with, its line end included, if its lines are in text format."""
    found = _COPY.match(text)
    return None if found is None or _OTHER_TEXT.search(found["options"]) else _head(found)


def match_create(text: bytes) -> Head | None:
    """Return the head of the CREATE TABLE that ``text`` starts with, up to and with its parenthesis."""
    found = _CREATE.match(text)
    return None if found is None else Head(*split_qualified(found["table"]), None, found.end())


def _head(found: re.Match[bytes] | None) -> Head | None:
    if found is None:
        return None
    columns = found["columns"]
    return Head(*split_qualified(found["table"]), None if columns is None else split_list(columns), found.end())
