from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from findspot.formats.sqlite import SqliteFormat
from findspot.model.batch import Chunk, ReadSettings
from findspot.testing.streams import MemoryStream, check_partition, collect

Rows = list[tuple[str | None, ...]]


def as_text(value: Any) -> str | None:
    """Write a value of Python's sqlite3 as the reader writes it."""
    if value is None or isinstance(value, str):
        return value
    return f"X'{value.hex().upper()}'" if isinstance(value, bytes) else repr(value)


def in_any_order(rows: Rows) -> Rows:
    return sorted(rows, key=lambda row: tuple((v is not None, v or "") for v in row))


def quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


@pytest.fixture(scope="session")
def stored_rows() -> Callable[[Path], dict[str, Rows]]:
    """What SQLite itself gives for every table of a file, opened read-only and immutable."""

    def read(path: Path) -> dict[str, Rows]:
        tables = {}
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            names = [
                n for (n,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0")
            ]
            for name in names:
                rows = connection.execute(f"SELECT * FROM {quote(name)}").fetchall()
                tables[name] = in_any_order([tuple(as_text(v) for v in row) for row in rows])
        return tables

    return read


@pytest.fixture(scope="session")
def recovered_rows() -> Callable[[list[Chunk]], dict[str, Rows]]:
    """What the reader gave, without provenance."""

    def read(chunks: list[Chunk]) -> dict[str, Rows]:
        return {name: in_any_order(values_of(table)) for name, table in collect(chunks).items()}

    return read


def values_of(table: pa.Table) -> Rows:
    columns = [table.column(n).to_pylist() for n in table.schema.names[5:]]
    return list(zip(*columns, strict=True))


@pytest.fixture(scope="session")
def read_bytes() -> Callable[..., list[Chunk]]:
    """Read a database in memory, and hold that every byte of it is in one class."""

    def read(data: bytes, **settings: int) -> list[Chunk]:
        chunks = list(SqliteFormat().read(MemoryStream(data, "x.db"), ReadSettings(**settings)))
        check_partition(chunks, len(data))
        return chunks

    return read


@pytest.fixture
def make_database(tmp_path: Path) -> Callable[..., Path]:
    """Write a database by a script and rows to insert: (SQL, list of rows) pairs."""

    def make(script: str, *inserts: tuple[str, list[tuple[Any, ...]]]) -> Path:
        path = tmp_path / f"{len(list(tmp_path.iterdir()))}.db"
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.executescript(script)
            for sql, rows in inserts:
                connection.execute("BEGIN")
                connection.executemany(sql, rows)
                connection.execute("COMMIT")
        return path

    return make
