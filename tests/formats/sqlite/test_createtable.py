from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from findspot.formats.sqlite.createtable import TableShape, affinity_of, parse_create_table


def shape_of(sql: str) -> TableShape:
    shape = parse_create_table(sql)
    assert shape is not None
    return shape


STATEMENTS = [
    "CREATE TABLE t(a, b TEXT, c)",
    "CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT NOT NULL DEFAULT 'x')",
    "CREATE TABLE t(id integer primary key autoincrement, b)",
    "CREATE TABLE t(id INT PRIMARY KEY, b)",
    "CREATE TABLE t(id INTEGER PRIMARY KEY DESC, b)",
    "CREATE TABLE t(id INTEGER, b, PRIMARY KEY(id DESC))",
    "CREATE TABLE t(id INTEGER, b, PRIMARY KEY(id, b))",
    "CREATE TABLE t(id INTEGER CONSTRAINT pk PRIMARY KEY ON CONFLICT REPLACE, b)",
    'CREATE TABLE t("a ""q""" TEXT, \'b\'\'c\' INT, [d e] REAL, `f``g` BLOB)',
    "CREATE TABLE 'we ird'('id' INTEGER, 'x' TEXT, PRIMARY KEY ('id')) WITHOUT ROWID",
    "CREATE TABLE t(a, b, c, PRIMARY KEY(c, a)) WITHOUT ROWID",
    "CREATE TABLE t(a TEXT PRIMARY KEY, b) WITHOUT ROWID, STRICT".replace("b)", "b INT)"),
    "CREATE TABLE t(a VARCHAR(20), b DECIMAL(10, 2) DEFAULT -1.50, c DOUBLE PRECISION DEFAULT 3)",
    "CREATE TABLE t(a TEXT CHECK (length(a) > 2 AND a <> ','), b INT REFERENCES u(x) ON DELETE CASCADE, c)",
    "CREATE TABLE t(a, -- a comment, with (\n b /* another, one) */ TEXT, c)",
    "CREATE TABLE t(a, b GENERATED ALWAYS AS (a * 2) VIRTUAL, c AS (a || ',') STORED, d)",
    "CREATE TABLE t(a INT, UNIQUE(a), CHECK (a > 0), FOREIGN KEY (a) REFERENCES u(b))",
    "CREATE TABLE t(a COLLATE NOCASE, b TEXT COLLATE BINARY NULL)",
    "CREATE TABLE t(名前 TEXT, 年齢 INTEGER)",
    "CREATE TABLE t(a UNSIGNED BIG INT, b NATIVE CHARACTER(70), c LONG VARCHAR)",
    "CREATE TABLE t(a, b, CONSTRAINT k PRIMARY KEY (b) CONSTRAINT u UNIQUE (a)) WITHOUT ROWID",
]


@pytest.mark.parametrize("sql", STATEMENTS)
def test_columns_are_those_that_sqlite_sees(sql: str) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(sql)
        name = connection.execute("SELECT name FROM sqlite_master").fetchone()[0]
        info = connection.execute("SELECT name, type, hidden FROM pragma_table_xinfo(?)", (name,)).fetchall()
    expected = [(column, declared) for column, declared, hidden in info if hidden != 2]
    found = [(c.name, c.type) for c in shape_of(sql).columns]
    # SQLite gives its own spelling of the standard types
    assert [(n, t.upper().replace(" ", "")) for n, t in found] == [(n, t.upper().replace(" ", "")) for n, t in expected]


@pytest.mark.parametrize("sql", [s for s in STATEMENTS if "ROWID" not in s and "NOT NULL" not in s])
def test_the_rowid_column_is_the_one_that_follows_the_rowid(sql: str) -> None:
    shape = shape_of(sql)
    names = ",".join(quote(c.name) for c in shape.columns)
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE u(x, b)")
        connection.execute(sql)
        connection.execute("INSERT INTO t(rowid) VALUES (41)")
        row = connection.execute(f"SELECT {names} FROM t").fetchone()
    assert [i for i, value in enumerate(row) if value == 41] == [i for i in [shape.rowid_column] if i >= 0]


def quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def test_a_table_without_rowid_stores_its_key_first() -> None:
    shape = shape_of("CREATE TABLE t(a, b, c, d, PRIMARY KEY(c, a, C)) WITHOUT ROWID")
    assert shape.order == (1, 2, 0, 3)
    assert shape.rowid_column == -1


def test_virtual_columns_have_no_field_and_stored_ones_do() -> None:
    shape = shape_of("CREATE TABLE t(a, v AS (a+1), s INT GENERATED ALWAYS AS (a*2) STORED, b)")
    assert [c.name for c in shape.columns] == ["a", "s", "b"]


@pytest.mark.parametrize(
    ("clause", "text"),
    [
        ("INT DEFAULT 7", "7"),
        ("INT DEFAULT -7", "-7"),
        ("INT DEFAULT +7", "7"),
        ("INT DEFAULT 0x1F", "31"),
        ("INT DEFAULT 0xFFFFFFFFFFFFFFFF", "-1"),
        ("REAL DEFAULT 7", "7.0"),
        ("REAL DEFAULT 'abc'", "abc"),
        ("DEFAULT 1.50", "1.5"),
        ("DEFAULT 9223372036854775808", "9.223372036854776e+18"),
        ("TEXT DEFAULT 'it''s'", "it's"),
        ('TEXT DEFAULT "dq"', "dq"),
        ("TEXT DEFAULT word", "word"),
        ("DEFAULT x'00ff'", "X'00FF'"),
        ("DEFAULT TRUE", "1"),
        ("DEFAULT false", "0"),
        ("DEFAULT (5)", "5"),
        ("DEFAULT (5 + 1)", None),
        ("DEFAULT ()", None),
        ("DEFAULT NULL", None),
        ("DEFAULT CURRENT_TIMESTAMP", None),
        ("DEFAULT ,", None),
        ("DEFAULT", None),
        ("DEFAULT - ", None),
        ("DEFAULT ;", None),
    ],
)
def test_a_default_is_given_only_where_it_is_constant(clause: str, text: str | None) -> None:
    assert shape_of(f"CREATE TABLE t(a, b {clause})").columns[1].default == text


@pytest.mark.parametrize(
    "sql",
    [
        "",
        "CREATE VIEW v AS SELECT (1)",
        "CREATE TABLE t",
        "CREATE TABLE t()",
        "nonsense ( a",
        "CREATE TABLE t(a AS (1))",
    ],
)
def test_what_is_no_table_has_no_shape(sql: str) -> None:
    assert parse_create_table(sql) is None


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TABLE t(a",
        "CREATE TABLE t(a INT(",
        "CREATE TABLE t(b, a AS",
        "CREATE TABLE t(a PRIMARY",
        "CREATE TABLE t(a,,b)",
    ],
)
def test_a_cut_statement_gives_what_can_be_read(sql: str) -> None:
    shape = parse_create_table(sql)
    assert shape is None or shape.columns[0].name in ("a", "b")


@pytest.mark.parametrize(
    ("declared", "affinity"),
    [
        ("INTEGER", "INTEGER"), ("POINT", "INTEGER"), ("CHARINT", "INTEGER"), ("varchar(5)", "TEXT"), ("CLOB", "TEXT"),
        ("blob", "BLOB"), ("", "BLOB"), ("FLOAT", "REAL"), ("double", "REAL"), ("DECIMAL(10,5)", "NUMERIC"),
        ("DATE", "NUMERIC"),
    ],
)  # fmt: skip
def test_affinity_follows_the_declared_type(declared: str, affinity: str) -> None:
    assert affinity_of(declared) == affinity
