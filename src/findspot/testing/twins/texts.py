"""Turns cells into the records of text formats, as bytes in the encoding of the file."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from findspot.testing.twins.draws import Flags
from findspot.testing.twins.encoding import encode, join, join_between, one_chunk, sizes_of

NET_BUFFER: Final = 1_046_528
"""Bytes after which mysqldump begins a new INSERT (its default ``net_buffer_length``)."""

_SQL_ESCAPES: Final = (("\\", "\\\\"), ("\n", "\\n"), ("\r", "\\r"), ("'", "\\'"), ('"', '\\"'))


class EncodedCells:
    """The cells of some rows, each column encoded once and used for every format.

    ``plain`` columns are known to have nothing in them that a format must escape.
    """

    def __init__(self, cells: pa.Table, encoding: str, plain: Collection[str]) -> None:
        self._cells = cells
        self._encoding = encoding
        self._plain = frozenset(plain)
        self._encoded = {
            name: encode(cells.column(name), encoding) for name in cells.column_names if name in self._plain
        }

    def csv_lines(self, unquoted: Flags | None = None) -> pa.Array:
        """Return lines after RFC 4180 with CR LF behind; rows that are ``unquoted`` lack the quotes that they need."""
        fields = [self._encoded.get(name) or self._quoted(name, unquoted) for name in self._cells.column_names]
        return join(join_between(fields, b","), b"\r\n")

    def sql_tuples(self, numbers: Sequence[str]) -> pa.Array:
        """Return tuples of an INSERT with the escapes of MySQL; columns in ``numbers``, which come first, are bare."""
        names = self._cells.column_names
        assert names[: len(numbers)] == list(numbers), "numbers come first"
        bare = [part for name in numbers for part in (self._encoded[name], b",")]
        texts = [self._encoded.get(name) or self._escaped(name) for name in names[len(numbers) :]]
        return join(b"(", *bare, b"'", join_between(texts, b"','"), b"')")

    def _quoted(self, name: str, unquoted: Flags | None) -> pa.Array:
        text = one_chunk(self._cells.column(name))
        needed = pc.match_substring_regex(text, '[,"\r\n]')
        if unquoted is not None:
            needed = pc.and_(needed, pa.array(~unquoted))
        quoted = pc.binary_join_element_wise('"', pc.replace_substring(text, '"', '""'), '"', "")
        return encode(pc.if_else(needed, quoted, text), self._encoding)

    def _escaped(self, name: str) -> pa.Array:
        text = one_chunk(self._cells.column(name))
        for plain, escape in _SQL_ESCAPES:
            text = pc.replace_substring(text, plain, escape)
        return encode(text, self._encoding)


def bcp_lines(cells: pa.Table) -> pa.Array:
    """Return what bcp writes with ``-w``: UTF-16LE, tabs between the fields, CR LF behind; nothing is quoted."""
    lines = pc.binary_join_element_wise(*(one_chunk(column) for column in cells.columns), "\t")
    return encode(pc.binary_join_element_wise(lines, "\r\n", ""), "utf-16-le")


class InsertSeparators:
    """What stands before each tuple of a table over many batches: a comma, or the end and beginning of an INSERT."""

    def __init__(self, table: str) -> None:
        self._insert = f"INSERT INTO `{table}` VALUES ".encode()  # noqa: S608 - text of a made-up dump, never run
        self._size = 0
        self._statement = -1

    def before(self, tuples: pa.Array) -> pa.Array:
        """Return the separators of the next tuples."""
        sizes = sizes_of(tuples) + 1
        begins = self._size + np.cumsum(sizes) - sizes
        statement = begins // NET_BUFFER
        self._size += int(sizes.sum())
        kind: NDArray[np.int64] = (np.diff(statement, prepend=self._statement) != 0).astype(np.int64)
        if self._statement < 0 and len(kind):
            kind[0] = 2
        if len(kind):
            self._statement = int(statement[-1])
        pool = pa.array([b",", b";\n" + self._insert, self._insert], pa.large_binary())
        return pool.take(pa.array(kind))


def create_table(table: str, columns: Sequence[tuple[str, str]]) -> str:
    """Return what mysqldump writes before the rows of a MyISAM table in GBK."""
    body = ",\n".join(f"  `{name}` {kind} DEFAULT NULL" for name, kind in columns)
    return (
        f"\n--\n-- Table structure for table `{table}`\n--\n\nDROP TABLE IF EXISTS `{table}`;\n"
        "/*!40101 SET @saved_cs_client     = @@character_set_client */;\n"
        "/*!40101 SET character_set_client = utf8 */;\n"
        f"CREATE TABLE `{table}` (\n{body}\n) ENGINE=MyISAM DEFAULT CHARSET=gbk;\n"
        "/*!40101 SET character_set_client = @saved_cs_client */;\n\n"
        f"--\n-- Dumping data for table `{table}`\n--\n\nLOCK TABLES `{table}` WRITE;\n"
        f"/*!40000 ALTER TABLE `{table}` DISABLE KEYS */;\n"
    )


def end_table(table: str) -> str:
    """Return what mysqldump writes behind the rows of a table."""
    return f";\n/*!40000 ALTER TABLE `{table}` ENABLE KEYS */;\nUNLOCK TABLES;\n"
