"""Tells from the first bytes of a stream whether it is an SQL dump.

Regular expressions only, nothing heavy is loaded.
"""

from __future__ import annotations

import re
from typing import Final

_SAMPLE: Final = 65_536
_HEADER: Final = re.compile(
    rb"\s*(?:/\*M?!|-- (?:MySQL|MariaDB|PostgreSQL|phpMyAdmin|HeidiSQL|Adminer|Host:|mysqldump"
    rb"|Dump|Dumping|Table structure|Sequel)"
    rb"|--\r?\n-- PostgreSQL"
    rb"|PRAGMA foreign_keys)",
    re.IGNORECASE,
)
_ROWS: Final = re.compile(
    rb"^[ \t]*+(?:INSERT|REPLACE)\s++(?:(?:INTO|IGNORE|DELAYED|OR\s++[A-Z]++)\s++)*+[^\s(]{1,200}+\s*+"
    rb"(?:\([^()]{1,65000}+\)\s*+)?+"
    rb"(?:OVERRIDING\s++[A-Z]++\s++VALUE\s++)?+VALUES?+\s*+\("
    rb"|^COPY\s++[^\n;]{1,65000}\s++FROM\s++STDIN",
    re.IGNORECASE | re.MULTILINE,
)
_CREATE: Final = re.compile(
    rb"^CREATE\s++(?:(?:GLOBAL|TEMP|TEMPORARY|UNLOGGED)\s++)*+TABLE\s++(?:IF\s++NOT\s++EXISTS\s++)?+[^\s(]{1,200}+\s*+\(",
    re.IGNORECASE | re.MULTILINE,
)

# all quantifiers are possessive: what cannot match fails at once
_STRING: Final = rb"'(?:[^'\\]++|\\.|'')*+'"
_PIECES: Final = re.compile(
    rb"(?P<other>--[^\n]*+(?:\n|\Z)|/\*.{0,20000}?\*/;?+|\#[^\n]*+(?:\n|\Z)|[;\s]++|(?:GO|DELIMITER\s++\S++|\\[a-z.][^\n]*+)\r?+(?:\n|\Z))"
    # a COPY block up to its end
    rb"|(?P<copy>COPY\s[^\n;]++;\r?+\n(?:(?!\\\.)[^\n]++\n)*+(?:\\\.[^\n]*+(?:\n|\Z)|[^\n]*+\Z))"
    # a statement
    rb"|(?P<statement>(?:ALTER\s++(?:TABLE|DATABASE|SEQUENCE)|BEGIN\s*+(?:TRANSACTION|WORK)?+;|COMMENT\s++ON|COMMIT|CREATE\s++[A-Z]|DELETE\s++FROM"
    rb"|DROP\s++[A-Z]|GRANT\s|IF\s++(?:NOT\s++)?+(?:EXISTS|OBJECT_ID)|INSERT\s|LOCK\s++TABLES|PRAGMA\s|REPLACE\s++INTO|REVOKE\s|SELECT\s"
    rb"|SET\s++(?:NAMES\s|[@\w.]++\s*+(?:=|TO\s|ON|OFF))|START\s++TRANSACTION|TRUNCATE\s|UNLOCK\s++TABLES|UPDATE\s++\S++\s++SET|USE\s++\S++;)"
    rb"(?:[^';]++|" + _STRING + rb")*+(?:;|\Z|'[^']*+\Z))"
    # tuples without the head of their statement
    rb"|(?P<tuple>\((?:[^'()\n]++|" + _STRING + rb")*+\)\s*+[,;])",
    re.IGNORECASE | re.DOTALL,
)
_TUPLES: Final = re.compile(rb"\)\s*+,\s*+\((?:\d|N?'|NULL)")
_FEWEST_TUPLES: Final = 3
_LEAST_SHARE: Final = 0.5
_CONTROLS: Final = bytes(b for b in range(32) if b not in b"\t\n\r\f\x1a")


def detect_dump(head: bytes, name: str) -> float:
    """Return from 0 to 1 how sure it is that ``head`` begins an SQL dump.

    A file that merely mentions SQL (an article, a log, a CSV of queries) has most of its bytes outside statements.
    """
    text = _as_bytes(head).lstrip(b"\xef\xbb\xbf \t\r\n\0")
    score = _score(text[:_SAMPLE], name)
    if score < _LEAST_SHARE and len(text) > 2 * _SAMPLE:
        # the first pages may be destroyed
        score = max(score, _score(text[-_SAMPLE:], name))
    return score


def _score(text: bytes, name: str) -> float:
    has_header = _HEADER.match(text) is not None
    if not text or text[:1] in b"{<%" or (_is_binary(text) and not has_header):
        return 0.0
    has_rows, has_table = _ROWS.search(text) is not None, _CREATE.search(text) is not None
    if not (has_rows or has_table or has_header or len(_TUPLES.findall(text)) >= _FEWEST_TUPLES):
        return 0.0
    share = _claimed_share(text)
    if share < _LEAST_SHARE:
        return 0.05
    named = name.lower().endswith(".sql")
    return min(0.99, 0.9 + 0.05 * (has_header or (has_rows and has_table)) + 0.02 * named + 0.02 * (share > 0.95))


def _is_binary(text: bytes) -> bool:
    """Return whether the text, holes aside, has many control characters."""
    kept = re.sub(rb"\0{8,}", b"", text)
    return len(kept.translate(None, _CONTROLS)) < len(kept) * 0.99


def _claimed_share(text: bytes) -> float:
    """Return what share of the text, comments and blank space aside, is in statements and tuples."""
    claimed = other = place = 0
    while place < len(text):
        found = _PIECES.match(text, place)
        if found:
            if found.lastgroup == "other":
                other += found.end() - place
            else:
                claimed += found.end() - place
            place = found.end()
            continue
        # to the next line or, in a long line, the next tuple
        places = [p + 1 for p in (text.find(b"\n", place), text.find(b",(", place)) if p >= 0]
        place = min(places, default=len(text))
    return claimed / max(1, len(text) - other) if claimed else float(other == len(text))


def _as_bytes(head: bytes) -> bytes:
    """Return UTF-16, with a mark or with every other byte zero, as ASCII with question marks."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "replace").encode("ascii", "replace")
    start = head[:400]
    if len(start) >= 16 and start[1::2].count(0) > len(start) // 3 and not start[::2].count(0):
        return head.decode("utf-16-le", "replace").encode("ascii", "replace")
    if len(start) >= 16 and start[::2].count(0) > len(start) // 3 and not start[1::2].count(0):
        return head.decode("utf-16-be", "replace").encode("ascii", "replace")
    return head
