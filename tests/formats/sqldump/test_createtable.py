"""Columns of CREATE TABLE statements in the spellings of all engines."""

from __future__ import annotations

import pytest

from findspot.formats.sqldump.createtable import ColumnDefinition, parse_columns

CASES = {
    "MySQL": (
        "CREATE TABLE `t` (`a` int(10) unsigned NOT NULL AUTO_INCREMENT COMMENT 'x, (y)', `b` enum('a','b)') "
        "DEFAULT 'a', PRIMARY KEY (`a`), "
        "UNIQUE KEY `u` (`b`), KEY `k` (`b`(10)), FULLTEXT KEY `f` (`b`), "
        "CONSTRAINT `c` FOREIGN KEY (`a`) REFERENCES `o` (`a`)) ENGINE=InnoDB",
        [("a", "int(10) unsigned"), ("b", "enum('a','b)')")],
    ),
    "PostgreSQL": (
        "CREATE UNLOGGED TABLE IF NOT EXISTS s.\"T t\" (a integer DEFAULT nextval('x'::regclass) NOT NULL, "
        '"B b" character varying(45)[], c timestamp without time zone, d numeric(4,2) DEFAULT 1.5, '
        "CONSTRAINT x CHECK ((a > 0)), EXCLUDE USING gist (a WITH =))",
        [
            ("a", "integer"),
            ("B b", "character varying(45)[]"),
            ("c", "timestamp without time zone"),
            ("d", "numeric(4,2)"),
        ],
    ),
    "SQLite": (
        "CREATE TABLE t(a INTEGER PRIMARY KEY AUTOINCREMENT, 'b' , c, \"key\" TEXT UNIQUE, key varchar(3), CHECK (a > 0), "
        "UNIQUE (a, c))",
        [("a", "INTEGER"), ("c", ""), ("key", "TEXT"), ("key", "varchar(3)")],
    ),
    "SQL Server": (
        "CREATE TABLE [dbo].[T]([Id] [int] IDENTITY(1,1) NOT NULL, [N]]x] [nvarchar](max) NULL, "
        "CONSTRAINT [PK] PRIMARY KEY CLUSTERED ([Id] ASC))",
        [("Id", "[int]"), ("N]x", "[nvarchar](max)")],
    ),
    "Oracle": (
        "CREATE GLOBAL TEMPORARY TABLE T (A NUMBER(10,0) NOT NULL, B VARCHAR2(20 CHAR), C DATE)",
        [("A", "NUMBER(10,0)"), ("B", "VARCHAR2(20 CHAR)"), ("C", "DATE")],
    ),
    "comments": (
        "CREATE TABLE t ( -- the table, it's\n a int, /* b int, */ c int -- ) last\n, "
        "/*!50705 d GEOMETRY NOT NULL,*/ /*!50705 SPATIAL KEY `s` (d),*/ e int)",
        [("a", "int"), ("c", "int"), ("d", "GEOMETRY"), ("e", "int")],
    ),
    "index words as names": (
        "CREATE TABLE t (`key` int, `primary` int, `check` text, KEY (a), INDEX i (a), KEY i USING BTREE (a), "
        "INDEX char(3), LIKE x)",
        [("key", "int"), ("primary", "int"), ("check", "text"), ("INDEX", "char(3)")],
    ),
    "Chinese": (
        "CREATE TABLE `会员` (`姓名` varchar(20) COLLATE utf8_bin, 年龄 int)",
        [("姓名", "varchar(20)"), ("年龄", "int")],
    ),
    "no columns": ("CREATE TABLE p PARTITION OF q FOR VALUES IN (1)", []),
    "no table": ("CREATE VIEW v (a) AS SELECT 1", []),
    "cut": ("CREATE TABLE t (a int, b te", [("a", "int"), ("b", "te")]),
}


@pytest.mark.parametrize(("statement", "columns"), CASES.values(), ids=CASES)
def test_columns_have_names_and_types(statement: str, columns: list[tuple[str, str]]) -> None:
    assert [(c.name, c.type) for c in parse_columns(statement.encode())] == columns


@pytest.mark.parametrize(
    ("column", "is_generated"),
    [
        ("a int GENERATED ALWAYS AS (b + 1) STORED", True),
        ("a int AS (b + 1)", True),
        ("a int GENERATED ALWAYS AS IDENTITY", False),
        ("a int DEFAULT 'AS (x)'", False),
    ],
)
def test_generated_columns_are_told(column: str, is_generated: bool) -> None:
    assert parse_columns(f"CREATE TABLE t ({column})".encode()) == (ColumnDefinition("a", "int", is_generated),)
