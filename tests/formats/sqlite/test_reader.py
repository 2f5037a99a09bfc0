from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from findspot.model.batch import Chunk
from findspot.model.span import GapReason, How, StructureKind
from findspot.testing.streams import collect

Make = Callable[..., Path]
Read = Callable[..., list[Chunk]]
Rows = Callable[..., dict[str, list[tuple[str | None, ...]]]]

# Files made on purpose to make readers disagree: SQLite gives rows of one table for another, or rows of NULLs only.
CRAFTED = ("11-03", "11-05", "14-0")


def people(count: int) -> list[tuple[Any, ...]]:
    pick = random.Random(5)
    return [
        (f"人{i}", pick.randrange(-(10**12), 10**12), pick.random() * 10**9, bytes([i % 256]) * (i % 5))
        for i in range(count)
    ]


def codes(chunks: list[Chunk], kind: str) -> set[int]:
    return {int(c) for chunk in chunks for c in getattr(chunk, kind).code}


def how(chunks: list[Chunk], table: str = "t") -> list[int]:
    return [int(v) for v in collect(chunks)[table].column("_fs_how").to_pylist()]


def test_chinook_comes_back_whole(shared_data: Path, read_bytes: Read, stored_rows: Rows, recovered_rows: Rows) -> None:
    path = shared_data / "samples/chinook/ChinookDatabase/DataSources/Chinook_Sqlite.sqlite"
    chunks = read_bytes(path.read_bytes())
    assert recovered_rows(chunks) == stored_rows(path)
    assert codes(chunks, "rejects") == set()
    columns = {t.name: [c.name for c in t.columns] for t in chunks[0].tables}
    assert columns["Genre"] == ["GenreId", "Name"]
    assert sum(chunk.encodings["utf-8"] for chunk in chunks) == sum(t.num_rows for t in collect(chunks).values())


def test_the_forensic_corpus_comes_back_as_sqlite_gives_it(
    shared_data: Path, read_bytes: Read, stored_rows: Rows, recovered_rows: Rows
) -> None:
    files = sorted((shared_data / "samples/sqlite-forensic-corpus").rglob("*.db"))
    assert len(files) > 70
    for path in files:
        recovered = recovered_rows(read_bytes(path.read_bytes()))
        try:
            stored = stored_rows(path)
        except sqlite3.DatabaseError:
            continue
        if path.name.startswith(CRAFTED):
            assert all(set(rows) <= set(stored[name]) for name, rows in recovered.items()), path.name
        else:
            assert recovered == stored, path.name


@pytest.mark.parametrize("page_size", [512, 1024, 8192, 65536])
@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16le", "UTF-16be"])
def test_any_page_size_and_text_encoding(
    page_size: int, encoding: str, make_database: Make, read_bytes: Read, stored_rows: Rows, recovered_rows: Rows
) -> None:
    path = make_database(
        f"PRAGMA page_size={page_size}; PRAGMA encoding='{encoding}';"
        "CREATE TABLE t(name TEXT, n INT, x REAL, b BLOB); CREATE INDEX i ON t(name, n)",
        ("INSERT INTO t VALUES (?,?,?,?)", people(400)),
    )
    chunks = read_bytes(path.read_bytes())
    assert recovered_rows(chunks) == stored_rows(path)
    assert set(how(chunks)) == {How.READ}
    assert StructureKind.INDEX_PAGE in codes(chunks, "structure")


VALUES = [
    0, 1, -1, 127, 128, -129, 32768, 8388608, -8388609, 2**31, 2**47, -(2**47) - 1, 2**63 - 1, -(2**63), 1.0, -0.0,
    1e300, 0.1,
    float("inf"), float("-inf"), None, "", "a\0b", "线索 \U0001f600", "x" * 300, b"", b"\x00\xff", b"y" * 300, 3.0e20,
]  # fmt: skip


def test_every_kind_of_value_in_columns_of_every_affinity(
    make_database: Make, read_bytes: Read, stored_rows: Rows, recovered_rows: Rows
) -> None:
    path = make_database(
        "CREATE TABLE t(i INTEGER, t TEXT, b BLOB, r REAL, n NUMERIC, f DOUBLE)",
        ("INSERT INTO t VALUES (?,?,?,?,?,?)", [(v,) * 6 for v in VALUES]),
    )
    assert recovered_rows(read_bytes(path.read_bytes())) == stored_rows(path)


def test_whole_numbers_in_a_real_column_are_shown_as_reals(make_database: Make, read_bytes: Read) -> None:
    path = make_database("CREATE TABLE t(r REAL)", ("INSERT INTO t VALUES (?)", [(5,), (2.5,)]))
    assert collect(read_bytes(path.read_bytes()))["t"].column("c001").to_pylist() == ["2.5", "5.0"]


def test_the_rowid_stands_in_for_an_integer_primary_key(make_database: Make, read_bytes: Read) -> None:
    keys = [-(2**63), -1, 0, 1, 2**40, 2**63 - 1]
    path = make_database(
        "CREATE TABLE t(a, id INTEGER PRIMARY KEY)", ("INSERT INTO t VALUES ('v', ?)", [(k,) for k in keys])
    )
    assert sorted(int(v) for v in collect(read_bytes(path.read_bytes()))["t"].column("c002").to_pylist()) == keys


def test_tables_without_rowid_have_rows_on_interior_pages_too(
    make_database: Make, read_bytes: Read, stored_rows: Rows, recovered_rows: Rows
) -> None:
    path = make_database(
        "PRAGMA page_size=512; CREATE TABLE t(a TEXT, k INT, b TEXT, s REAL, PRIMARY KEY(k, b)) WITHOUT ROWID",
        ("INSERT INTO t VALUES (?,?,?,?)", [(f"a{i}", i % 40, f"b{i}" * (1 + i % 30), i) for i in range(900)]),
    )
    chunks = read_bytes(path.read_bytes())
    assert recovered_rows(chunks) == stored_rows(path)
    assert set(how(chunks)) == {How.READ}


@pytest.mark.parametrize("window", [1, 4096, 1 << 20])
def test_records_on_overflow_pages_come_back_with_their_pieces(
    window: int, make_database: Make, read_bytes: Read, stored_rows: Rows, recovered_rows: Rows
) -> None:
    sizes = [10, 480, 490, 507, 508, 509, 1015, 1016, 1017, 5000, 40_000]
    path = make_database(
        "PRAGMA page_size=512; CREATE TABLE t(n INT, a TEXT, b BLOB);"
        "CREATE TABLE w(k TEXT PRIMARY KEY, v) WITHOUT ROWID; CREATE INDEX i ON t(a)",
        ("INSERT INTO t VALUES (?,?,?)", [(n, "字" * n, bytes(range(256)) * (n // 256)) for n in sizes]),
        ("INSERT INTO w VALUES (?,?)", [("k" * n, n) for n in sizes]),
    )
    data = path.read_bytes()
    chunks = read_bytes(data, window_bytes=window)
    assert recovered_rows(chunks) == stored_rows(path)
    table = collect(chunks)["t"]
    row = table.column("c001").to_pylist().index("5000")
    offset = table.column("_fs_offset")[row].as_py()
    pieces = [
        data[o : o + n]
        for c in chunks
        for r, o, n in zip(c.runs.row_offset, c.runs.offset, c.runs.length, strict=True)
        if r == offset
    ]
    assert sum(map(len, pieces)) > 14_500
    assert b"".join(pieces).decode("utf-8", "replace").count("字") > 4_700


def test_columns_added_later_have_their_default_in_older_rows(
    make_database: Make, read_bytes: Read, stored_rows: Rows, recovered_rows: Rows
) -> None:
    path = make_database("CREATE TABLE t(a); INSERT INTO t VALUES (1), (2)")
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for column in ("b TEXT DEFAULT 'old'", "c", "d REAL DEFAULT 3", "e INT NOT NULL DEFAULT -5"):
            connection.execute(f"ALTER TABLE t ADD COLUMN {column}")
        connection.execute("INSERT INTO t VALUES (3, 'new', 'c', 4, 6)")
    chunks = read_bytes(path.read_bytes())
    assert recovered_rows(chunks) == stored_rows(path)
    assert [dict(r.absent) for c in chunks for r in c.rows] == [{"c003": 2}]
    assert set(how(chunks)) == {How.READ}


def test_generated_columns_are_left_out_unless_stored(make_database: Make, read_bytes: Read) -> None:
    path = make_database("CREATE TABLE t(a, v AS (a * 2), s AS (a * 3) STORED, b); INSERT INTO t(a, b) VALUES (7, 'x')")
    chunks = read_bytes(path.read_bytes())
    assert [c.name for c in chunks[0].tables[0].columns] == ["a", "s", "b"]
    assert [collect(chunks)["t"].column(f"c00{i}").to_pylist() for i in (1, 2, 3)] == [["7"], ["21"], ["x"]]


@pytest.mark.parametrize("mode", ["full", "incremental"])
def test_pointer_maps_and_freed_pages(
    mode: str, make_database: Make, read_bytes: Read, stored_rows: Rows, recovered_rows: Rows
) -> None:
    path = make_database(
        f"PRAGMA page_size=512; PRAGMA auto_vacuum={mode}; CREATE TABLE t(name TEXT, n, x, b); CREATE TABLE gone(a)",
        ("INSERT INTO t VALUES (?,?,?,?)", people(600)),
        ("INSERT INTO gone VALUES (?)", [("secret" * 40,)] * 200),
    )
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("DROP TABLE gone")
        connection.execute("DELETE FROM t WHERE n > 0")
    chunks = read_bytes(path.read_bytes())
    assert recovered_rows(chunks) == stored_rows(path)
    assert GapReason.UNCLAIMED not in codes(chunks, "gaps")


@pytest.mark.parametrize(("secure", "is_left"), [(0, True), (1, False)])
def test_what_was_deleted_stays_in_gaps_unless_it_was_wiped(
    secure: int, is_left: bool, make_database: Make, read_bytes: Read
) -> None:
    path = make_database(
        f"PRAGMA secure_delete={secure}; CREATE TABLE t(a); CREATE TABLE u(a)",
        ("INSERT INTO t VALUES (?)", [(f"kept and lost {i}",) for i in range(900)]),
        ("INSERT INTO u VALUES (?)", [("dropped" * 90,) for i in range(90)]),
    )
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(f"PRAGMA secure_delete={secure}")
        connection.execute("DELETE FROM t WHERE rowid % 3 = 0")
        connection.execute("DROP TABLE u")
    data = path.read_bytes()
    chunks = read_bytes(data)
    gaps = b"".join(data[o : o + n] for c in chunks for o, n in zip(c.gaps.offset, c.gaps.length, strict=True))
    assert (b"lost" in gaps, b"dropped" in gaps) == (is_left, is_left)
    assert codes(chunks, "gaps") == {GapReason.FREE_SPACE}
    assert StructureKind.UNUSED_PAGE_SPACE in codes(chunks, "structure")
    assert len(how(chunks)) == 600


def test_many_columns_views_triggers_and_odd_names(
    make_database: Make, read_bytes: Read, stored_rows: Rows, recovered_rows: Rows
) -> None:
    columns = ", ".join(f"c{i} TEXT" for i in range(600))
    path = make_database(
        f'CREATE TABLE wide({columns}); CREATE TABLE "o""dd ""(" ("sel ect", [a b] TEXT); CREATE VIEW v AS SELECT 1;'
        "CREATE TABLE seq(id INTEGER PRIMARY KEY AUTOINCREMENT, x); INSERT INTO seq(x) VALUES (1), (2);"
        'CREATE TRIGGER g AFTER INSERT ON seq BEGIN SELECT 1; END; INSERT INTO "o""dd ""(" VALUES (1, 2)',
        (f"INSERT INTO wide VALUES ({','.join('?' * 600)})", [[f"{r}.{i}" for i in range(600)] for r in range(20)]),
    )
    chunks = read_bytes(path.read_bytes())
    assert recovered_rows(chunks) == stored_rows(path)
    assert sorted(collect(chunks)) == ['o"dd "(', "seq", "sqlite_sequence", "wide"]


def test_tables_without_rows_are_named(make_database: Make, read_bytes: Read) -> None:
    chunks = read_bytes(make_database("CREATE TABLE t(a INT, b VARCHAR(9))").read_bytes())
    assert [(t.name, [(c.name, c.type) for c in t.columns]) for t in chunks[0].tables] == [
        ("t", [("a", "INT"), ("b", "VARCHAR(9)")])
    ]


def test_the_extent_of_a_row_is_its_cell(make_database: Make, read_bytes: Read) -> None:
    data = make_database("CREATE TABLE t(a); INSERT INTO t VALUES ('exactly this')").read_bytes()
    row = collect(read_bytes(data))["t"].to_pylist()[0]
    cell = data[row["_fs_offset"] : row["_fs_offset"] + row["_fs_length"]]
    assert cell == bytes([14, 1, 2, 13 + 2 * 12]) + b"exactly this"


def test_windows_do_not_change_what_comes_out(make_database: Make, read_bytes: Read) -> None:
    path = make_database(
        "PRAGMA page_size=512; CREATE TABLE t(name TEXT, n, x, b); CREATE TABLE u(v TEXT)",
        ("INSERT INTO t VALUES (?,?,?,?)", people(300)),
        ("INSERT INTO u VALUES (?)", [("w" * n,) for n in range(0, 3000, 100)]),
    )
    data = path.read_bytes()
    whole = collect(read_bytes(data))
    for window in (1, 2000, 10_000):
        assert collect(read_bytes(data, window_bytes=window)) == whole


def test_text_that_is_no_utf8_is_decoded_by_row_and_flagged(make_database: Make, read_bytes: Read) -> None:
    name = "王小明住在北京市朝阳区"
    values = [(name.encode("gb18030"),), (name.encode(),)]
    path = make_database("CREATE TABLE t(a)", ("INSERT INTO t VALUES (CAST(? AS TEXT))", values))
    chunks = read_bytes(path.read_bytes())
    table = collect(chunks)["t"]
    assert table.column("c001").to_pylist() == [name, name]
    assert sorted(how(chunks)) == [How.READ, How.SALVAGED]
    assert dict(chunks[0].encodings) == {"utf-8": 1, "gb18030": 1}


def test_lone_surrogates_are_written_out_and_noted(make_database: Make, read_bytes: Read) -> None:
    path = make_database("PRAGMA encoding='UTF-16le'; CREATE TABLE t(a); INSERT INTO t VALUES ('a#b')")
    data = path.read_bytes().replace("a#b".encode("utf-16-le"), b"a\0\x3d\xd8b\0")
    chunks = read_bytes(data)
    assert collect(chunks)["t"].column("c001").to_pylist() == ["a\\ud83db"]
    assert [(r.column, r.after, r.rule) for c in chunks for r in c.repairs] == [("c001", "a\\ud83db", "lone-surrogate")]


def test_the_page_that_locks_are_taken_on_is_not_in_use(
    make_database: Make, read_bytes: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = "PRAGMA page_size=512; PRAGMA auto_vacuum=full; CREATE TABLE t(a)"
    data = make_database(script, ("INSERT INTO t VALUES (?)", [("x" * 400,)] * 9)).read_bytes()
    # in a real file it is the page at 1 GiB
    monkeypatch.setattr("findspot.formats.sqlite.header.LOCK_BYTE", 512 * 5)
    chunks = read_bytes(data)
    structure = [
        (o, n, c)
        for x in chunks
        for o, n, c in zip(x.structure.offset, x.structure.length, x.structure.code, strict=True)
    ]
    assert (512 * 5, 512, StructureKind.UNUSED_PAGE_SPACE) in structure
    assert len(how(chunks)) == 8


def test_a_table_without_a_statement_or_a_page_of_its_own_has_an_unnamed_column(
    make_database: Make, read_bytes: Read
) -> None:
    data = bytearray(make_database("CREATE TABLE t(a)").read_bytes())
    at = data.index(b"CREATE TABLE t(a)")
    data[at - 1] = 1  # its root page is said to be the schema's
    data[at : at + 12] = bytes(12)
    chunks = read_bytes(bytes(data))
    assert [(t.name, [c.name for c in t.columns]) for t in chunks[0].tables] == [("t", [""])]


def test_utf16_text_of_an_odd_length_is_partial(make_database: Make, read_bytes: Read) -> None:
    script = "PRAGMA encoding='UTF-16le'; CREATE TABLE t(a); INSERT INTO t VALUES (CAST(x'61006200' AS TEXT))"
    data = bytearray(make_database(script).read_bytes())
    at = data.rindex(b"a\0b\0") - 4
    data[at : at + 7] = bytes([5, 1, 2, 13 + 2 * 3]) + b"a\0b"
    chunks = read_bytes(bytes(data))
    assert (collect(chunks)["t"].column("c001").to_pylist(), how(chunks)) == (["a"], [How.PARTIAL])
