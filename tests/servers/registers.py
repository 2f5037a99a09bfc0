"""The rows that the servers hold, how to load them, what SELECT says of them, and what a dump gives back."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from tests.servers.server import Server

from findspot.formats.sqldump import SqlDumpFormat
from findspot.model.batch import PROVENANCE, ReadSettings
from findspot.model.span import How
from findspot.testing.people import make_people
from findspot.testing.streams import MemoryStream, check_partition, collect

Row = tuple[str | None, ...]

NOTES: tuple[str | None, ...] = (
    None, "", "NULL", "\\N", "\\", "\\\\", "'", "''", "'; DROP TABLE people; --", '"', "a,b", "(1,'x'),(2,'y');",
    "第一行\n第二行", "tab\there", "cr\rlf\r\n", "\b\f\v\x1a\x01", "😀 𠮷野", "\\.", "-- no comment", "/* nor this */",
    " 空 格　", "InSeRt INTO `people` VALUES (1);\n", "COPY public.people FROM stdin;\n",
    "`", "$$body$$", "E'\\n'", "x" * 5000,
)  # fmt: skip
"""What a dump tool must escape and a reader must not trip over."""

CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")

COUNT = 60 if os.environ.get("NUMBA_DISABLE_JIT", "0") != "0" else 1_200
"""Rows in a table; few where coverage is measured, with the compiler off."""

COLUMNS = ("id", "name", "id_number", "note", "amount", "ratio", "born", "seen")
TYPES = ("int", "varchar(60)", "varchar(18)", "text", "decimal(10,2)", "double precision", "date", "{datetime}")


def make_rows(count: int) -> list[Row]:
    """Return rows of made-up people as text, with notes that need escaping, and nulls in every column but the key."""
    random = np.random.default_rng(11)
    people = make_people(count, 11)
    names, ids = people.column("姓名").to_pylist(), people.column("身份证号").to_pylist()
    days = (np.datetime64("1950-01-01") + random.integers(0, 20_000, count)).astype(str).tolist()
    cents = random.integers(-1_000_000, 1_000_000, count).tolist()
    rows = []
    for n in range(count):
        row: list[str | None] = [
            names[n],
            ids[n],
            NOTES[n % len(NOTES)],
            f"{cents[n] / 100:.2f}",
            repr(cents[n] / 7),
            days[n],
            f"{days[n]} 23:59:01",
        ]
        if n % 5 == 0:
            row[n % len(row)] = None
        rows.append((str(n + 1), *row))
    return rows


def recover(dump: bytes, *, name: str = "dump.sql") -> dict[str, list[Row]]:
    """Return the rows of a dump by table, ordered by their key, after holding the laws of a clean dump.

    Every byte is in one class, none is a reject, no row is flagged without reason, and each row's range holds a whole
    record.
    """
    chunks = list(SqlDumpFormat().read(MemoryStream(dump, name), ReadSettings()))
    check_partition(chunks, len(dump))
    assert sum(len(chunk.rejects) for chunk in chunks) == 0
    tables = collect(chunks)
    for table in tables.values():
        _hold_ranges(dump, table)
    return {name.split(".")[-1]: _rows(table) for name, table in tables.items()}


def _hold_ranges(dump: bytes, table: pa.Table) -> None:
    places = (table.column(name).to_pylist() for name in ("_fs_offset", "_fs_length", "_fs_how"))
    for offset, length, how in zip(*places, strict=True):
        record = dump[offset : offset + length]
        # Control characters that no tool writes bare for text are a trace of damage far more often than someone's text.
        assert how == How.READ or CONTROL.search(record), f"the row at byte {offset} is flagged"
        if record.startswith(b"("):
            assert record.endswith(b")")
        else:
            assert record.endswith(b"\n")
            assert record.count(b"\n") == 1


def _rows(table: pa.Table) -> list[Row]:
    columns = [column.to_pylist() for column in table.columns[len(PROVENANCE) :]]
    return by_key(zip(*columns, strict=True))


def by_key(rows: object) -> list[Row]:
    """Return rows ordered by their first column as a number."""
    return sorted(rows, key=lambda row: int(row[0]))  # type: ignore[call-overload, no-any-return]


def parse_hex(printed: str) -> list[Row]:
    """Return the rows of a client's output: fields in hex, apart by ``|``, NULL as ``-``."""
    return [
        tuple(None if field == "-" else bytes.fromhex(field).decode() for field in line.split("|"))
        for line in printed.splitlines()
    ]


def load(server: Server, sql_of_row: Sequence[str], *, into: str) -> None:
    """Insert rows, each given as the text of its values, a few hundred a statement."""
    for at in range(0, len(sql_of_row), 400):
        server.run(f"insert into {into} values {','.join(sql_of_row[at : at + 400])};")
