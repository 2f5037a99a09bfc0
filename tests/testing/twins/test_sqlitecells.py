"""Cells of a SQLite file, found and decoded by the description of the format, against SQLite itself."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from findspot.testing.twins.records import StreamInfo
from findspot.testing.twins.sqlitecells import decode_cell, place_cells

INFO = StreamInfo("a.db", "", "sqlite", "utf-8")


def write(path: Path, rows: list[tuple[object, ...]]) -> tuple[bytes, int]:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA page_size = 512")
    connection.execute("CREATE TABLE t (a, b)")
    connection.executemany("INSERT INTO t VALUES (?, ?)", rows)
    root = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 't'").fetchone()[0]
    connection.close()
    return path.read_bytes(), root


def test_cells_come_in_the_order_of_rows_through_interior_pages(tmp_path: Path) -> None:
    rows = [(f"text {n} 字", n * 1000 - 40_000) for n in range(300)]
    data, root = write(tmp_path / "a.db", rows)
    offset, length = place_cells(data, root)
    cells = [decode_cell(data[o : o + n], INFO) for o, n in zip(offset.tolist(), length.tolist(), strict=True)]
    assert cells == [[a, str(b)] for a, b in rows]


@pytest.mark.parametrize("value", [None, 0, 1, -1, 127, 40_000, 8_000_000, 2**31, 2**40, 2**62, "", "x" * 200])
def test_every_kind_of_value_is_read(tmp_path: Path, value: object) -> None:
    data, root = write(tmp_path / "a.db", [("k", value)])
    (offset,), (length,) = place_cells(data, root)
    assert decode_cell(data[offset : offset + length], INFO) == ["k", None if value is None else str(value)]


def test_a_table_without_rows_has_no_cells(tmp_path: Path) -> None:
    offset, length = place_cells(*write(tmp_path / "a.db", []))
    assert len(offset) == len(length) == 0


@pytest.mark.parametrize("value", [1.5, b"blob"])
def test_kinds_that_twins_do_not_write_are_refused(tmp_path: Path, value: object) -> None:
    data, root = write(tmp_path / "a.db", [("k", value)])
    (offset,), (length,) = place_cells(data, root)
    with pytest.raises(ValueError, match="do not write"):
        decode_cell(data[offset : offset + length], INFO)


def test_a_cell_that_is_cut_is_refused(tmp_path: Path) -> None:
    data, root = write(tmp_path / "a.db", [("k", "text")])
    (offset,), (length,) = place_cells(data, root)
    with pytest.raises(ValueError, match="as long as it says"):
        decode_cell(data[offset : offset + length - 1], INFO)


def test_a_row_with_overflow_pages_is_refused(tmp_path: Path) -> None:
    data, root = write(tmp_path / "a.db", [("k", "x" * 5000)])
    with pytest.raises(AssertionError, match="overflow"):
        place_cells(data, root)


def test_a_long_row_number_is_skipped(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    write(path, [])
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("INSERT INTO t (rowid, a, b) VALUES (?, 'k', 'v')", (2**62,))
    root = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 't'").fetchone()[0]
    connection.close()
    data = path.read_bytes()
    (offset,), (length,) = place_cells(data, root)
    assert decode_cell(data[offset : offset + length], INFO) == ["k", "v"]
