"""Decodes the bytes of one record as the makers of the formats describe them: written apart from findspot's readers.

Slow and plain on purpose: they are the yardstick.
"""

from __future__ import annotations

import csv
import html
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from findspot.testing.twins.records import StreamInfo

Cells = Sequence[str | None] | Mapping[str, str | None]
Decoder = Callable[[bytes, StreamInfo], Cells]
"""Returns the cells of a record: by position, or by the name of the column."""

_SQL_VALUE: Final = re.compile(r"'((?:[^'\\]|\\.|'')*)'|([^',()\s][^,()]*)", re.DOTALL)
_SQL_ESCAPES: Final = {"0": "\0", "n": "\n", "r": "\r", "t": "\t", "b": "\b", "Z": "\x1a"}
_XLSX_CELL: Final = re.compile(r'<c r="([A-Z]+)\d+"(?: s="\d+")?(?: t="(\w+)")?(?:/>|>(.*?)</c>)', re.DOTALL)
_XLSX_TEXT: Final = re.compile(r"<(?:t|v)(?: [^>]*)?>(.*?)</(?:t|v)>", re.DOTALL)
_XLSX_CODE: Final = re.compile(r"_x([0-9A-F]{4})_")


def decode_csv(data: bytes, info: StreamInfo) -> list[str | None]:
    """Return the fields of a line of delimited text (RFC 4180)."""
    text = data.decode(info.encoding)
    line = text.removesuffix("\n").removesuffix("\r")
    rows = list(csv.reader([line] if "\n" not in line else line.splitlines(keepends=True), strict=True))
    assert len(rows) == 1, "more than one line"
    return list(rows[0])


def decode_sql(data: bytes, info: StreamInfo) -> list[str | None]:
    """Return the values of a tuple of an INSERT, ``(`` to ``)``, with the escapes of MySQL."""
    text = data.decode(info.encoding)
    assert text[:1] + text[-1:] == "()", "no tuple"
    values: list[str | None] = []
    at = 1
    while at < len(text) - 1:
        match = _SQL_VALUE.match(text, at)
        assert match is not None, f"no value at character {at}"
        quoted, bare = match.groups()
        values.append(_unescape_sql(quoted) if bare is None else None if bare == "NULL" else bare)
        at = match.end() + 1
    return values


def _unescape_sql(text: str) -> str:
    return re.sub(r"\\(.)|''", lambda m: "'" if m[1] is None else _SQL_ESCAPES.get(m[1], m[1]), text, flags=re.DOTALL)


def decode_bcp(data: bytes, info: StreamInfo) -> list[str | None]:
    """Return the fields of a row that bcp wrote with ``-w``: UTF-16LE, tabs between, CR LF behind, no quoting."""
    text = data.decode("utf-16-le")
    assert text.endswith("\r\n"), "no line end"
    return list(text[:-2].split("\t"))


def decode_xlsx(data: bytes, info: StreamInfo) -> list[str | None]:
    """Return the cells of a ``row`` element (ECMA-376, 18.3.1.73); empty cells are empty.

    Texts are inline, or shared ones whose list stands in the options.
    """
    text = data.decode("utf-8")
    cells: dict[int, str] = {}
    for column, kind, inner in _XLSX_CELL.findall(text):
        value = read_texts(inner)
        cells[_column_number(column)] = info.options["strings"][int(value)] if kind == "s" else value
    return [cells.get(number, "") for number in range(int(info.options["columns"]))]


def read_shared_strings(data: bytes) -> list[str]:
    """Return the texts that cells of a workbook refer to by number (ECMA-376, 18.4.9)."""
    return [read_texts(item) for item in re.findall(r"<si>(.*?)</si>", data.decode("utf-8"), re.DOTALL)]


def read_texts(inner: str) -> str:
    """Return what the text elements within an element say."""
    value = "".join(html.unescape(part) for part in _XLSX_TEXT.findall(inner))
    return _XLSX_CODE.sub(lambda match: chr(int(match[1], 16)), value)


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


DECODERS: Final[dict[str, Decoder]] = {
    "csv": decode_csv,
    "sql": decode_sql,
    "bcp": decode_bcp,
    "xlsx": decode_xlsx,
}
"""By the format of the stream; a plan adds those of its own."""


def same_cells(expected: Mapping[str, Any], found: Cells) -> bool:
    """Return whether decoded cells are those of the truth: by name, or by position."""
    if isinstance(found, Mapping):
        return {k: v for k, v in found.items() if v is not None} == {k: v for k, v in expected.items() if v is not None}
    return list(expected.values()) == list(found)
