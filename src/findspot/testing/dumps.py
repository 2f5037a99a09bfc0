"""Writes tables as dump text and keeps the byte range of every record; the layouts are those of the tools named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

NET_BUFFER: Final = 1_046_528
"""Bytes after which mysqldump begins a new INSERT (its default ``net_buffer_length``)."""

_SQL_ESCAPES: Final = (
    ("\\", "\\\\"), ("\0", "\\0"), ("\n", "\\n"), ("\r", "\\r"), ("'", "\\'"), ('"', '\\"'), ("\x1a", "\\Z"),
)  # fmt: skip
_JSON_ESCAPES: Final = (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t"))
_JSON_CONTROLS: Final = tuple((chr(code), f"\\u{code:04x}") for code in range(0x20))


@dataclass(frozen=True, slots=True)
class WrittenTable:
    """A table as written: its values as text under the source's column names, and where each record lies."""

    name: str
    rows: pa.Table
    offset: NDArray[np.int64]
    length: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Payload:
    """The bytes of a dump and the tables in it."""

    data: bytes
    tables: tuple[WrittenTable, ...]
    encoding: str = "utf-8"


def write_delimited(
    table: pa.Table, *, encoding: str = "utf-8", delimiter: str = ",", line_end: str = "\r\n", header: bool = True
) -> Payload:
    """Return delimited text after RFC 4180, quoted where needed; null is written as an empty field."""
    rows = as_text(table)
    columns = [_quote_field(pc.fill_null(column, ""), delimiter) for column in rows.columns]
    lines = pc.binary_join_element_wise(pc.binary_join_element_wise(*columns, delimiter), line_end, "")
    head = delimiter.join(_quote_field(pa.array(rows.column_names), delimiter).to_pylist()) + line_end
    return _assemble(WrittenTable("", rows, *_none()), (head if header else "", None, lines, ""), encoding)


def write_inserts(table: pa.Table, name: str, *, one_row_a_line: bool = False, encoding: str = "utf-8") -> Payload:
    """Return what mysqldump writes for one table: CREATE TABLE, then INSERTs of about a megabyte each.

    Integers and floats are bare, all else is quoted; null is NULL. With ``one_row_a_line`` each row has an INSERT of
    its own (``--skip-extended-insert``).
    """
    columns = [_sql_value(column) for column in table.columns]
    tuples = pc.binary_join_element_wise("(", pc.binary_join_element_wise(*columns, ","), ")", "")
    insert = f"INSERT INTO `{name}` VALUES "  # noqa: S608 - text of a made-up dump, never run
    begins = np.arange(len(tuples)) if one_row_a_line else _statement_begins(tuples)
    before = pa.array([",", f";\n{insert}", insert]).take(pa.array(_separators(len(tuples), begins)))
    tail = (";\n" if len(tuples) else "") + f"/*!40000 ALTER TABLE `{name}` ENABLE KEYS */;\nUNLOCK TABLES;\n"
    return _assemble(
        WrittenTable(name, as_text(table), *_none()), (_create(table, name), before, tuples, tail), encoding
    )


def write_lines(table: pa.Table) -> Payload:
    """Return one flat JSON object a line. Integers and floats are bare, null is null."""
    lines = pc.binary_join_element_wise("{", _json_members(table), "}\n", "")
    return _assemble(WrittenTable("", as_text(table), *_none()), ("", None, lines, ""), "utf-8")


def write_documents(table: pa.Table, index: str) -> Payload:
    """Return what elasticdump writes with ``--type=data``: one document a line, the columns within ``_source``.

    The first column is the ``_id``. Integers and floats are bare, null is null.
    """
    keys = pc.cast(table.column(0), pa.string()).combine_chunks()
    lines = pc.binary_join_element_wise(
        f'{{"_index":"{index}","_type":"_doc","_id":"', keys, '","_score":1,"_source":{',
        _json_members(table.select(table.column_names[1:])), "}}\n", "",
    )  # fmt: skip
    constants = {"_index": index, "_type": "_doc", "_id": keys, "_score": "1"}
    rows = as_text(table.select(table.column_names[1:]))
    rows = rows.rename_columns([f"_source.{column}" for column in rows.column_names])
    for place, (column, value) in enumerate(constants.items()):
        rows = rows.add_column(place, column, value if column == "_id" else pa.array([value] * len(rows), pa.string()))
    return _assemble(WrittenTable("", rows, *_none()), ("", None, lines, ""), "utf-8")


def join_payloads(parts: Sequence[Payload], *, head: str = "", tail: str = "") -> Payload:
    """Return one payload with the parts one after another between ``head`` and ``tail``, all of one encoding."""
    encoding = parts[0].encoding
    pieces = [head.encode(encoding)]
    tables: list[WrittenTable] = []
    at = len(pieces[0])
    for part in parts:
        tables += [WrittenTable(t.name, t.rows, t.offset + at, t.length) for t in part.tables]
        pieces.append(part.data)
        at += len(part.data)
    return Payload(b"".join([*pieces, tail.encode(encoding)]), tuple(tables), encoding)


def as_text(table: pa.Table) -> pa.Table:
    """Return the table with every column as text, in one chunk."""
    return pa.table([pc.cast(c, pa.string()).combine_chunks() for c in table.columns], names=table.column_names)


def _none() -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    return np.empty(0, np.int64), np.empty(0, np.int64)


def _assemble(
    table: WrittenTable, texts: tuple[str, pa.StringArray | None, pa.StringArray, str], encoding: str
) -> Payload:
    """Return head, then each record behind the text before it, then tail, and the place of each record."""
    head_text, before_texts, record_texts, tail_text = texts
    head = head_text.encode(encoding)
    records = _encode(record_texts, encoding)
    length = pc.binary_length(records).to_numpy(zero_copy_only=False).astype(np.int64)
    gap = np.zeros(len(length), np.int64)
    body = records
    if before_texts is not None:
        before = _encode(before_texts, encoding)
        gap = pc.binary_length(before).to_numpy(zero_copy_only=False).astype(np.int64)
        body = pc.binary_join_element_wise(before, records, b"")
    offset = len(head) + np.cumsum(gap + length) - length
    data = head + _joined(body) + tail_text.encode(encoding)
    return Payload(data, (WrittenTable(table.name, table.rows, offset, length),), encoding)


def _encode(texts: pa.StringArray | pa.ChunkedArray, encoding: str) -> pa.BinaryArray:
    if isinstance(texts, pa.ChunkedArray):
        texts = texts.combine_chunks()
    if encoding == "utf-8":
        return texts.cast(pa.binary())
    return pa.array([text.encode(encoding) for text in texts.to_pylist()], pa.binary())


def _joined(values: pa.BinaryArray) -> bytes:
    """Return all values one after another; they already lie so in memory."""
    if not len(values):
        return b""
    offsets = np.frombuffer(values.buffers()[1], np.int32)[values.offset : values.offset + len(values) + 1]
    return bytes(memoryview(values.buffers()[2])[offsets[0] : offsets[-1]])


def _quote_field(values: pa.StringArray, delimiter: str) -> pa.StringArray:
    needed = pc.match_substring_regex(values, f'[{delimiter}"\r\n]')
    quoted = pc.binary_join_element_wise('"', pc.replace_substring(values, '"', '""'), '"', "")
    return pc.if_else(needed, quoted, values)


def _escaped(values: pa.StringArray, escapes: Sequence[tuple[str, str]]) -> pa.StringArray:
    for plain, escape in escapes:
        values = pc.replace_substring(values, plain, escape)
    return values


def _is_bare(kind: pa.DataType) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind))


def _sql_value(values: pa.ChunkedArray) -> pa.StringArray:
    text = pc.cast(values, pa.string()).combine_chunks()
    if not _is_bare(values.type):
        text = pc.binary_join_element_wise("'", _escaped(text, _SQL_ESCAPES), "'", "")
    return pc.fill_null(text, "NULL")


def _json_value(values: pa.ChunkedArray) -> pa.StringArray:
    text = pc.cast(values, pa.string()).combine_chunks()
    if not _is_bare(values.type):
        text = _escaped(text, _JSON_ESCAPES)
        if pc.any(pc.match_substring_regex(text, r"[\x00-\x1f]")).as_py():
            text = _escaped(text, _JSON_CONTROLS)
        text = pc.binary_join_element_wise('"', text, '"', "")
    return pc.fill_null(text, "null")


def _json_members(table: pa.Table) -> pa.ChunkedArray:
    members = [
        pc.binary_join_element_wise(f'"{column}":', _json_value(table.column(column)), "")
        for column in table.column_names
    ]
    return pc.binary_join_element_wise(*members, ",")


def _statement_begins(tuples: pa.StringArray) -> NDArray[np.int64]:
    """Return the index of the first tuple of each INSERT."""
    sizes = pc.binary_length(tuples).to_numpy(zero_copy_only=False).astype(np.int64) + 1
    statement = (np.cumsum(sizes) - sizes) // NET_BUFFER
    return np.flatnonzero(np.diff(statement, prepend=-1))


def _separators(count: int, begins: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return what stands before each tuple: 0 a comma, 1 the end of an INSERT and a new one, 2 the first INSERT."""
    kind = np.zeros(count, np.int64)
    kind[begins] = 1
    kind[:1] = 2
    return kind


def _create(table: pa.Table, name: str) -> str:
    types = ["bigint(20)" if _is_bare(f.type) else "date" if pa.types.is_date(f.type) else "text" for f in table.schema]
    columns = ",\n".join(
        f"  `{column}` {kind} DEFAULT NULL" for column, kind in zip(table.column_names, types, strict=True)
    )
    return (
        f"\n--\n-- Table structure for table `{name}`\n--\n\nDROP TABLE IF EXISTS `{name}`;\n"
        f"CREATE TABLE `{name}` (\n{columns}\n) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;\n\n"
        f"--\n-- Dumping data for table `{name}`\n--\n\n"
        f"LOCK TABLES `{name}` WRITE;\n/*!40000 ALTER TABLE `{name}` DISABLE KEYS */;\n"
    )
