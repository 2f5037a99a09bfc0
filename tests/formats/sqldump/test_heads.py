"""What INSERT and COPY say before their rows."""

from __future__ import annotations

import pytest

from findspot.formats.sqldump.heads import match_copy, match_create, match_insert
from findspot.formats.sqldump.names import split_list, split_qualified, unquote

INSERTS = {
    "INSERT INTO t VALUES (1)": ("", "t", None),
    "insert into t(a,b)values(1,2)": ("", "t", ("a", "b")),
    "INSERT INTO `d`.`t` (`a`, `b c`) VALUES\n(1,2)": ("d", "t", ("a", "b c")),
    'INSERT INTO public."T t" ("A", b) VALUES (1,2)': ("public", "T t", ("A", "b")),
    "INSERT [dbo].[T] ([A], [b]]c]) VALUES (1, 2)": ("dbo", "T", ("A", "b]c")),
    "INSERT INTO a.b.c VALUES (1)": ("b", "c", None),
    "INSERT INTO a..c VALUES (1)": ("a", "c", None),
    "INSERT IGNORE INTO `t` VALUES (1)": ("", "t", None),
    "INSERT OR REPLACE INTO t VALUES(1)": ("", "t", None),
    "INSERT LOW_PRIORITY INTO t VALUE (1)": ("", "t", None),
    "REPLACE INTO t VALUES (1)": ("", "t", None),
    "INSERT INTO t OVERRIDING SYSTEM VALUE VALUES (1)": ("", "t", None),
    "INSERT INTO t (a) OVERRIDING USER VALUE VALUES (1)": ("", "t", ("a",)),
    "INSERT INTO `values` VALUES (1)": ("", "values", None),
    "INSERT INTO 会员 (姓名) VALUES (1)": ("", "会员", ("姓名",)),
    "INSERT INTO #temp VALUES (1)": ("", "#temp", None),
    "INSERT INTO 2016_members VALUES (1)": ("", "2016_members", None),
    "INSERT INTO t /* x */ VALUES /* y */ (1)": ("", "t", None),
}


@pytest.mark.parametrize("text", INSERTS)
def test_insert_names_table_and_columns(text: str) -> None:
    data = text.encode()
    head = match_insert(data)
    assert head is not None
    assert (head.schema, head.table, head.columns) == INSERTS[text]
    assert data[head.length :].startswith(b"(1")


@pytest.mark.parametrize(
    "text",
    [
        "INSERT INTO t SELECT 1",
        "INSERT INTO t SET a = 1",
        "INSERT",
        "INSERT INTO t (a",
        "INSERT INTO `t\nx` VALUES (1)",
        "UPDATE t",
    ],
)
def test_other_inserts_have_no_rows(text: str) -> None:
    assert match_insert(text.encode()) is None


def test_copy_names_table_and_columns() -> None:
    head = match_copy(b'COPY public.t (a, "B b") FROM stdin;\n1\t2\n')
    assert head is not None
    assert (head.schema, head.table, head.columns, head.length) == ("public", "t", ("a", "B b"), 37)
    assert match_copy(b"COPY t FROM stdin WITH (FORMAT text);\r\n") is not None


@pytest.mark.parametrize(
    "text", ["COPY t FROM '/tmp/x';\n", "COPY t FROM stdin WITH CSV;\n", "COPY t TO stdout;\n", "COPY t FROM stdin;"]
)
def test_other_copies_have_no_text_rows(text: str) -> None:
    assert match_copy(text.encode()) is None


def test_create_table_ends_at_its_parenthesis() -> None:
    head = match_create(b"CREATE TABLE IF NOT EXISTS `d`.`t` /* x */ (a int)")
    assert head is not None
    assert (head.schema, head.table, head.length) == ("d", "t", 44)


def test_names_lose_their_quotes() -> None:
    assert [unquote(n) for n in (b"`a``b`", b'"a""b"', b"[a]]b]", b"a", b"`", b"")] == [
        "a`b",
        'a"b',
        "a]b",
        "a",
        "`",
        "",
    ]
    assert split_qualified(b"") == ("", "")
    assert split_list(b'`a`, "b,c" ,d') == ("a", "b,c", "d")
