"""Reading whole dumps: encodings, binary values, tables that are filled in different ways."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from findspot.model.span import How

HEAD = "-- MySQL dump 10.13\nCREATE TABLE `m` (\n  `id` int NOT NULL,\n  `name` text\n);\n"
NAMES = ["东城区人民路一号", "西城区解放路二号", "海淀区中山路三号", "朝阳区建国路四号"]


def insert(names: list[str], first: int = 1) -> str:
    return "INSERT INTO `m` VALUES " + ",".join(f"({i},'{n}')" for i, n in enumerate(names, first)) + ";\n"


def test_rows_in_another_encoding_are_salvaged_one_by_one(read: Callable[..., Any]) -> None:
    text = (HEAD + insert(NAMES * 5)).encode()
    recoded = text.replace(NAMES[1].encode(), NAMES[1].encode("gb18030"))
    dump = read(recoded)
    assert [v[1] for v in dump.values("m")] == NAMES * 5
    assert [r.how for r in dump.rows["m"]] == [How.READ, How.SALVAGED, How.READ, How.READ] * 5
    assert dump.ledger.encodings == {"utf-8": 15, "gb18030": 5}
    for row in dump.rows["m"]:
        record = recoded[row.offset : row.offset + row.length]
        assert (record[:1], record[-2:]) == (b"(", b"')")


def test_a_trail_byte_is_no_backslash(read: Callable[..., Any]) -> None:
    # in GB18030 the second byte of this character is 0x5C
    dump = read((HEAD + insert([*NAMES, "乗" * 3, *NAMES])).encode("gb18030"))
    assert [v[1] for v in dump.values("m")] == [*NAMES, "乗" * 3, *NAMES]
    assert dump.hows() == {How.READ}


@pytest.mark.parametrize("hint", ["/*!40101 SET NAMES gbk */;\n", ") DEFAULT CHARSET=gbk;\n"])
def test_what_a_dump_says_of_its_encoding_counts_where_its_start_is_plain(read: Callable[..., Any], hint: str) -> None:
    head = (
        HEAD.replace("-- MySQL dump 10.13\n", "-- MySQL dump 10.13\n" + hint)
        if hint.startswith("/*")
        else HEAD.replace(");\n", hint)
    )
    plain = "".join(insert(["x" * 50] * 100, i) for i in range(0, 14_000, 100))
    dump = read((head + plain + insert(NAMES) + plain[:300_000].rsplit("\n", 1)[0] + "\n").encode("gb18030"))
    assert [v[1] for v in dump.values("m") if v[1] and v[1][0] != "x"] == NAMES
    assert dump.hows() == {How.READ}


def test_bytes_that_are_lost_make_a_row_partial(read: Callable[..., Any]) -> None:
    data = (HEAD + insert(NAMES)).encode()
    place = data.index(NAMES[2].encode()) + 1
    dump = read(data[:place] + b"\xff" + data[place + 1 :])
    hows = [r.how for r in dump.rows["m"]]
    assert hows[2] == How.PARTIAL
    assert hows[:2] + hows[3:] == [How.READ] * 3


def test_a_character_cut_at_the_end_is_no_text(read: Callable[..., Any]) -> None:
    data = (HEAD + insert(NAMES)).encode() + "你".encode()[:2]
    dump = read(data)
    assert len(dump.values("m")) == 4
    assert dump.bytes_of("gaps") + dump.bytes_of("rejects") == 2


def test_binary_literals_do_not_decide_the_encoding(read: Callable[..., Any]) -> None:
    blob = b"\x89PNG\\r\\n\\Z\xff\xfe\\'"
    data = (
        HEAD.encode() + b"INSERT INTO `m` VALUES (1,_binary '" + blob + "'),(2,'张伟'),(3,_binary 'plain');\n".encode()
    )
    dump = read(data)
    assert dump.values("m") == [
        ("1", "_binary '\\x89PNG\\r\\n\\Z\\xff\\xfe\\''"),
        ("2", "张伟"),
        ("3", "_binary 'plain'"),
    ]
    assert dump.hows() == {How.READ}


def test_statements_may_take_turns_between_tables(read: Callable[..., Any]) -> None:
    text = "".join(f"INSERT INTO a (x) VALUES ({i});\nINSERT INTO b (x, y) VALUES ({i}, {-i});\n" for i in range(50))
    dump = read(text)
    assert dump.values("a") == [(str(i),) for i in range(50)]
    assert dump.values("b") == [(str(i), str(-i)) for i in range(50)]
    assert [r.offset for r in dump.rows["b"]] == sorted(r.offset for r in dump.rows["b"])


def test_columns_that_appear_late_are_added(read: Callable[..., Any]) -> None:
    dump = read("INSERT INTO t (a) VALUES (1);\nINSERT INTO t (b) VALUES (2);\nINSERT INTO t (c, a) VALUES (3, 4);\n")
    assert dump.columns("t") == ["a", "b", "c"]
    assert dump.values("t") == [("1",), (None, "2"), ("4", None, "3")]
    assert dump.absent["t"] == {"c001": 1, "c002": 1}


def test_a_broken_byte_in_a_column_list_does_not_move_values(read: Callable[..., Any]) -> None:
    dump = read(
        HEAD + "INSERT INTO `m` (`id`, `name`) VALUES (1,'a');\nINSERT INTO `m` (`id`, `nbme`) VALUES (2,'b');\n"
    )
    assert dump.values("m") == [("1", "a"), ("2", "b")]
    assert [r.how for r in dump.rows["m"]] == [How.READ, How.SALVAGED]


def test_a_broken_byte_in_a_table_name_does_not_make_a_table(read: Callable[..., Any]) -> None:
    text = (HEAD + insert(NAMES)).replace("`m`", "`members`") + insert(NAMES, 5).replace("`m`", "`membars`")
    dump = read(text)
    assert list(dump.tables) == ["members"]
    assert [r.how for r in dump.rows["members"]] == [How.READ] * 4 + [How.SALVAGED] * 4
    # a table that is created, also later on, is one
    assert len(read(text + HEAD.replace("`m`", "`membars`")).rows["membars"]) == 4
    # where nothing is created every name may be right
    assert len(read(text[text.index("INSERT") :]).rows["membars"]) == 4


def test_copy_without_columns(read: Callable[..., Any]) -> None:
    dump = read("COPY t FROM stdin;\n1\ta\n2\tb\n\\.\nCOPY u FROM stdin;\n1\n\\.\nCREATE TABLE u (\n id int\n);\n")
    assert (dump.columns("t"), dump.values("t")) == (["", ""], [("1", "a"), ("2", "b")])
    assert (dump.columns("u"), dump.values("u")) == (["id"], [("1",)])
    assert read("COPY t FROM stdin;\n\\.\n").rows == {}


def test_two_databases_in_one_dump(read: Callable[..., Any]) -> None:
    one = "USE `{0}`;\nCREATE TABLE `m` (\n `id` int\n);\nINSERT INTO `m` VALUES ({1});\n"
    dump = read("-- MySQL dump 10.13\n" + one.format("old", 1) + one.format("new", 2))
    assert dump.values("m") == [("1",)]
    assert dump.values("new.m") == [("2",)]


def test_batches_are_of_bounded_size(read: Callable[..., Any]) -> None:
    dump = read("INSERT INTO t VALUES " + ",".join("(1)" for _ in range(40_000)) + ";\n")
    sizes = [part.batch.num_rows for chunk in dump.chunks for part in chunk.rows]
    assert sizes == [16_384, 16_384, 7_232]


def test_more_rows_than_one_window_holds(read: Callable[..., Any]) -> None:
    text = (
        HEAD + "".join(insert(NAMES * 200, i) for i in range(5)) + "COPY t (a) FROM stdin;\n" + "\n" * 70_000 + "\\.\n"
    )
    whole, parts = read(text), read(text, window_bytes=65_536)
    assert len(parts.chunks) > 1
    assert whole.rows == parts.rows
    assert whole.values("t") == [("",)] * 70_000


@pytest.mark.parametrize("workers", [0, 1, 3])
def test_workers_change_nothing(read: Callable[..., Any], workers: int) -> None:
    text = HEAD + insert(NAMES * 100)
    assert read(text, workers=workers, window_bytes=4_096).rows == read(text).rows


def test_nothing_is_nothing(read: Callable[..., Any]) -> None:
    assert read(b"").chunks == []
