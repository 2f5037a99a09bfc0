"""Tuples one after another, and the next whole one behind damage."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest

from findspot.text.kernels import sql

PADDING = b"\n" + bytes(63)
LONGEST = 1 << 20
CUT = 2


class Scan(NamedTuple):
    """What came of a scan: code, place, records as (text, code, kind before, notes), fields, if one was cut or too long."""

    code: int
    place: int
    records: list[tuple[str, int, int, int]]
    fields: list[str]
    cut: int


def scan(
    text: str,
    columns: int = 2,
    *,
    head: str = "",
    final: bool = True,
    wants_tuple: bool = True,
    rows: int = 50,
    longest: int = LONGEST,
) -> Scan:
    data = text.encode()
    padded = np.frombuffer(data + PADDING, np.uint8)
    starts, ends, row_starts, row_ends = np.zeros((4, 200), np.int32)
    flags, notes, codes, kinds = np.zeros((4, 200), np.uint8)
    plan = np.array((0, len(data), final, columns, 1, wants_tuple, longest), np.int64)
    code, place, row, field, cut = sql.scan_tuples(
        padded, plan, np.frombuffer(head.encode(), np.uint8), starts, ends, flags,
        row_starts[:rows], row_ends[:rows], notes[:rows], codes[:rows], kinds[:rows], 0, 0,
    )  # fmt: skip
    records = [
        (data[row_starts[i] : row_ends[i]].decode(), int(codes[i]), int(kinds[i]), int(notes[i])) for i in range(row)
    ]
    return Scan(int(code), int(place), records, [data[starts[i] : ends[i]].decode() for i in range(field)], int(cut))


@pytest.mark.parametrize("separator", [",", ",\n", " , ", ",\r\n    ", "/* x */,\n/* y */", ", -- note\n"][:5])
def test_tuples_are_read_to_the_end_of_the_statement(separator: str) -> None:
    text = separator.join(["(1,'a')", "(2,'b')", "(3,NULL)"]) + ";"
    found = scan(text)
    assert (found.code, found.place) == (sql.ENDED, len(text))
    assert [r[0] for r in found.records] == ["(1,'a')", "(2,'b')", "(3,NULL)"]
    assert found.fields == ["1", "a", "2", "b", "3", ""]
    assert {r[1:3] for r in found.records} == {(0, sql.SEPARATOR)}


@pytest.mark.parametrize("between", [";\n", "; ", "\n", "\r\nGO\r\n", ";\ngo\n"])
def test_statements_with_the_same_head_are_read_on(between: str) -> None:
    head = "INSERT INTO t VALUES"
    found = scan(f"(1,2){between}{head}(3,4){between}{head} (5,6);", head=head)
    assert (found.code, found.fields) == (sql.ENDED, list("123456"))
    assert [r[2] for r in found.records] == [sql.SEPARATOR, sql.ROW_PREFIX, sql.ROW_PREFIX]


@pytest.mark.parametrize("following", [";\nINSERT INTO u VALUES (3,4);", ";", ";\n\n", "; -- x\n"])
def test_another_head_ends_it(following: str) -> None:
    found = scan("(1,2)" + following, head="INSERT INTO t VALUES")
    assert (found.code, found.place, len(found.records)) == (sql.ENDED, 6, 1)


@pytest.mark.parametrize(
    "following", ["", "\n", " ON CONFLICT DO NOTHING;", "x(3,4);", "\nGO\nINSERT INTO u VALUES (1,2)"]
)
def test_what_is_no_delimiter_is_told(following: str) -> None:
    found = scan("(1,2)" + following, head="INSERT INTO t VALUES")
    assert (found.code, found.place, len(found.records)) == (sql.NO_DELIMITER, 5, 1)


def test_a_record_is_given_when_what_follows_is_known() -> None:
    whole = "(1,'a'),\n(2,'b'),\n(3,'c');\n"
    for size in range(len(whole)):
        found = scan(whole[:size], final=False)
        complete = whole[:size].count("),\n(") + whole[:size].count(");")
        assert len(found.records) == complete
        assert found.code == (sql.ENDED if ");" in whole[:size] else sql.WANTS_MORE)
        if found.code == sql.WANTS_MORE:
            assert found.place == (
                len(found.records[-1][0]) + whole.index(found.records[-1][0]) if found.records else 0
            )


def test_it_goes_on_at_a_separator() -> None:
    assert scan(",\n(2,'b');", wants_tuple=False).fields == ["2", "b"]
    assert scan(";\n", wants_tuple=False).code == sql.ENDED
    assert scan("\n", wants_tuple=False, final=False).code == sql.WANTS_MORE
    assert scan("\n", wants_tuple=False).code == sql.NO_DELIMITER


def test_the_end_of_a_dump_needs_no_next_head() -> None:
    assert scan("(1,2);\n", head="INSERT INTO t VALUES").code == sql.ENDED
    assert scan(";\n", head="INSERT INTO t VALUES", wants_tuple=False).code == sql.ENDED


def test_another_number_of_fields_is_a_reject() -> None:
    found = scan("(1,2),(3),(4,5),(6,7,8),(9,0);")
    assert [r[1] for r in found.records] == [0, sql.FIELD_COUNT, 0, sql.FIELD_COUNT, 0]
    assert found.fields == list("124590")


def test_two_of_another_number_are_another_table() -> None:
    found = scan("(1,2),(3,4,5),(6,7,8);")
    assert (found.code, found.place, len(found.records)) == (sql.DRIFT, 6, 1)
    assert scan("(1,2),(3,4,5),(6,7", final=False).code == sql.WANTS_MORE


@pytest.mark.parametrize(("text", "cut"), [("(1,2),x", 0), ("(1,2),('a", 1), ("(1,2),(1,x'", 1), ("(1,2),(1 2)", 0)])
def test_no_tuple_where_one_should_be(text: str, cut: int) -> None:
    found = scan(text)
    assert (found.code, found.place, found.cut) == (sql.NO_TUPLE, 6, cut)


def test_a_dump_may_end_behind_a_comma() -> None:
    found = scan("(1,2),\n")
    assert (found.code, found.place, len(found.records)) == (sql.ENDED, 7, 1)


def test_a_tuple_may_be_too_long() -> None:
    found = scan("(1,2),(3,'" + "x" * 50 + "'),(4,5);", longest=40)
    assert (found.code, found.place, found.cut) == (sql.NO_TUPLE, 6, 2)
    assert scan("(1,'" + "x" * 50, longest=40, final=False).cut == 2


def test_full_arrays_stop_it() -> None:
    found = scan("(1,2),(3,4),(5,6);", rows=2)
    assert (found.code, found.place, len(found.records)) == (sql.FULL, 11, 2)


class Found(NamedTuple):
    """What came of a search: code, place, count, rejects on the way."""

    code: int
    place: int
    count: int
    rejects: tuple[tuple[str, int], ...] = ()


def find(
    text: str | bytes,
    columns: int = 2,
    *,
    final: bool = True,
    credit: int = 1 << 20,
    longest: int = LONGEST,
    reject: int = CUT,
    rows: int = 50,
) -> Found:
    data = text if isinstance(text, bytes) else text.encode()
    padded = np.frombuffer(data + PADDING, np.uint8)
    starts, ends, row_starts, row_ends = np.zeros((4, 200), np.int32)
    flags, codes = np.zeros((2, 200), np.uint8)
    plan = np.array((0, len(data), final, columns, 1, 0, longest, reject), np.int64)
    code, place, _, count, row, left = sql.find_tuple(
        padded, plan, starts, ends, flags, 0, row_starts[:rows], row_ends[:rows], codes[:rows], 0, credit
    )
    rejects = tuple((data[row_starts[i] : row_ends[i]].decode(), int(codes[i])) for i in range(row))
    assert left == (row_ends[row - 1] if row else 0) or not reject
    return Found(int(code), int(place), int(count), rejects)


FINDS = {
    "behind a broken tuple": ("x,'a'),(1,'b'),", Found(sql.FOUND, 7, 2)),
    "on the next line": ("x,'a'),\n(1,'b');", Found(sql.FOUND, 8, 2)),
    "behind something else": ("rubbish (1,'b'),", Found(sql.FOUND, 8, -2)),
    "not of another width": ("x),(1,2,3),(4,5),", Found(sql.FOUND, 11, 2, (("x),", CUT),))),
    "not without a delimiter": ("x (1,'b') y", Found(sql.FOUND_NOTHING, 11, 0)),
    "not with unknown words": ("x (a,b), y", Found(sql.FOUND_NOTHING, 10, 0)),
    "a statement first": ("x'\nINSERT INTO `t` VALUES (1,2),(3,4);", Found(sql.FOUND_STATEMENT, 3, 0)),
    "a comment first": ("x'\n-- Dump completed\n", Found(sql.FOUND_STATEMENT, 3, 0)),
    "a hole first": ("x\0\0\0\0\0\0\0\0(1,2),", Found(sql.FOUND_NULS, 1, 0)),
    "few NULs are no hole": ("x\0\0\0(1,2),", Found(sql.FOUND, 4, -2)),
    "a tuple that is cut": ("x),(1,'b", Found(sql.FOUND_NOTHING, 8, 1, (("x),", CUT),))),
    "nothing": ("x", Found(sql.FOUND_NOTHING, 1, 0)),
}


@pytest.mark.parametrize(("text", "found"), FINDS.values(), ids=FINDS)
def test_the_next_place_is_found(text: str, found: Found) -> None:
    assert find(text) == found


def test_any_width_will_do_where_none_is_known() -> None:
    assert find("x,(1,2,3),", 0) == Found(sql.FOUND, 2, -3)
    assert find("x),(1),", 0) == Found(sql.FOUND, 3, 1)
    # one field alone is too little to go by
    assert find("x (1),", 0).code == sql.FOUND_NOTHING


def test_a_cut_tuple_is_told() -> None:
    assert find("(1,'b") == Found(sql.FOUND_NOTHING, 5, 1)
    assert find("x (1,'b", final=False) == Found(sql.WANTS_MORE, 2, 0)
    assert find("x (1,2)", final=False) == Found(sql.WANTS_MORE, 2, 0)
    assert find("x\nINS", final=False) == Found(sql.WANTS_MORE, 1, 0)
    assert find("x\0\0", final=False) == Found(sql.WANTS_MORE, 1, 0)
    assert find("x (1,'" + "b" * 60, final=False, longest=40).code == sql.WANTS_MORE
    assert find("xx", final=False) == Found(sql.WANTS_MORE, 2, 0)


def test_a_tuple_longer_than_allowed_is_not_found() -> None:
    assert find("x),(1,'" + "b" * 60 + "'),", longest=40).code == sql.FOUND_NOTHING


def test_each_broken_tuple_is_a_reject() -> None:
    found = find("x),(1,'a'b),(2,c'd),(3,4),")
    assert found == Found(sql.FOUND, 20, 2, (("x),", CUT), ("(1,'a'b),", sql.SYNTAX)))
    assert find("x),(1,'a'b),(3,4),", reject=0) == Found(sql.FOUND, 12, 2)
    assert find("x),(1,'a'b),(2,c'd),(3,4),", rows=1).code == sql.FOUND_PIECE


def test_a_long_stretch_is_cut_at_a_fixed_place() -> None:
    assert find(b"x" * (sql.REGION + 10)) == Found(sql.FOUND_PIECE, sql.REGION, 0)


def test_without_credit_only_near_tuples_are_tried() -> None:
    far = "x (1,'" + "b" * 5_000 + "'),(2,3),"
    assert find(far).code == sql.FOUND
    assert find(far, credit=-1_000).place > 2


def test_the_next_statement_line_is_found() -> None:
    text = b"rubbish\nINSERTED\ninsert into t values (1);\n"
    padded = np.frombuffer(text + PADDING, np.uint8)
    assert sql.next_statement(padded, 0, len(text)) == text.index(b"insert into")
    assert sql.next_statement(padded, 20, len(text)) == len(text)
    hole = np.frombuffer(b"abc" + bytes(9) + b"\nSET " + PADDING, np.uint8)
    assert sql.next_statement(hole, 0, 17) == 3


@pytest.mark.parametrize(
    ("text", "count", "widths"),
    [
        ("(1,2),(3,4),(5);", 3, [2, 2, 1]),
        ("(1);\nINSERT INTO t VALUES(2);", 2, [1, 1]),
        ("(1,2) x", 1, [2]),
        ("(1,2),x", 1, [2]),
        ("x", 0, []),
        ("(1,'a", -1, []),
        ("(1,2),('a", 1, [2]),
        ("(1),(1),(1),(1),(1),", 4, [1, 1, 1, 1]),
        ("", -1, []),
    ],
)
def test_widths_are_measured(text: str, count: int, widths: list[int]) -> None:
    data = text.encode()
    found = np.zeros(4, np.int64)
    plan = np.array((0, len(data), 1), np.int64)
    head = np.frombuffer(b"INSERT INTO t VALUES", np.uint8)
    assert sql.measure_tuples(np.frombuffer(data + PADDING, np.uint8), plan, head, found) == count
    assert found[: max(count, 0)].tolist() == widths
