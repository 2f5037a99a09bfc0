from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from findspot.formats.sqlite import SqliteFormat
from findspot.model.batch import Chunk, ReadSettings
from findspot.model.span import ByteClass, GapReason, How, RejectCode
from findspot.testing.streams import MemoryStream, check_partition, collect

Make = Callable[..., Path]
Read = Callable[..., list[Chunk]]
Rows = Callable[..., dict[str, list[tuple[str | None, ...]]]]

# Files made on purpose to make readers disagree: SQLite gives rows of one table for another, or rows of NULLs only.
CRAFTED = ("11-03", "11-05", "14-0")


def codes(chunks: list[Chunk], kind: str) -> set[int]:
    return {int(c) for chunk in chunks for c in getattr(chunk, kind).code}


def how(chunks: list[Chunk], table: str = "t") -> list[int]:
    return [int(v) for v in collect(chunks)[table].column("_fs_how").to_pylist()]


@cache
def small_database() -> bytes:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.executescript(
            "PRAGMA page_size=512; PRAGMA auto_vacuum=incremental;"
            "CREATE TABLE t(id INTEGER PRIMARY KEY, a TEXT, r REAL, n);"
            "CREATE TABLE w(k TEXT PRIMARY KEY, v) WITHOUT ROWID; CREATE INDEX i ON t(a); CREATE TABLE gone(x)"
        )
        connection.executemany(
            "INSERT INTO t VALUES (?,?,?,?)", [(i, f"名{i}" * (i % 9), i / 7, None) for i in range(40)]
        )
        connection.executemany("INSERT INTO w VALUES (?,?)", [(f"key {i}", "v" * (i * 40)) for i in range(30)])
        connection.executemany("INSERT INTO gone VALUES (?)", [("x" * 200,)] * 10)
        connection.execute("DROP TABLE gone")
        return connection.serialize()


@settings(max_examples=200, deadline=None)
@given(
    changes=st.lists(st.tuples(st.integers(0, 1 << 20), st.binary(min_size=1, max_size=6)), max_size=12),
    cut=st.none() | st.integers(0, 1 << 20),
)
def test_every_byte_is_in_one_class_however_damaged(changes: list[tuple[int, bytes]], cut: int | None) -> None:
    damaged = bytearray(small_database())
    for at, new in changes:
        place = at % len(damaged)
        damaged[place : place + len(new)] = new[: len(damaged) - place]
    data = bytes(damaged if cut is None else damaged[: cut % len(damaged)])
    chunks = list(SqliteFormat().read(MemoryStream(data), ReadSettings(window_bytes=4096)))
    check_partition(chunks, len(data))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=4000))
def test_any_bytes_behind_a_header_are_read_without_failing(rest: bytes) -> None:
    data = small_database()[:120] + rest
    check_partition(SqliteFormat().read(MemoryStream(data), ReadSettings()), len(data))


def cell_of(data: bytes, text: bytes) -> int:
    """Return where the cell with this short text in its first column begins."""
    return data.index(text) - 4


@pytest.fixture
def ten_rows(make_database: Make) -> bytearray:
    return bytearray(
        make_database(
            "CREATE TABLE t(a)", ("INSERT INTO t VALUES (?)", [(f"row {i}",) for i in range(10)])
        ).read_bytes()
    )


def test_a_record_that_does_not_add_up_is_a_reject(ten_rows: bytearray, read_bytes: Read) -> None:
    ten_rows[cell_of(ten_rows, b"row 4") + 3] += 2
    chunks = read_bytes(bytes(ten_rows))
    assert len(how(chunks)) == 9
    assert codes(chunks, "rejects") == {RejectCode.BAD_VALUE}


def test_a_record_with_more_fields_than_columns_is_a_reject(ten_rows: bytearray, read_bytes: Read) -> None:
    at = cell_of(ten_rows, b"row 4")
    ten_rows[at + 2 : at + 9] = bytes([4, 1, 1, 1, 9, 9, 9])
    chunks = read_bytes(bytes(ten_rows))
    assert (len(how(chunks)), codes(chunks, "rejects")) == (9, {RejectCode.FIELD_COUNT})


def test_a_serial_type_that_does_not_exist_is_a_reject(ten_rows: bytearray, read_bytes: Read) -> None:
    ten_rows[cell_of(ten_rows, b"row 4") + 3] = 10
    assert codes(read_bytes(bytes(ten_rows)), "rejects") == {RejectCode.BAD_VALUE}


def test_a_payload_that_runs_over_the_page_does_not_take_its_neighbours(ten_rows: bytearray, read_bytes: Read) -> None:
    ten_rows[cell_of(ten_rows, b"row 4")] = 100
    chunks = read_bytes(bytes(ten_rows))
    assert (len(how(chunks)), codes(chunks, "rejects")) == (9, {RejectCode.BAD_POINTER})


def test_a_bad_cell_pointer_is_a_reject_of_two_bytes(ten_rows: bytearray, read_bytes: Read) -> None:
    ten_rows[4096 + 8 + 6 : 4096 + 8 + 8] = b"\0\1"
    chunks = read_bytes(bytes(ten_rows))
    assert [(int(o), int(n)) for c in chunks for o, n in zip(c.rejects.offset, c.rejects.length, strict=True)] == [
        (4096 + 14, 2)
    ]
    assert codes(chunks, "gaps") == {GapReason.FREE_SPACE}
    assert len(how(chunks)) == 9


def test_a_cell_that_two_pointers_lead_to_is_one_flagged_row(ten_rows: bytearray, read_bytes: Read) -> None:
    ten_rows[4096 + 8 : 4096 + 10] = ten_rows[4096 + 10 : 4096 + 12]
    assert how(read_bytes(bytes(ten_rows))).count(How.SALVAGED) == 1


def test_a_cell_within_another_is_a_reject_and_both_are_flagged(ten_rows: bytearray, read_bytes: Read) -> None:
    at = cell_of(ten_rows, b"row 4")
    ten_rows[at : at + 9] = bytes([7, 5, 2, 25, 3, 5, 2, 1, 0x41])
    ten_rows[4096 + 8 : 4096 + 10] = (at + 4 - 4096).to_bytes(2, "big")
    chunks = read_bytes(bytes(ten_rows))
    assert How.SALVAGED in how(chunks)


def test_rowids_out_of_order_are_flagged(ten_rows: bytearray, read_bytes: Read) -> None:
    ten_rows[cell_of(ten_rows, b"row 4") + 1] = 99
    assert how(read_bytes(bytes(ten_rows))).count(How.SALVAGED) == 2


def overflowing(make_database: Make) -> bytearray:
    script = "PRAGMA page_size=512; CREATE TABLE t(n INT, a TEXT, z)"
    return bytearray(
        make_database(script, ("INSERT INTO t VALUES (?,?,?)", [(77, "long" * 1000, 5), (78, "s", 6)])).read_bytes()
    )


def test_a_broken_overflow_chain_leaves_the_fields_before_the_break(make_database: Make, read_bytes: Read) -> None:
    data = overflowing(make_database)
    data[3 * 512 : 3 * 512 + 4] = b"\xff\xff\xff\xff"
    chunks = read_bytes(bytes(data))
    rows = {r["c001"]: r for r in collect(chunks)["t"].to_pylist()}
    assert (rows["77"]["c002"], rows["77"]["_fs_how"]) == (None, How.PARTIAL)
    assert (rows["78"]["c002"], rows["78"]["c003"], rows["78"]["_fs_how"]) == ("s", "6", How.READ)
    assert sum(r.absent["c002"] for c in chunks for r in c.rows) == 1


def test_an_overflow_chain_that_bites_its_tail_ends(make_database: Make, read_bytes: Read) -> None:
    data = overflowing(make_database)
    data[5 * 512 : 5 * 512 + 4] = (3).to_bytes(4, "big")
    assert How.PARTIAL in how(read_bytes(bytes(data)))


def test_a_record_above_the_limit_is_a_reject_with_its_overflow(make_database: Make, read_bytes: Read) -> None:
    chunks = read_bytes(bytes(overflowing(make_database)), max_record_bytes=3000)
    assert codes(chunks, "rejects") == {RejectCode.TOO_LONG}
    assert sum(chunk.rejects.total for chunk in chunks) > 4000
    assert len(how(chunks)) == 1


def test_a_header_of_a_record_that_goes_on_in_the_overflow(
    make_database: Make, read_bytes: Read, stored_rows: Rows, recovered_rows: Rows
) -> None:
    columns = ", ".join(f"c{i}" for i in range(900))
    path = make_database(
        f"PRAGMA page_size=512; CREATE TABLE t({columns})",
        (f"INSERT INTO t VALUES ({','.join('?' * 900)})", [list(range(900))]),
    )
    assert recovered_rows(read_bytes(path.read_bytes())) == stored_rows(path)


def test_loops_between_pages_end(make_database: Make, read_bytes: Read) -> None:
    path = make_database("PRAGMA page_size=512; CREATE TABLE t(a)", ("INSERT INTO t VALUES (?)", [("x" * 60,)] * 200))
    data = bytearray(path.read_bytes())
    root = 512
    data[root + 8 : root + 12] = (2).to_bytes(4, "big")
    chunks = read_bytes(bytes(data))
    assert codes(chunks, "gaps") == {GapReason.UNCLAIMED}
    assert len(how(chunks)) < 200


def test_a_zeroed_page_of_a_table_is_a_gap(make_database: Make, read_bytes: Read) -> None:
    path = make_database("PRAGMA page_size=512; CREATE TABLE t(a)", ("INSERT INTO t VALUES (?)", [("x" * 60,)] * 200))
    data = bytearray(path.read_bytes())
    data[512 * 9 : 512 * 10] = bytes(512)
    assert codes(read_bytes(bytes(data)), "gaps") == {GapReason.NUL_RUN}


def test_a_page_whose_cell_count_is_impossible_gives_no_rows(ten_rows: bytearray, read_bytes: Read) -> None:
    ten_rows[4096 + 3 : 4096 + 5] = b"\xff\xff"
    chunks = read_bytes(bytes(ten_rows))
    assert collect(chunks)["t"].num_rows == 0
    assert GapReason.FREE_SPACE in codes(chunks, "gaps")


def test_a_table_whose_statement_is_damaged_keeps_its_rows_in_unnamed_columns(
    ten_rows: bytearray, read_bytes: Read
) -> None:
    at = ten_rows.index(b"CREATE TABLE t(a)")
    ten_rows[at : at + 12] = b"\0" * 12
    chunks = read_bytes(bytes(ten_rows))
    assert [c.name for c in chunks[0].tables[0].columns] == [""]
    assert collect(chunks)["t"].column("c001").to_pylist()[-1] == "row 0"


def test_a_schema_row_with_odd_types_is_passed_over(ten_rows: bytearray, read_bytes: Read) -> None:
    at = ten_rows.index(b"tablett\x02CREATE")
    ten_rows[at - 5] = 0x16  # the type's serial type: a blob of five bytes
    assert collect(read_bytes(bytes(ten_rows))) == {}


def test_a_table_that_has_no_page_has_no_rows(ten_rows: bytearray, read_bytes: Read) -> None:
    at = ten_rows.index(b"CREATE TABLE t(a)")
    ten_rows[at - 1] = 77
    ten_rows[at : at + 6] = b"xxxxxx"
    assert collect(read_bytes(bytes(ten_rows)))["t"].num_rows == 0


def test_bytes_after_the_last_whole_page_are_a_gap(ten_rows: bytearray, read_bytes: Read) -> None:
    chunks = read_bytes(bytes(ten_rows) + b"tail")
    assert (chunks[-1].start, chunks[-1].end) == (len(ten_rows), len(ten_rows) + 4)
    assert codes(chunks[-1:], "gaps") == {GapReason.UNCLAIMED}


@pytest.mark.parametrize(
    "head", [b"", b"SQLite format 3\0", b"SQLite format 3\0" + bytes(100), b"no database at all" * 40]
)
def test_without_a_header_all_is_a_gap(head: bytes, read_bytes: Read) -> None:
    chunks = read_bytes(head)
    assert check_partition(chunks, len(head))[ByteClass.GAP] == len(head)


def test_salvage_finds_nothing_more(ten_rows: bytearray) -> None:
    stream = MemoryStream(bytes(ten_rows))
    gaps = next(SqliteFormat().read(stream, ReadSettings())).gaps
    assert list(SqliteFormat().salvage(stream, gaps, ReadSettings())) == []
