"""Tables, their columns and what of them a statement fills."""

from __future__ import annotations

import pytest

from findspot.formats.sqldump.createtable import ColumnDefinition
from findspot.formats.sqldump.dialects import charset_hint, escapes_after, guess_dialect, schema_after
from findspot.formats.sqldump.special import decode_value, unquote_double
from findspot.formats.sqldump.tables import ANY, NUMERIC, TEMPORAL, Layout, Registry, classify


def test_columns_only_get_more() -> None:
    table = Registry().obtain("", "t")
    table.define((ColumnDefinition("a", "int"), ColumnDefinition("b", "int", is_generated=True)))
    table.define((ColumnDefinition("z", "int"),))
    assert table.positions() == (0,)
    assert table.places_of(("B", "cc", "a", "a")) == ((1, 2, 0, 3), False)
    assert [c.name for c in table.source().columns] == ["a", "b", "cc", "a"]
    assert table.widen(5) == (0, 1, 2, 3, 4)
    assert table.source().has_header


def test_a_column_that_was_never_created_is_one_with_a_broken_byte() -> None:
    table = Registry().obtain("", "t")
    table.define((ColumnDefinition("first", ""), ColumnDefinition("last", ""), ColumnDefinition("lost", "")))
    assert table.places_of(("firsv", "last")) == ((0, 1), True)
    # this may be either of two, that is another length, and the next is listed already
    assert table.places_of(("last", "lust", "firs", "lasd")) == ((1, 2, 3, 4), True)
    assert table.places_of(("lxst",)) == ((5,), False)
    nameless = Registry().obtain("", "u")
    nameless.places_of(("first",))
    assert nameless.places_of(("firsv",)) == ((1,), False)


def test_layouts_know_the_types_of_their_fields() -> None:
    table = Registry().obtain("", "t")
    table.define((ColumnDefinition("a", "int"), ColumnDefinition("b", "timestamp"), ColumnDefinition("c", "text")))
    assert Layout(table, (2, 1, 0)).classes() == (ANY, TEMPORAL, NUMERIC)
    assert Layout(table, (2, 1)).width == 2


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("int(11)", NUMERIC),
        ("BIGINT UNSIGNED", NUMERIC),
        ("numeric(4,2)", NUMERIC),
        ("double precision", NUMERIC),
        ("datetime", TEMPORAL),
        ("timestamp with time zone", TEMPORAL),
        ("interval", ANY),
        ("varchar(3)", ANY),
        ("", ANY),
        ("point", ANY),
    ],
)
def test_types_are_classified(kind: str, expected: int) -> None:
    assert classify(kind) == expected


def test_a_schema_shows_only_where_it_decides() -> None:
    registry = Registry()
    first = registry.obtain("public", "t")
    assert registry.obtain("", "t") is first
    assert registry.obtain("archive", "t").label == "archive.t"
    assert registry.obtain("public", "T") is first
    assert registry.obtain("", "u").label == "u"
    registry.schema = "later"
    assert registry.obtain("", "u").schema == "later"
    assert registry.obtain("", "t").label == "later.t"
    assert registry.find("", "none") is None


def test_tables_are_found_by_width() -> None:
    registry = Registry()
    registry.obtain("", "t").widen(2)
    registry.obtain("", "u").widen(3)
    assert [t.label for t in registry.of_width(3)] == ["u"]


@pytest.mark.parametrize(
    ("sample", "escapes"),
    [
        (b"-- MySQL dump 10.13", True),
        (b"INSERT INTO `t` VALUES (1,'it\\'s')", True),
        (b"INSERT INTO t VALUES (1);", True),
        (b"SET SQL_MODE='NO_BACKSLASH_ESCAPES';\n-- MySQL dump", False),
        (b"SET standard_conforming_strings = on;", False),
        (b"SET standard_conforming_strings = off;", True),
        (b"PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;", False),
        (b"INSERT [dbo].[t] VALUES (1)\nGO\n", False),
    ],
)
def test_the_dialect_is_guessed(sample: bytes, escapes: bool) -> None:
    assert guess_dialect(sample).escapes is escapes


def test_settings_change_how_the_rest_is_read() -> None:
    assert escapes_after(b"SET standard_conforming_strings = off;", before=False)
    assert not escapes_after(b"SET SQL_MODE = 'ANSI,NO_BACKSLASH_ESCAPES';", before=True)
    assert escapes_after(b"SET x = 1;", before=True)
    assert schema_after(b"USE `shop`;") == schema_after(b"USE shop\n") == schema_after(b"USE [shop]") == "shop"
    assert schema_after(b"SET search_path = archive, pg_catalog;") == "archive"
    assert schema_after(b"SET x = 1;") is None


@pytest.mark.parametrize(
    ("sample", "name"),
    [
        (b"/*!40101 SET NAMES gbk */;", "gb18030"),
        (b"SET client_encoding = 'EUC_CN';", "gb18030"),
        (b"/*!40101 SET NAMES utf8mb4 */;\n) DEFAULT CHARSET=gbk;", None),
        (b") ENGINE=MyISAM DEFAULT CHARSET=gb2312;", "gb18030"),
        (b") ENGINE=MyISAM DEFAULT CHARSET=latin1;", "cp1252"),
        (b"", None),
    ],
)
def test_a_dump_may_say_its_encoding(sample: bytes, name: str | None) -> None:
    assert charset_hint(sample) == name


VALUES = {
    r"replace('a\nb','\n',char(10))": "a\nb",
    r"replace(replace('it''s\r\n','\r',char(13)),'\n',char(10))": "it's\r\n",
    r"unistr('\u4f60\+01F600\\\0041')": "你😀\\A",
    r"unistr('\ud800')": None,
    r"unistr('\UFFFFFFFF')": None,
    "'R'||chr(38)||'B'": "R&B",
    "N'a' + CHAR(13)+nchar(10) + N'it''s'": "a\r\nit's",
    "chr(65)||chr(66)": "AB",
    "'a'||chr(9999999)": None,
    r"'a\n'||chr(66)": None,
    "'a'||b": None,
    "to_date('2016','yyyy')": None,
    "replace('a','b','c')": None,
    "": None,
}


@pytest.mark.parametrize("text", VALUES)
def test_expressions_of_literals_have_a_value(text: str) -> None:
    assert decode_value(text) == VALUES[text]


def test_strings_in_double_quotes() -> None:
    assert unquote_double(b'a""b\\n', escapes=False) == b'a"b\\n'
    assert unquote_double(b'a""b\\n\\"\\%\\x', escapes=True) == b'a"b\n"\\%x'
