"""Reads the columns of a CREATE TABLE statement, of any dialect."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from findspot.formats.sqldump.heads import match_create
from findspot.formats.sqldump.names import IDENTIFIER, unquote

_TOKEN: Final = re.compile(
    rb"'(?:[^'\\]|\\.|'')*'|`(?:[^`]|``)*`|\"(?:[^\"]|\"\")*\"|\[[^\[\]]*\]|--[^\n]*|/\*(?!!|M!).*?\*/|/\*M?!\d*|\*/|[(),]|[^'`\"\[(),/*-]+|.",
    re.DOTALL,
)
_NAME: Final = re.compile(rb"\s*(" + IDENTIFIER + rb")(.*)", re.DOTALL)
_NO_COLUMN: Final = re.compile(
    rb"\s*(?:PRIMARY\s+KEY|UNIQUE\s*(?:KEY|INDEX|CLUSTERED|NONCLUSTERED|\(|[`\"\[\w]+\s*\()|FOREIGN\s+KEY|CONSTRAINT\s|CHECK\s*\("
    rb"|(?:FULLTEXT|SPATIAL)\s+(?:KEY|INDEX|[`\"\[\w]+\s*\()|(?:KEY|INDEX)\s*[`\"\[(]|(?:KEY|INDEX)\s+\w+\s*(?:USING\s+\w+\s*)?\("
    rb"|EXCLUDE\s|LIKE\s|PERIOD\s+FOR\s|PARTITION\s+BY\s)",
    re.IGNORECASE,
)
_TYPED: Final = re.compile(
    rb"\s*(?:KEY|INDEX)\s+(?:VAR|CHAR|TEXT|INT|BIGINT|SMALLINT|TINYINT|N?VARCHAR|DECIMAL|NUMERIC|BLOB|BINARY|REAL|DATE)",
    re.IGNORECASE,
)
_TYPE_ENDS: Final = re.compile(
    r"\s+(?:NOT|NULL|DEFAULT|PRIMARY|UNIQUE|REFERENCES|CHECK|COLLATE|COMMENT|AUTO_INCREMENT|AUTOINCREMENT|GENERATED|CONSTRAINT|ON"
    r"|IDENTITY|AS|CHARACTER\s+SET|CHARSET|KEY|STORED|VIRTUAL|INVISIBLE|SPARSE|ROWGUIDCOL|ENCODE|WITH\s+COMPRESSION)\b.*",
    re.IGNORECASE | re.DOTALL,
)
_GENERATED: Final = re.compile(r"(?:GENERATED\s+ALWAYS\s+)?\bAS\s*\(", re.IGNORECASE)
_QUOTED: Final = re.compile(r"'(?:[^'\\]|\\.|'')*'", re.DOTALL)
_SPACE: Final = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class ColumnDefinition:
    """One column; a generated one has no value in an INSERT without a column list."""

    name: str
    type: str
    is_generated: bool = False


def parse_columns(statement: bytes) -> tuple[ColumnDefinition, ...]:
    """Return the columns of a CREATE TABLE statement, none if it has none (``AS SELECT``, partitions)."""
    head = match_create(statement)
    if head is None:
        return ()
    return tuple(c for d in _definitions(statement[head.length :]) if (c := _column(d)) is not None)


def _definitions(body: bytes) -> list[bytes]:
    """Return what stands between the commas of the outermost parentheses.

    MySQL's ``/*!50705 … */`` counts as written.
    """
    parts: list[list[bytes]] = [[]]
    depth = 1
    for token in _TOKEN.findall(body):
        if token == b"(":
            depth += 1
        elif token == b")":
            depth -= 1
            if depth == 0:
                break
        if token == b"," and depth == 1:
            parts.append([])
        elif not token.startswith((b"--", b"/*")) and token != b"*/":
            parts[-1].append(token)
    return [b"".join(p) for p in parts]


def _column(definition: bytes) -> ColumnDefinition | None:
    if _NO_COLUMN.match(definition) and not _TYPED.match(definition):
        return None
    found = _NAME.match(definition)
    if found is None:
        return None
    rest = found[2].decode("utf-8", "backslashreplace")
    kind = _SPACE.sub(" ", _TYPE_ENDS.sub("", " " + rest.strip())).strip()
    return ColumnDefinition(unquote(found[1]), kind, _GENERATED.search(_QUOTED.sub("", rest)) is not None)
