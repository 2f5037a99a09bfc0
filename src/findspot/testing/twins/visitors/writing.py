"""Writes code tables to an archive of CSV files and the cache to a SQLite file, with the place of each record."""

from __future__ import annotations

import sqlite3
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from findspot.testing.dumps import write_delimited
from findspot.testing.twins.archives import ZipBundle, write_7z
from findspot.testing.twins.elasticdump import place_file
from findspot.testing.twins.records import Places, StreamInfo
from findspot.testing.twins.sqlitecells import place_cells
from findspot.testing.twins.workshop import MARK, Workshop

CACHE: Final = "target_cache"

_CACHE_FILE: Final = "cache/client.db"
_CREATE: Final = (
    f"CREATE TABLE {CACHE} (target_id TEXT, name TEXT, list_code TEXT, hits INTEGER, last_seen TEXT /* {MARK} */)"
)
_INSERT: Final = f"INSERT INTO {CACHE} VALUES (?, ?, ?, ?, ?)"  # noqa: S608 - a name of ours


def write_exports(workshop: Workshop, archive: str, tables: dict[str, pa.Table]) -> None:
    """Write tables as CSV files in one archive, ``exports.zip`` or ``exports.7z``."""
    file = f"exports.{archive}"
    members = []
    for name, table in tables.items():
        payload = write_delimited(table)
        written = payload.tables[0]
        numbers = np.arange(len(table))
        none = np.full(len(table), -1)
        workshop.rows(name, "").append_cells(written.rows, none)
        writer = workshop.writer(StreamInfo(file, f"{name}.csv", "csv", "utf-8"))
        places = Places(name, numbers, none, written.offset, written.length)
        writer.place_records(places, length=len(payload.data))
        path = workshop.scratch / f"{name}.csv"
        path.write_bytes(payload.data)
        members.append((f"{name}.csv", path))
    if archive == "7z":
        write_7z(place_file(workshop, file), members)
        workshop.mark(file, "first row of dict_code.csv")
        return
    with ZipBundle(place_file(workshop, file)) as bundle:
        for name, path in members:
            bundle.add(name, path)
    workshop.mark(file, "comment of the archive, first row of dict_code.csv")


def write_cache(workshop: Workshop, cells: pa.Table, person: NDArray[np.int64]) -> None:
    """Write a client's cache of the lists as a SQLite file."""
    path = place_file(workshop, _CACHE_FILE)
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA page_size = 4096")
    connection.execute(_CREATE)
    connection.execute("BEGIN")
    columns = [column.to_pylist() for column in cells.columns]
    columns[3] = [int(hits) for hits in columns[3]]
    connection.executemany(_INSERT, zip(*columns, strict=True))
    connection.execute("COMMIT")
    root = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (CACHE,)).fetchone()[0]
    connection.close()
    data = path.read_bytes()
    offset, length = place_cells(data, root)
    workshop.rows(CACHE, "target").append_cells(cells, person)
    writer = workshop.writer(StreamInfo(_CACHE_FILE, "", "sqlite", "utf-8"))
    writer.place_records(Places(CACHE, np.arange(len(cells)), person, offset, length), length=len(data))
    workshop.mark(_CACHE_FILE, "comment in the table's CREATE statement")
