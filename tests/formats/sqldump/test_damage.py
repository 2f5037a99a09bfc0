"""Dumps broken on purpose: what is whole comes back, what is not is told, and damage does not spread."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

from findspot.model.span import GapReason, How, RejectCode

HEAD = "-- MySQL dump 10.13\nCREATE TABLE `m` (\n  `id` int NOT NULL,\n  `name` text,\n  `joined` datetime\n);\n"
NAMES = ("张伟", "王芳", "O\\'Brien", "x),(1,\\'y", "Anna Müller")


def rows(count: int, first: int = 1) -> list[str]:
    return [f"({i},'{NAMES[i % len(NAMES)]}','2016-01-02 03:04:{i % 60:02}')" for i in range(first, first + count)]


def dump_of(tuples: list[str], separator: str = ",\n", table: str = "m") -> str:
    return f"INSERT INTO `{table}` VALUES {separator.join(tuples)};\n"


def copy_of(count: int) -> str:
    lines = [f"{i}\t{NAMES[i % 2]}\t2016-01-02 03:04:05" for i in range(1, count + 1)]
    head = "CREATE TABLE public.m (\n    id integer,\n    name text,\n    joined timestamp\n);\n\n"
    head += "COPY public.m (id, name, joined) FROM stdin;\n"
    return "--\n-- PostgreSQL database dump\n--\n\n" + head + "\n".join(lines) + "\n\\.\n\n\nSELECT 1;\n"


STYLES = {
    "a row a line": HEAD + dump_of(rows(400)) + "UNLOCK TABLES;\n",
    "all on one line": HEAD + dump_of(rows(200), ",") + dump_of(rows(3500, 201), ",") + "UNLOCK TABLES;\n",
    "a statement a row": HEAD + "".join(dump_of([r]) for r in rows(400)),
    "copy": copy_of(400),
}


def ids(dump: Any, table: str = "m") -> list[int]:
    return [int(v[0]) for v in dump.values(table)]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("seed", range(4))
def test_untouched_rows_come_back_exactly(read: Callable[..., Any], style: str, seed: int) -> None:
    source = random.Random(seed)
    data = bytearray(STYLES[style].encode())
    whole = {(r.offset, r.length): r for r in read(bytes(data)).rows["m"]}
    touched = set()
    for _ in range(6):
        place = source.randrange(250, len(data) - 100)
        size = source.choice((1, 1, 1, 40, 400))
        data[place : place + size] = bytes(size) if size > 1 else bytes([data[place] ^ 1 << source.randrange(8)])
        touched.update(range(place, place + size))
    dump = read(bytes(data))
    found = {(r.offset, r.length): r for t in dump.rows for r in dump.rows[t]}
    intact = [k for k in whole if not touched.intersection(range(k[0], k[0] + k[1]))]
    lost = [k for k in intact if k not in found or found[k].values != whole[k].values]
    assert len(lost) <= 2
    assert len(intact) > 350


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("seed", range(3))
def test_damage_is_the_same_in_windows_of_any_size(read: Callable[..., Any], style: str, seed: int) -> None:
    source = random.Random(seed)
    data = bytearray(STYLES[style].encode())
    for _ in range(8):
        place, size = source.randrange(len(data) - 100), source.choice((1, 1, 9, 700))
        data[place : place + size] = bytes(size) if size > 1 else bytes([data[place] ^ 1 << source.randrange(8)])
    whole = read(bytes(data))
    for window in (50, 333, 5_000):
        parts = read(bytes(data), window_bytes=window, workers=0)
        assert parts.rows == whole.rows
        assert parts.spans("rejects") == whole.spans("rejects")
        assert parts.bytes_of("gaps") == whole.bytes_of("gaps")


BREAKS = {
    "a tuple": ("),\n(3500,", "),\n(200x,"),
    "a delimiter": ("),\n(3500,", ")x,\n(3500,"),
    "a delimiter and a tuple": ("),\n(3500,", ")\n(200 y,"),
    "a comment between": ("),\n(3500,", "),/* " + "y" * 5_000 + " */\n(3500,"),
    "statements between": ("),\n(3500,", ");\nSET a = 1;\n/*!40101 SET b = 2 */;\nINSERT INTO `m` VALUES\n(3500,"),
    "a block between": (
        "),\n(3500,",
        ");\nDELIMITER ;;\n-- x\nSET a = '" + "z" * 9_000 + "';;\nDELIMITER ;\nINSERT INTO `m` VALUES\n(3500,",
    ),
    "a long statement between": ("),\n(3500,", ");\nSET a = '" + "z" * 9_000 + "';\nINSERT INTO `m` VALUES\n(3500,"),
    "a long head": ("),\n(3500,", ");\nINSERT INTO `m` (`id`, `name`, `joined`)" + " " * 9_000 + "VALUES\n(3500,"),
    "a clause": ("),\n(3500,", ") ON DUPLICATE KEY UPDATE id = " + " " * 9_000 + "id;\nINSERT INTO `m` VALUES\n(3500,"),
    "rubbish between": (
        "),\n(3500,",
        ");\n" + "rubbish, " * 900 + "\n" + "and more " * 900 + "\nINSERT INTO `m` VALUES\n(3500,",
    ),
    "an open comment": ("),\n(3500,", ");\n/* no end\nINSERT INTO `m` VALUES\n(3500,"),
    "an open quote": ("),\n(3500,", ");\nSET a = 'no end\nINSERT INTO `m` VALUES\n(3500,"),
    "carriage returns": ("),\n(3500,", ");\n-- a\r-- b\rINSERT INTO `m` VALUES\n(3500,"),
    "another table": (
        "),\n(3500,",
        ");\nCOPY x (a) FROM stdin;\n" + "y\n" * 5_000 + "\\.\nINSERT INTO `m` VALUES\n(3500,",
    ),
    "a broken table": (
        "),\n(3500,",
        ");\nCOPY x (a, b) FROM stdin;\ny\n\0\0\0\0\0\0\0\0" + "y" * 5_000 + "\n\\.\nINSERT INTO `m` VALUES\n(3500,",
    ),
}


@pytest.mark.parametrize("change", BREAKS.values(), ids=BREAKS)
def test_each_break_is_the_same_in_windows_of_any_size(read: Callable[..., Any], change: tuple[str, str]) -> None:
    # the first statement of a table needs 64 KiB in sight, so the break comes behind that
    text = (HEAD + dump_of(rows(4_000)) + "UNLOCK TABLES;\n").replace(*change)
    whole = read(text)
    assert len(whole.rows["m"]) >= 3_998
    for window in (50, 4_200):
        parts = read(text, window_bytes=window, workers=0)
        assert parts.rows == whole.rows
        assert parts.spans("rejects") == whole.spans("rejects")
        assert parts.bytes_of("gaps") == whole.bytes_of("gaps")


def test_one_broken_tuple_costs_one_row(read: Callable[..., Any]) -> None:
    text = STYLES["a row a line"].replace("(100,'张伟'", "(100,张伟'")
    dump = read(text)
    assert ids(dump) == [i for i in range(1, 401) if i != 100]
    assert dump.hows() == {How.READ}
    ((offset, length, code),) = dump.spans("rejects")
    assert code == RejectCode.SYNTAX
    assert dump.data[offset : offset + length].startswith(b"(100,")


def test_a_lost_quote_does_not_swallow_what_follows(read: Callable[..., Any]) -> None:
    numbers = ",\n".join(f"({i},{i})" for i in range(1, 500))
    text = f"CREATE TABLE `n` (\n `a` int,\n `b` text\n);\nINSERT INTO `n` VALUES (0,'x),\n{numbers};\nUNLOCK TABLES;\n"
    dump = read(text)
    assert ids(dump, "n") == list(range(1, 500))
    assert dump.bytes_of("gaps") == 0


def test_a_hole_is_a_gap_between_rejects(read: Callable[..., Any]) -> None:
    data = bytearray(STYLES["a row a line"].encode())
    start = data.index(b"(50,") + 3
    data[start : start + 100] = bytes(100)
    dump = read(bytes(data))
    assert (start, 100, GapReason.NUL_RUN) in dump.spans("gaps")
    assert [c for _, _, c in dump.spans("rejects")] == [RejectCode.SYNTAX] * len(dump.spans("rejects"))
    assert set(range(1, 401)) - set(ids(dump)) <= {50, 51, 52, 53}


def test_a_cut_end_is_a_reject(read: Callable[..., Any]) -> None:
    text = STYLES["a row a line"]
    dump = read(text[: text.index("(300,") + 9])
    assert ids(dump) == list(range(1, 300))
    assert [c for _, _, c in dump.spans("rejects")] == [RejectCode.CUT]


@pytest.mark.parametrize("end", [",", ",\n", ""])
def test_a_dump_that_ends_between_records_has_lost_none(read: Callable[..., Any], end: str) -> None:
    dump = read(HEAD + "INSERT INTO `m` VALUES " + ",\n".join(rows(3)) + end)
    assert (ids(dump), dump.hows()) == ([1, 2, 3], {How.READ})
    assert dump.spans("rejects") == []


def test_a_record_before_rubbish_is_flagged(read: Callable[..., Any]) -> None:
    dump = read(HEAD + dump_of(rows(3)).replace("),\n(2", ")rubbish,\n(2"))
    assert [r.how for r in dump.rows["m"]] == [How.SALVAGED, How.READ, How.READ] or ids(dump) == [1, 2, 3]
    assert dump.rows["m"][0].how == How.SALVAGED


def test_a_lost_statement_head_does_not_mix_tables(read: Callable[..., Any]) -> None:
    other = "CREATE TABLE `o` (\n `id` int,\n `x` int\n);\n"
    text = HEAD + other + dump_of(rows(50)).rstrip(";\n") + "," + ",".join(f"({i},{i})" for i in range(1, 50)) + ";\n"
    dump = read(text)
    assert ids(dump) == list(range(1, 51))
    assert ids(dump, "o") == list(range(1, 50))
    assert {r.how for r in dump.rows["o"]} == {How.SALVAGED}


def test_rows_of_another_type_are_not_taken_behind_damage(read: Callable[..., Any]) -> None:
    other = "CREATE TABLE `o` (\n `x` text,\n `y` text,\n `z` text\n);\n"
    foreign = ",".join("('a','b','c')" for _ in range(5))
    text = HEAD + other + dump_of(rows(5)).rstrip(");\n") + "\0" * 20 + "," + foreign + ";\n"
    dump = read(text)
    assert ids(dump) == [1, 2, 3, 4]
    assert dump.values("o") == []


@pytest.mark.parametrize("lost", ["\\.\n", "\\.\n\n\n"])
def test_a_copy_block_that_has_lost_its_end_stops_at_the_next_statement(read: Callable[..., Any], lost: str) -> None:
    text = copy_of(50).replace(lost, "").replace("SELECT 1;", "-- x\nCOPY public.n (a) FROM stdin;\n1\n\\.\n")
    dump = read(text)
    assert ids(dump) == list(range(1, 51))
    assert dump.values("n") == [("1",)]
    assert dump.spans("rejects") == []


def test_copy_lines_with_lone_carriage_returns_are_read(read: Callable[..., Any]) -> None:
    text = copy_of(50)
    start, end = text.index("10\t"), text.index("20\t")
    dump = read(text[:start] + text[start:end].replace("\n", "\r") + text[end:])
    assert ids(dump) == list(range(1, 51))


def test_a_hole_in_a_copy_line_costs_that_line(read: Callable[..., Any]) -> None:
    data = bytearray(copy_of(50).encode())
    start = data.index(b"20\t") + 1
    data[start : start + 12] = bytes(12)
    dump = read(bytes(data))
    assert ids(dump) == [i for i in range(1, 51) if i != 20]
    assert (start, 12, GapReason.NUL_RUN) in dump.spans("gaps")
    assert {c for _, _, c in dump.spans("rejects")} == {RejectCode.CUT}


def test_a_copy_line_without_its_end_is_partial(read: Callable[..., Any]) -> None:
    text = copy_of(5)
    dump = read(text[: text.index("5\t") + 10])
    assert [r.how for r in dump.rows["m"]][-1] == How.PARTIAL or dump.spans("rejects")[-1][2] == RejectCode.CUT


@pytest.mark.parametrize("style", ["a row a line", "copy"])
def test_records_may_be_too_long(read: Callable[..., Any], style: str) -> None:
    text = STYLES[style].replace("王芳", "王" * 30_000, 1)
    dump = read(text, max_record_bytes=20_000)
    assert len(dump.rows["m"]) == 399
    assert RejectCode.TOO_LONG in {c for _, _, c in dump.spans("rejects")}


def test_damaged_comments_do_not_hide_rows(read: Callable[..., Any]) -> None:
    text = (
        HEAD
        + "/*!40000 ALTER TABLE `m` DISABLE KEYS *x;\n"
        + dump_of(rows(5))
        + "/*!40000 ALTER TABLE `m` ENABLE KEYS */;\n"
    )
    dump = read(text)
    assert ids(dump) == [1, 2, 3, 4, 5]
    assert dump.text_of("gaps") == [b"/*!40000 ALTER TABLE `m` DISABLE KEYS *x;\n"]


def test_a_lost_delimiter_line_does_not_hide_rows(read: Callable[..., Any]) -> None:
    text = (
        HEAD + "DELIMITER ;;\nCREATE TRIGGER x BEGIN INSERT INTO m VALUES (0,'',NULL);\nEND;;\n\n"
        "-- Table structure for table `m`\n" + dump_of(rows(5))
    )
    assert ids(read(text)) == [1, 2, 3, 4, 5]
    # also where the last statement before it has lost its end
    assert ids(read(text.replace("END;;\n", ""))) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("size", [70_000, 200_001])
def test_a_long_hole_is_one_gap(read: Callable[..., Any], size: int) -> None:
    for text in (STYLES["a row a line"], copy_of(400)):
        place = text.index("300") + 5
        dump = read(text[:place] + "\0" * size + text[place:], window_bytes=65_536)
        assert len(dump.rows["m"]) >= 398
        assert dump.bytes_of("gaps") == size


def test_numbers_and_dates_may_be_calls_behind_damage(read: Callable[..., Any]) -> None:
    text = HEAD + "INSERT INTO `m` VALUES (1,'a','x'b),(CAST(2 AS INT),'b',TO_DATE('2016','yyyy'));\n"
    assert read(text).values("m") == [("CAST(2 AS INT)", "b", "TO_DATE('2016','yyyy')")]


def test_other_things_with_a_semicolon_are_statements(read: Callable[..., Any]) -> None:
    for text in (
        "CREATE TABLE x AS SELECT 1;\n",
        "GRANT ALL ON x TO y;\n",
        "exit",
        "DELIMITER ;;\nSET a = 1;;\n",
        "\\connect x\n",
    ):
        assert read(text).bytes_of("structure") == len(text)
    for text in (
        "CREATE TABLE x (\n a int,\n b int\n",
        "DELIMITER\n",
        "COPY x TO stdout;\n",
        "INSERT INTO t VALUES x;\n",
        "/* x\n",
    ):
        assert read(text).bytes_of("gaps") > 0, text


def test_text_between_statements_is_a_gap(read: Callable[..., Any]) -> None:
    dump = read(HEAD + "this is no SQL; nor is this\n(or this)\n" + dump_of(rows(2)))
    assert dump.text_of("gaps") == [b"this is no SQL; nor is this\n(or this)\n"]
    assert ids(dump) == [1, 2]


def test_control_characters_and_unknown_words_are_flagged(read: Callable[..., Any]) -> None:
    dump = read(HEAD + "INSERT INTO `m` VALUES (1,'a\x01b',NULL),(2,'a\0b',NULL),(3,NULM,NULL),(4,'x',NULL);\n")
    assert [r.how for r in dump.rows["m"]] == [How.SALVAGED, How.PARTIAL, How.PARTIAL, How.READ]
    assert dump.values("m")[2] == ("3", "NULM", None)


def test_a_dump_whose_tuples_are_wider_than_its_table_is_read_as_it_is(read: Callable[..., Any]) -> None:
    dump = read("CREATE TABLE `m` (\n `a` int\n);\nINSERT INTO `m` VALUES (1,2),(3,4);\n")
    assert dump.values("m") == [("1", "2"), ("3", "4")]
    assert dump.columns("m") == ["a", ""]
    assert dump.hows() == {How.PARTIAL}


def test_a_dump_whose_tuples_are_narrower_is_read_too(read: Callable[..., Any]) -> None:
    dump = read("CREATE TABLE `m` (\n `a` int,\n `b` int,\n `c` int\n);\nINSERT INTO `m` VALUES (1,2),(3,4);\n")
    assert dump.values("m") == [("1", "2"), ("3", "4")]
    assert dump.hows() == {How.PARTIAL}


def test_hostile_text_is_read_in_linear_time(read: Callable[..., Any]) -> None:
    for unit in (
        "('",
        "(1,",
        "/*",
        "(N",
        "((((",
        "$a$\n",
        "SET '\n",
        "(''''",
        "INSERT INTO t VALUES ('\n",
        "\t\n",
        "--'\n",
        "x),(1,'",
    ):
        dump = read(HEAD + dump_of(rows(1)) + unit * (60_000 // len(unit)))
        assert ids(dump)[:1] == [1]
