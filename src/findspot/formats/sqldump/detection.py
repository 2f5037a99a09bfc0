"""Tells from the first bytes of a stream whether it is an SQL dump; regular expressions only, nothing heavy is loaded."""

from __future__ import annotations

import re
from typing import Final

_SAMPLE: Final = 65_536
_HEADER: Final = re.compile(
    rb"\s*(?:/\*M?!|-- (?:MySQL|MariaDB|PostgreSQL|phpMyAdmin|HeidiSQL|Adminer|Host:|mysqldump|Dump|Dumping|Table structure|Sequel)|--\r?\n-- PostgreSQL"
    rb"|PRAGMA foreign_keys)",
    re.IGNORECASE,
)
_ROWS: Final = re.compile(
    rb"^(?:INSERT|REPLACE)\s+(?:[A-Z]+\s+){0,3}[^\s(]{1,200}\s*(?:\([^()]{1,65000}\)\s*)?(?:OVERRIDING\s+\w+\s+VALUE\s+)?VALUES?\s*\("
    rb"|^COPY\s+[^\n;]{1,65000}\s+FROM\s+STDIN[^\n;]*;",
    re.IGNORECASE | re.MULTILINE,
)
_CREATE: Final = re.compile(rb"^CREATE\s+(?:[A-Z]+\s+){0,2}TABLE\s+[^\s(]{1,200}(?:\s+[^\s(]{1,200}){0,4}\s*\(", re.IGNORECASE | re.MULTILINE)

_STRING: Final = rb"'(?:[^'\\]|\\.|'')*'"
_PIECES: Final = re.compile(
    # comments
    rb"--[^\n]*(?:\n|\Z)|/\*.{0,20000}?\*/;?|\#[^\n]*(?:\n|\Z)"
    # a COPY block up to its end
    rb"|COPY\s[^\n;]+FROM\s+STDIN[^\n;]*;\r?\n(?:[^\n]*(?:\n|\Z))*?(?:\\\.\r?(?:\n|\Z)|\Z)"
    # a statement
    rb"|(?:ALTER|BEGIN|COMMENT|COMMIT|CREATE|DELETE|DROP|GRANT|INSERT|LOCK|PRAGMA|REPLACE|REVOKE|SELECT|SET|START|TRUNCATE|UNLOCK|UPDATE|USE)\b"
    rb"(?:[^';]|" + _STRING + rb")*(?:;|\Z)"
    # tuples without the head of their statement
    rb"|\((?:[^'()\n]|" + _STRING + rb")*\)\s*[,;]"
    rb"|(?:GO|DELIMITER\s+\S+|\\[a-z.][^\n]*)\r?(?:\n|\Z)|[;\s]+",
    re.IGNORECASE | re.DOTALL,
)
_TUPLES: Final = re.compile(rb"\((?:\d+|N?'[^'\\]{0,200}'|NULL)\s*(?:,\s*(?:-?[\d.]+|N?'(?:[^'\\]|\\.|''){0,2000}'|NULL|_binary\s|0x)[^()]*){0,200}\)\s*(?:,\s*\(|;)")
_FEWEST_TUPLES: Final = 3
_MOST_SHARE: Final = 0.5


def detect_dump(head: bytes, name: str) -> float:
    """Return from 0 to 1 how sure it is that ``head`` begins an SQL dump.

    A file that merely mentions SQL (an article, a log, a CSV of queries) has most of its bytes outside statements.
    """
    sample = _as_bytes(head[: 2 * _SAMPLE])[:_SAMPLE]
    text = sample.lstrip(b"\xef\xbb\xbf \t\r\n\0")
    if not text or text[:1] in b"{<%" or b"(" not in text and b"COPY" not in text.upper():
        return 0.0
    has_rows, has_table = _ROWS.search(text) is not None, _CREATE.search(text) is not None
    tuples = len(_TUPLES.findall(text)) if not has_rows else 0
    if not (has_rows or has_table or _HEADER.match(text) or tuples >= _FEWEST_TUPLES):
        return 0.0
    return _grade(_claimed_share(text), certain=has_rows and has_table or _HEADER.match(text) is not None, named=name.lower().endswith(".sql"))


def _grade(share: float, *, certain: bool, named: bool) -> float:
    if share < _MOST_SHARE:
        return 0.05
    return min(0.99, 0.9 + 0.05 * certain + 0.02 * named + 0.02 * (share > 0.95))


def _claimed_share(text: bytes) -> float:
    """Return what share of the text is in statements, comments and tuples."""
    claimed = place = 0
    while place < len(text):
        found = _PIECES.match(text, place)
        if found and found.end() > place:
            claimed += found.end() - place
            place = found.end()
            continue
        # to the next line or, in a long line, the next tuple
        following = [p for p in (text.find(b"\n", place), text.find(b"),(", place)) if p >= 0]
        place = min(following) + 1 if following else len(text)
        if text[place : place + 2] == b",(":
            place += 1
    return claimed / len(text)


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
