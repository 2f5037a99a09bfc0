"""The delimited text format as the plug-in manager sees it; nothing heavy is loaded before a stream is read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from findspot.formats.delimited.dialects import Dialect, decode_sample, sniff

if TYPE_CHECKING:
    from findspot.model.batch import ByteStream, Chunk, ReadSettings
    from findspot.model.span import Spans

_MARKS: Final = (
    (b"\xef\xbb\xbf", ""),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
    (b"\x84\x31\x95\x33", ""),
)
_SAMPLE: Final = 64 << 10
_EXTENSIONS: Final = ("csv", "tsv", "tab", "psv", "txt", "dat")
_SQL: Final = re.compile(
    r"^\s*(create\s+(temporary\s+)?table|insert\s+into|copy\s+\S+.*\bfrom\s+stdin|drop\s+table|pragma\s+foreign_keys"
    r"|begin\s+transaction|set\s+(names|sql_mode|statement_timeout)|lock\s+tables|/\*!|/\*m!"
    r"|-- (mysql|mariadb|postgresql|sqlite|phpmyadmin|dump))",
    re.IGNORECASE | re.MULTILINE,
)
_NUL_RUN: Final = re.compile(rb"\x00{8,}")
_CONTROLS: Final = bytes(c for c in range(32) if c not in b"\t\n\r\x01\x1f\x00") + b"\x7f"
_MAGIC: Final = (
    b"PK\x03\x04",
    b"%PDF",
    b"\x89PNG",
    b"SQLite format 3\x00",
    b"\x1f\x8b",
    b"BZh",
    b"7z\xbc\xaf",
    b"PGDMP",
    b"Rar!",
)


class DelimitedFormat:
    """Text whose records are lines and whose fields stand between delimiters."""

    code: str = "FMT-CSV"
    media_types: Sequence[str] = ("text/csv", "text/tab-separated-values", "text/plain")
    extensions: Sequence[str] = _EXTENSIONS
    can_resync: bool = True

    def detect(self, head: bytes, name: str) -> float:
        """Return how sure it is that the text has a steady number of fields; SQL and JSON are left to their formats."""
        mark, wide = next(((m, w) for m, w in _MARKS if head.startswith(m)), (b"", ""))
        body = head[len(mark) :]
        if not wide:
            wide = _guess_wide(body[:_SAMPLE])
        if not wide and _is_binary(body):
            return 0.0
        text = decode_sample(body[:_SAMPLE], wide)
        start = text.lstrip("\x00 \t\r\n")[:1]
        if not start:
            return 0.0
        dialect = sniff(text, whole=len(body) <= _SAMPLE)
        sure = _confidence(dialect, name) if dialect else 0.0
        if start in "{[<" or _SQL.search(text):
            return min(sure, 0.2)
        return sure

    def read(self, stream: ByteStream, settings: ReadSettings) -> Iterator[Chunk]:
        """Yield chunks in the order of the stream."""
        from findspot.formats.delimited.reading import read_stream

        return read_stream(stream, settings)

    def salvage(self, stream: ByteStream, gaps: Spans, settings: ReadSettings) -> Iterator[Chunk]:
        """Yield the full records that lie within ``gaps``."""
        from findspot.formats.delimited.reading import salvage_stream

        return salvage_stream(stream, gaps, settings)


def _guess_wide(head: bytes) -> str:
    kept = _NUL_RUN.sub(b"", head)
    first, second = kept[0::2].count(0), kept[1::2].count(0)
    half = len(kept) // 2
    if half < 4:
        return ""
    if second >= 0.15 * half and first <= second / 16:
        return "utf-16-le"
    return "utf-16-be" if first >= 0.15 * half and second <= first / 16 else ""


def _is_binary(head: bytes) -> bool:
    if head.startswith(_MAGIC):
        return True
    kept = _NUL_RUN.sub(b"", head)
    odd = len(kept) - len(kept.translate(None, _CONTROLS + b"\x00"))
    return len(kept) == 0 or odd > 0.02 * len(kept) + 1


def _confidence(dialect: Dialect, name: str) -> float:
    named = name.lower().endswith(tuple("." + e for e in _EXTENSIONS))
    table = name.lower().endswith((".csv", ".tsv", ".tab", ".psv"))
    if dialect.columns < 2:
        return 0.3 if table else (0.2 if named else 0.05)
    if dialect.records < 3:
        return 0.3 + 0.1 * (dialect.records - 1) + (0.3 if table else 0.0)
    if dialect.share < 0.6:
        return 0.3 if table else 0.1
    sure = 0.3 + 0.6 * (dialect.share - 0.6) / 0.4 + (0.05 if table else 0.0)
    # a single delimiter a line is found in much that is no table: keys and values, prose with colons
    return sure * (0.7 if dialect.columns == 2 and not table else 1.0)
