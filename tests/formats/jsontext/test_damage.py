from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from findspot.model.span import ByteClass, GapReason, How, RejectCode

Recover = Callable[..., Any]
READ, SALVAGED, PARTIAL = int(How.READ), int(How.SALVAGED), int(How.PARTIAL)


def test_a_broken_line_is_a_reject_and_its_neighbours_are_read(recover: Recover) -> None:
    got = recover('{"a":1}\n{"a":oops}\n{"a":3}\n')
    assert [r["a"] for r in got.rows()] == ["1", "3"]
    assert got.how() == [READ, READ]
    assert got.spanned("rejects") == [(b'{"a":oops}\n', RejectCode.SYNTAX)]


@pytest.mark.parametrize(
    "end", ['{"a":', '{"a":"x', '{"a":1', '{"a"', "{", '{"a":[1,', '{"a":tr', '{"a":"\\', '{"a":"\\u00', '{"a":1,']
)
def test_a_record_cut_by_the_end_is_a_reject(end: str, recover: Recover) -> None:
    got = recover('{"a":1}\n' + end)
    assert got.rows() == [{"a": "1"}]
    assert got.spanned("rejects") == [(end.encode(), RejectCode.CUT)]


def test_a_quote_that_is_lost_takes_no_more_than_its_line(recover: Recover) -> None:
    got = recover('{"a":"x","b":"y"}\n{"a":"x,"b":"y"}\n{"a":"x","b":"y}\n{"a":"x","b":"y"}\n')
    assert (len(got.rows()), [c for _, c in got.spanned("rejects")]) == (2, [RejectCode.SYNTAX] * 2)


def test_holes_are_gaps_and_what_they_cut_is_rejected(recover: Recover) -> None:
    data = b'{"a":1}\n{"a":2' + bytes(20) + b'2"}\n{"a":3}\n' + bytes(9) + b'{"a":4}\n{"a":"x\0\0y"}\n{"a":5}\n'
    got = recover(data)
    assert [r["a"] for r in got.rows()] == ["1", "3", "4", "5"]
    assert got.how() == [READ, READ, SALVAGED, READ]
    assert got.spanned("gaps") == [
        (bytes(20), GapReason.NUL_RUN),
        (b'2"}\n', GapReason.UNCLAIMED),
        (bytes(9), GapReason.NUL_RUN),
    ]
    assert [c for _, c in got.spanned("rejects")] == [RejectCode.SYNTAX] * 2


def test_an_intact_record_behind_a_broken_one_on_its_line_is_salvaged(recover: Recover) -> None:
    got = recover('{"id":1,"b":"x"}\n{"id":2,"b{"id":3,"b":"y"}\n{"id":4,"b":"z"} x\n{"id":5,"b":"w"}\n')
    assert [r["id"] for r in got.rows()] == ["1", "3", "4", "5"]
    assert got.how() == [READ, SALVAGED, SALVAGED, READ]


def test_the_tail_of_a_record_is_never_taken_for_one(recover: Recover) -> None:
    got = recover(b'{"id":1,"o":{"p":7}}\n' + bytes(8) + b'{"p":8},"z":1}\n{"id":2}\n' + bytes(8) + b'17\n{"id":3}\n')
    assert [r["id"] for r in got.rows()] == ["1", "2", "3"]


def test_arrays_go_on_behind_a_broken_element(recover: Recover) -> None:
    got = recover('[{"id":1,"x":[{"y":1},{"y":2}]},\n{"id":2,"x":[{"y":1},{"y" 2},{"y":3}]},\n{"id":3},{"id":4}]')
    assert [r["id"] for r in got.rows()] == ["1", "3", "4"]
    assert got.how() == [READ, SALVAGED, READ]
    assert len(got.spans("rejects")) == 1


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ('[{"a":1}, {"a":2} {"a":3}, {"a":4}]', ["1", "2", "3", "4"]),
        ('[{"a":1}, {"a":2}\n {"a":3}, {"a":4}]', ["1", "2", "3", "4"]),
        ('[{"a":1},, {"a":2}]', ["1", "2"]),
        ('[{"a":1},{"a":2},]', ["1", "2"]),
        ('[{"a":1},{"a":2}', ["1", "2"]),
        ('[{"a":1},{"a":', ["1"]),
        ('[{"a":1}, junk, {"a":2}]', ["1", "2"]),
        ('[{"a":1}, {"a":x}]', ["1"]),
        ("[1, x, 3]", ["3"]),
        ("[[1], [x], [3]]", ["[1]", "[3]"]),
        ("[1 2, 3]", ["3"]),
    ],
)
def test_elements_next_to_damage(text: str, rows: list[str], recover: Recover) -> None:
    got = recover(text)
    assert [next(iter(r.values())) for r in got.rows()] == rows


def test_holes_in_arrays(recover: Recover) -> None:
    data = b'[{"a":1,"b":{"c":1}},\n' + bytes(30) + b'"c":2}},\n{"a":3,"b":{"c":3}},' + bytes(10) + b'\n{"a":4}\n]\n'
    got = recover(data)
    assert [r["a"] for r in got.rows()] == ["1", "3", "4"]
    assert [n for t, n in [(t, len(t)) for t, _ in got.spanned("gaps")]] == [30, 10]


def test_an_array_whose_beginning_is_lost_is_known_by_what_follows(recover: Recover) -> None:
    rest = ",\n".join(json.dumps({"id": i, "n": "x"}) for i in range(9))
    for head in ('d": 5, "n": "x"},\n', "\0" * 50 + '": "x"},\n'):
        got = recover(head + rest + "]")
        assert [r["id"] for r in got.rows()] == [str(i) for i in range(9)]


def test_tables_after_damage_between_them(recover: Recover) -> None:
    got = recover(
        '{"t": [{"a":1}, {"a":2}],\n "n": oops, "u": [{"b":1}] "v": [{"c":1}],' + "\0" * 9 + '"w": [{"d":1}]}'
    )
    assert [len(got.rows(t)) for t in "tuvw"] == [2, 1, 1, 1]
    assert got.spanned("rejects") == [(b'"n": oops, ', RejectCode.SYNTAX)]
    assert [c for _, c in got.spanned("gaps")] == [GapReason.NUL_RUN]


def test_a_table_whose_end_is_broken_leads_to_the_next(recover: Recover) -> None:
    got = recover('{"t": [{"a":1}, {"a":2,], "u": [{"b":1}, {"b":2}]}')
    assert (got.rows("t"), len(got.rows("u"))) == ([{"a": "1"}], 2)


@pytest.mark.parametrize(
    "end",
    ["", ",", ', "u', ', "u"', ', "u": ', ', "u": [', ', "u": 1', ', "u": "x', ', "u": [{"b"', ", oops", "} x", "}}"],
)
def test_an_outer_object_cut_anywhere_keeps_its_tables(end: str, recover: Recover) -> None:
    assert recover('{"t": [{"a":1}, {"a":2}]' + end).rows("t") == [{"a": "1"}, {"a": "2"}]


def test_more_tables_than_there_may_be_are_kept_as_text(recover: Recover) -> None:
    outer = {f"t{i}": [{"a": i}] for i in range(300)}
    got = recover(json.dumps(outer))
    assert got.rows("t3") == [{"a": "3"}]
    assert got.rows()[-1] == {"t299": '[{"a": 299}]'}


def test_nesting_beyond_the_limit_is_a_reject_and_needs_no_stack(recover: Recover) -> None:
    deep = "[" * 100_000
    got = recover(
        '{"a":1}\n{"a":' + deep + "\n" + '{"a":2}\n{"a":' + '{"b":' * 60 + "1" + "}" * 61 + "\n", max_depth=50
    )
    assert [r["a"] for r in got.rows()] == ["1", "2"]
    assert [c for _, c in got.spanned("rejects")] == [RejectCode.DEPTH] * 2
    for data in (deep, deep + "]" * 100_000, '[{"":' * 100_000):
        assert set(c for _, c in recover(data).spanned("rejects")) <= {
            RejectCode.DEPTH,
            RejectCode.SYNTAX,
            RejectCode.CUT,
        }


def test_nesting_up_to_the_limit_is_read(recover: Recover) -> None:
    assert recover('{"a":' + "[" * 49 + "]" * 49 + "}\n", max_depth=50).how() == [READ]


@pytest.mark.parametrize("window", [64, 1 << 20])
def test_a_record_above_the_limit_is_cut_into_rejects_of_that_size(window: int, recover: Recover) -> None:
    long = '{"a":"' + "x" * 1000 + '"}\n'
    got = recover(
        '{"a":"1"}\n' + long + '{"a":"2"}\n[' + "1," * 500 + "1]\n" + "y" * 700 + '\n{"a":"3"}\n',
        window_bytes=window,
        max_record_bytes=300,
    )
    assert [r["a"] for r in got.rows()] == ["1", "2", "3"]
    assert {c for _, c in got.spanned("rejects")} == {RejectCode.TOO_LONG}
    assert max(len(t) for t, _ in got.spanned("rejects")) == 300


def test_elements_above_the_limit(recover: Recover) -> None:
    data = '[{"a":"1"},{"a":"' + "x" * 1000 + '"},{"a":"2"},' + "z" * 900 + ',{"a":"3"}]'
    got = recover(data, window_bytes=64, max_record_bytes=300)
    assert [r["a"] for r in got.rows()] == ["1", "2"] or [r["a"] for r in got.rows()] == ["1", "2", "3"]
    assert RejectCode.TOO_LONG in {c for _, c in got.spanned("rejects")}


def test_bytes_that_are_no_json_are_a_gap(recover: Recover) -> None:
    got = recover(b"\x89PNG\r\n\x1a\n" + bytes(range(128, 256)) * 9)
    assert got.rows() == []
    assert got.totals[ByteClass.GAP] + got.totals[ByteClass.REJECT] + got.totals[ByteClass.STRUCTURE] == len(got.data)
    assert got.totals[ByteClass.GAP] > len(got.data) // 2


@pytest.mark.parametrize(
    "piece",
    [
        "[", "[\n",
        '{"a":', '{"a":[1,{"b":', '"', "x", "\0", "\0" * 7 + "{", ",", " ", "[]", "{}", "},", '},{"b":', '"\\',
        '"a":', '{"a":1 ', '"a":[{', '"t":[{"a":1}],', "1 ", "\\", "名",
    ],
)  # fmt: skip
@pytest.mark.parametrize("head", ["", '{"a":1}\n', '[{"a":1},', '{"t":[{"a":1}],', '{"t":[{"a":1},'])
def test_the_same_piece_over_and_over(head: str, piece: str, recover: Recover) -> None:
    data = head + piece * 400
    whole = recover(data)
    assert recover(data, window_bytes=64).everything() == whole.everything()
    tight = recover(data, window_bytes=100, max_depth=3, max_record_bytes=30).everything()
    assert recover(data, window_bytes=64, max_depth=3, max_record_bytes=30).everything() == tight


def test_after_many_tries_in_vain_records_are_found_again(recover: Recover) -> None:
    records = '{"id":1}\n'
    in_vain = '{"id":' * 500
    got = recover(records + in_vain + "\n" + records)
    assert [r["id"] for r in got.rows()] == ["1", "1"]
    got = recover('[{"id":1},' + '},{"id":' * 500 + "}," + "x" * 70_000 + '},{"id":2},{"id":3}]')
    assert [r["id"] for r in got.rows()] == ["1", "2", "3"]


def test_a_value_that_is_no_object_among_objects_is_flagged(recover: Recover) -> None:
    assert recover('{"a":1}\n17\n{"a":2}\n').how() == [READ, SALVAGED, READ]
    assert recover('[{"a":1}, 17, {"a":2}]').how() == [READ, SALVAGED, READ]
