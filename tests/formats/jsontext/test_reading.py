from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from findspot.formats.jsontext import JsonFormat
from findspot.model.batch import ReadSettings
from findspot.model.span import ByteClass, GapReason, How, RejectCode, StructureKind
from findspot.testing.streams import MemoryStream, check_partition, collect

Recover = Callable[..., Any]
READ, SALVAGED, PARTIAL = int(How.READ), int(How.SALVAGED), int(How.PARTIAL)


# --- layouts ----------------------------------------------------------------------------------------------------------


def test_ndjson_gives_a_row_a_line_with_its_line_end(recover: Recover) -> None:
    got = recover('{"name":"王小明","age":41}\r\n{"name":"Lí","age":7}\n\n  {"age":8,"name":"x"}')
    assert got.rows() == [{"name": "王小明", "age": "41"}, {"name": "Lí", "age": "7"}, {"age": "8", "name": "x"}]
    assert [r[-2:] for r in got.records()] == [b"\r\n", b"}\n", b'"}']
    assert got.how() == [READ] * 3
    assert got.spanned("structure") == [(b"\n  ", StructureKind.SEPARATOR)]
    assert [t.name for c in got.chunks for t in c.tables] == [""]


def test_elasticdump_lines_have_their_source_under_dotted_names(recover: Recover) -> None:
    line = {
        "_index": "m",
        "_type": "_doc",
        "_id": "7",
        "_score": 1,
        "_source": {"name": "n", "org": {"unit": "u", "tags": ["a", 1]}},
    }
    got = recover(json.dumps(line) + "\n")
    assert got.columns() == ["_index", "_type", "_id", "_score", "_source.name", "_source.org.unit", "_source.org.tags"]
    assert got.rows()[0]["_source.org.tags"] == '["a", 1]'


def test_array_elements_are_rows_and_all_else_is_structure(recover: Recover) -> None:
    got = recover('\ufeff [\n  {"a": 1} ,\n  {"a": 2}\n]\n')
    assert got.records() == [b'{"a": 1}', b'{"a": 2}']
    assert got.how() == [READ, READ]
    assert [t for t, _ in got.spanned("structure")] == [b"\xef\xbb\xbf", b" [\n  ", b" ,\n  ", b"\n]\n"]
    assert got.spans("structure")[0][2] == StructureKind.BYTE_ORDER_MARK


def test_objects_one_after_another_need_no_line_ends(recover: Recover) -> None:
    got = recover('{"a":1}{"a":2} {"a":3}\t{\n  "a": 4\n}\n{"a":5}')
    assert [r["a"] for r in got.rows()] == ["1", "2", "3", "4", "5"]
    assert got.how() == [READ] * 5
    assert got.records()[1:4] == [b'{"a":2}', b'{"a":3}', b'{\n  "a": 4\n}\n']


def test_arrays_of_objects_in_one_outer_object_are_tables(recover: Recover) -> None:
    got = recover(
        '{"total": 2, "people": [{"n": "a"}, {"n": "b"}],\n "empty": [], "u\\u006eits": [{"c": 1}], "meta": {"v": [1]}}\n'
    )
    assert got.rows("people") == [{"n": "a"}, {"n": "b"}]
    assert got.rows("units") == [{"c": "1"}]
    assert got.rows() == [{"total": "2"}, {"empty": "[]"}, {"meta.v": "[1]"}]
    assert got.records() == [b'"total": 2', b'"empty": []', b'"meta": {"v": [1]}']
    assert got.records("people") == [b'{"n": "a"}', b'{"n": "b"}']
    assert set(got.how() + got.how("people") + got.how("units")) == {READ}
    assert (got.spans("rejects"), got.spans("gaps")) == ([], [])
    assert {c for _, c in got.spanned("structure")} == {StructureKind.SEPARATOR, StructureKind.HEADER}


def test_a_single_object_without_such_arrays_is_one_row(recover: Recover) -> None:
    got = recover('{\n "name": "n",\n "tags": ["a"],\n "deep": {"list": [{"x": 1}]}\n}\n')
    assert got.rows() == [{"name": "n", "tags": '["a"]', "deep.list": '[{"x": 1}]'}]


def test_lines_of_objects_with_arrays_of_objects_stay_rows(recover: Recover) -> None:
    got = recover('{"a":[{"x":1}],"b":1}\n{"a":[{"x":2}],"b":2}\n')
    assert got.rows() == [{"a": '[{"x":1}]', "b": "1"}, {"a": '[{"x":2}]', "b": "2"}]


def test_lines_that_are_arrays_or_single_values_have_one_unnamed_column(recover: Recover) -> None:
    assert recover("[1,2]\n[3]\n").rows() == [{"": "[1,2]"}, {"": "[3]"}]
    assert recover('"x\\ty"\n17\ntrue\nnull\n').rows() == [{"": "x\ty"}, {"": "17"}, {"": "true"}, {}]
    assert recover("[1, [2, 3], null]").rows() == [{"": "1"}, {"": "[2, 3]"}, {}]


def test_chinook_gives_every_table_with_all_values(shared_data: Path, recover: Recover) -> None:
    data = (shared_data / "samples/chinook/ChinookDatabase/DataSources/ChinookData.json").read_bytes()
    got = recover(data)
    truth = json.loads(data, parse_float=str, parse_int=str)
    assert list(truth) == [t.name for c in got.chunks for t in c.tables]
    for table, rows in truth.items():
        assert got.rows(table) == [{k: v for k, v in row.items() if v is not None} for row in rows]
        assert set(got.how(table)) == {READ}


@pytest.mark.parametrize("data", [b"", b" \n\t\r\n", b"\xef\xbb\xbf", b"[]", b"[ ]\n", b"{}"])
def test_streams_without_values_give_no_gap(data: bytes, recover: Recover) -> None:
    got = recover(data)
    assert (got.spans("gaps"), got.spans("rejects")) == ([], [])
    assert got.rows() == ([{"": "{}"}] if data == b"{}" else [])


# --- values -----------------------------------------------------------------------------------------------------------


def test_numbers_and_words_are_kept_as_written(recover: Recover) -> None:
    got = recover('{"a":1.50,"b":-0,"c":1E+2,"d":123456789012345678901234567890,"e":true,"f":false,"g":0.10e-7}\n')
    assert list(got.rows()[0].values()) == [
        "1.50",
        "-0",
        "1E+2",
        "123456789012345678901234567890",
        "true",
        "false",
        "0.10e-7",
    ]


def test_null_is_null_and_what_lacks_is_counted(recover: Recover) -> None:
    got = recover('{"a":null,"b":"x"}\n{"b":"null"}\n{"a":"","c":0}\n')
    table = collect(got.chunks)[""]
    assert table.column("c001").to_pylist() == [None, None, ""]
    assert table.column("c002").to_pylist() == ["x", "null", None]
    assert [dict(r.absent) for c in got.chunks for r in c.rows] == [{"c001": 1, "c002": 1, "c003": 2}]


def test_a_second_key_of_one_name_is_a_column_of_its_own(recover: Recover) -> None:
    got = recover('{"a":1,"a":2,"b":3,"a":4}\n{"a":{"x":1},"a":{"x":2}}\n{"a":5}\n')
    assert got.columns() == ["a", "a#2", "b", "a#3", "a.x", "a#2.x"]
    assert got.rows() == [{"a": "1", "a#2": "2", "b": "3", "a#3": "4"}, {"a.x": "1", "a#2.x": "2"}, {"a": "5"}]


def test_columns_that_come_late_are_added_at_the_end(recover: Recover) -> None:
    lines = ['{"a":1}\n'] * 40 + ['{"b":{"c":2},"a":3}\n']
    got = recover("".join(lines), window_bytes=64)
    announced = [[c.name for c in t.columns] for chunk in got.chunks for t in chunk.tables]
    assert announced == [["a"], ["a", "b.c"]]
    assert got.rows()[-1] == {"a": "3", "b.c": "2"}


def test_escapes_in_values_and_keys_are_undone(recover: Recover) -> None:
    text = r'{"na\u006de":"a\"\\\/\b\f\n\r\t\u00e9\u4E2D\ud83D\ude00","k\"\n":"v","l":["\u0041"]}' + "\n"
    got = recover(text)
    assert got.columns() == ["name", 'k"\n', "l"]
    assert got.rows()[0] == {"name": 'a"\\/\b\f\n\r\té中😀', 'k"\n': "v", "l": '["\\u0041"]'}


def test_half_a_surrogate_pair_is_kept_as_its_escape_and_noted(recover: Recover) -> None:
    got = recover('{"b":"y"}\n{"a":"x\\ud83dy\\n","\\udc00":1}\n')
    assert got.rows()[1] == {"a": "x\\ud83dy\n", "\\udc00": "1"}
    repairs = [(r.offset, r.sub, r.column, r.before, r.after, r.rule) for c in got.chunks for r in c.repairs]
    assert repairs == [(10, 0, "c002", "x\\ud83dy\\n", "x\\ud83dy\n", "lone-surrogate")]


def test_nan_and_infinity_are_read_and_flagged(recover: Recover) -> None:
    got = recover('{"a":NaN}\n{"a":-Infinity}\n{"a":[Infinity]}\n{"a":1}\n')
    assert [r["a"] for r in got.rows()] == ["NaN", "-Infinity", "[Infinity]", "1"]
    assert got.how() == [SALVAGED, SALVAGED, SALVAGED, READ]


def test_empty_objects_and_null_where_an_object_was_expected_have_a_column(recover: Recover) -> None:
    got = recover('{"a":{"b":1}}\n{"a":{}}\n{"a":null}\n')
    assert got.columns() == ["a.b", "a"]
    assert got.rows() == [{"a.b": "1"}, {"a": "{}"}, {}]


def test_a_record_with_more_keys_than_a_table_may_have_is_kept_whole(recover: Recover) -> None:
    wide = {f"k{i}": i for i in range(5000)}
    got = recover(
        json.dumps({"a": 1}) + "\n" + json.dumps(wide) + "\n" + json.dumps({"a": 2, "z": {"y": [1], "x": {}}}) + "\n"
    )
    assert len(got.columns()) == 2048
    rows = got.rows()
    assert json.loads(rows[1][""]) == wide
    assert (rows[1]["k2000"], rows[1].get("k3000")) == ("2000", None)
    assert json.loads(rows[2][""]) == {"a": 2, "z": {"y": [1], "x": {}}}
    assert got.how() == [READ] * 3


def test_a_very_long_key_is_kept_in_the_whole_record(recover: Recover) -> None:
    record = {"a": 1, "k" * 5000: {"x": [1, {"y": 2}], "z": {}}}
    assert json.loads(recover(json.dumps(record) + "\n").rows()[0][""]) == record


# --- damage -----------------------------------------------------------------------------------------------------------


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


# --- encodings --------------------------------------------------------------------------------------------------------


def people(count: int) -> list[dict[str, str]]:
    return [{"name": f"王小明{i}", "address": "北京市朝阳区建国路一号", "note": "乗車券 \\ | {"} for i in range(count)]


def lines_of(rows: list[dict[str, str]]) -> str:
    return "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("array", [False, True])
def test_a_stream_in_one_encoding_is_read_as_such(encoding: str, array: bool, recover: Recover) -> None:
    rows = people(60)
    text = json.dumps(rows, ensure_ascii=False, indent=1) if array else lines_of(rows)
    got = recover(text.encode(encoding), window_bytes=700)
    assert got.rows() == rows
    assert set(got.how()) == {READ}
    assert (got.spans("rejects"), got.spans("gaps")) == ([], [])
    name = {"utf-8-sig": "utf-8", "utf-16": "utf-16-le"}.get(encoding, encoding)
    assert sum((c.encodings for c in got.chunks if c.encodings), start=type(got.chunks[-1].encodings)()) == {name: 60}
    decoded = [
        json.loads(r.decode("utf-8" if encoding == "utf-8-sig" else "utf-16-le" if encoding == "utf-16" else encoding))
        for r in got.records()
    ]
    assert decoded == rows


def test_lines_in_another_encoding_are_salvaged(recover: Recover) -> None:
    rows = people(30)
    data = b"".join(lines_of([r]).encode("gb18030" if 10 <= i < 20 else "utf-8") for i, r in enumerate(rows))
    got = recover(data)
    assert got.rows() == rows
    assert got.how() == [READ] * 10 + [SALVAGED] * 10 + [READ] * 10
    assert [json.loads(r.decode("gb18030")) for r in got.records()[10:20]] == rows[10:20]


def test_elements_in_another_encoding_on_one_line_have_exact_places(recover: Recover) -> None:
    rows = people(30)
    parts = [
        json.dumps(r, ensure_ascii=False).encode("gb18030" if 10 <= i < 20 else "utf-8") for i, r in enumerate(rows)
    ]
    got = recover(b"[" + b",".join(parts) + b"]")
    assert got.rows() == rows
    assert got.records() == parts


def test_a_byte_that_fits_no_encoding_makes_the_row_partial(recover: Recover) -> None:
    good = lines_of(people(20)).encode()
    line = lines_of(people(1)).encode()
    broken = line[:20] + b"\xff" + line[20:]
    got = recover(good + broken + good)
    assert len(got.rows()) == 41
    assert got.how().count(PARTIAL) == 1


def test_an_odd_byte_at_the_end_of_utf16_is_a_gap(recover: Recover) -> None:
    got = recover(lines_of(people(20)).encode("utf-16") + b"x")
    assert len(got.rows()) == 20
    assert got.spanned("gaps") == [(b"x", GapReason.UNDECODED)]


# --- the public suite -------------------------------------------------------------------------------------------------

# What these cut or unclosed arrays hold before the damage are whole, delimited elements.
WITH_INTACT_ELEMENTS = {
    "n_array_newlines_unclosed.json", "n_array_unclosed_with_new_lines.json", "n_object_bad_value.json",
    "n_structure_unclosed_array_partial_null.json", "n_structure_unclosed_array_unfinished_false.json",
    "n_structure_unclosed_array_unfinished_true.json",
}  # fmt: skip

AS_TABLES = {"y_object_long_strings.json"}
"""One object with an array of objects in it: a table and a row."""


def test_the_json_test_suite(shared_data: Path, recover: Recover) -> None:
    files = sorted((shared_data / "hostile/JSONTestSuite").rglob("*.json"))
    assert len(files) > 300
    with_rows = set()
    for path in files:
        got = recover(path.read_bytes())
        if path.name.startswith("y_"):
            assert (got.spans("rejects"), got.spans("gaps"), set(got.how()) - {READ}) == ([], [], set()), path.name
            assert path.name in AS_TABLES or same_values(got, json.loads(path.read_bytes(), object_pairs_hook=Pairs)), (
                path.name
            )
        elif path.name.startswith("n_") and READ in got.how():
            with_rows.add(path.name)
    assert with_rows == WITH_INTACT_ELEMENTS


class Pairs(list[tuple[str, Any]]):
    """An object with all its keys."""


def same_values(got: Any, truth: Any) -> bool:
    records = truth if isinstance(truth, list) and not isinstance(truth, Pairs) else [truth]
    return [flatten(r) for r in records] == [
        {k: v if isinstance(flatten(r).get(k), str) else reread(v) for k, v in row.items()}
        for r, row in zip(records, got.rows(), strict=True)
    ]


def reread(text: str) -> Any:
    return json.loads(text, object_pairs_hook=Pairs)


def flatten(value: Any, path: str = "") -> dict[str, Any]:
    """Leaves by dotted path; what is no text stays as it is, null is left out."""
    if not isinstance(value, Pairs) or not value:
        clean = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if isinstance(value, str) else value
        return {} if value is None else {path: Pairs() if value == [] and isinstance(value, Pairs) else clean}
    flat: dict[str, Any] = {}
    seen: dict[str, int] = {}
    for key, inner in value:
        seen[key] = seen.get(key, 0) + 1
        name = key if seen[key] == 1 else f"{key}#{seen[key]}"
        flat.update(flatten(inner, f"{path}.{name}" if path else name))
    return flat


# --- laws -------------------------------------------------------------------------------------------------------------

KEYS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters=".#"), min_size=1, max_size=6)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=8
)
OBJECTS = st.lists(st.dictionaries(KEYS, VALUES, min_size=1, max_size=5), min_size=1, max_size=6)


def as_pairs(value: Any) -> Any:
    if isinstance(value, dict):
        return Pairs((k, as_pairs(v)) for k, v in value.items())
    return [as_pairs(v) for v in value] if isinstance(value, list) else value


@settings(max_examples=100, deadline=None)
@given(OBJECTS, st.booleans(), st.sampled_from(["lines", "array", "indented"]), st.sampled_from([None, (",", ":")]))
def test_any_objects_come_back(
    recover: Recover, objects: list[dict[str, Any]], is_ascii: bool, style: str, separators: Any
) -> None:
    if style == "lines":
        text = "".join(json.dumps(o, ensure_ascii=is_ascii, separators=separators) + "\n" for o in objects)
    else:
        text = json.dumps(
            objects, ensure_ascii=is_ascii, separators=separators, indent=2 if style == "indented" else None
        )
    if style == "lines" and len(objects) == 1:
        text *= 2
        objects = objects * 2
    got = recover(text)
    assert set(got.how()) == {READ}
    assert same_values(got, [as_pairs(o) for o in objects])


SIGNS = [
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    '"',
    '"a"',
    '"b":',
    "1",
    "-",
    "tru",
    "true",
    "null",
    "\\",
    "\n",
    " ",
    "\0" * 9,
    "\0",
    "名",
    "\ud7ff",
    "},{",
    '{"a":1}',
    '{"a":1}\n',
    "NaN",
    "\r",
]
MESSY = st.lists(st.sampled_from(SIGNS), max_size=60).map(lambda s: "".join(s).encode()) | st.binary(max_size=200)


@settings(max_examples=300, deadline=None)
@given(MESSY, st.sampled_from([b"", b"[", b'{"t":[{"a":', b'{"a":1}\n{"a":2}\n', b'[{"a":1},', b'[{"a":1},\n']))
def test_every_byte_is_in_one_class(data: bytes, head: bytes) -> None:
    raw = head + data
    for window in (64, 1 << 20):
        check_partition(
            JsonFormat().read(MemoryStream(raw), ReadSettings(window_bytes=window, max_record_bytes=100, max_depth=5)),
            len(raw),
        )


def mutate(data: bytes, changes: list[tuple[int, bytes, int]]) -> bytes:
    damaged = bytearray(data)
    for at, new, cut in changes:
        place = at % (len(damaged) + 1)
        damaged[place : place + cut] = new
    return bytes(damaged)


CHANGES = st.lists(
    st.tuples(
        st.integers(0, 1 << 16),
        st.binary(max_size=4) | st.just(bytes(12)) | st.sampled_from([b'"', b"}", b"\n", b",", "名".encode("gb18030")]),
        st.integers(0, 12),
    ),
    max_size=8,
)
STYLES = st.sampled_from(["lines", "array", "indented", "tables", "gb18030"])


def styled(style: str) -> bytes:
    rows = [{"id": i, "n": f"人{i}", "o": {"x": [i, {"y": "z"}], "é": None}, "t": "a\\b" * (i % 3)} for i in range(25)]
    if style in ("lines", "gb18030"):
        return "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows).encode(
            "utf-8" if style == "lines" else style
        )
    outer = {"first": rows[:12], "n": 1, "second": rows[12:]} if style == "tables" else rows
    return json.dumps(outer, ensure_ascii=False, indent=1 if style != "array" else None).encode()


@settings(max_examples=150, deadline=None)
@given(style=STYLES, changes=CHANGES)
def test_what_comes_out_does_not_depend_on_windows_or_workers(
    recover: Recover, style: str, changes: list[tuple[int, bytes, int]]
) -> None:
    data = mutate(styled(style), changes)
    whole = recover(data, workers=0, window_bytes=1 << 20, max_record_bytes=1300).everything()
    assert recover(data, workers=1, window_bytes=64, max_record_bytes=1300).everything() == whole
    assert recover(data, workers=3, window_bytes=333, max_record_bytes=1300).everything() == whole


@settings(max_examples=100, deadline=None)
@given(changes=CHANGES)
def test_untouched_lines_come_back_and_nothing_is_invented(
    recover: Recover, changes: list[tuple[int, bytes, int]]
) -> None:
    clean = styled("lines")
    known = {r: row for r, row in zip(recover(clean).records(), recover(clean).rows(), strict=True)}
    damaged = mutate(clean, changes)
    got = recover(damaged)
    assert set(damaged.splitlines(keepends=True)) & set(known) <= set(got.records())
    for record, row, how in zip(got.records(), got.rows(), got.how(), strict=True):
        if record in known and how == READ:
            assert row == known[record]


def test_salvage_finds_nothing_more() -> None:
    stream = MemoryStream(b'{"a":1}\n' + bytes(20))
    gaps = list(JsonFormat().read(stream, ReadSettings()))[-1].gaps
    assert list(JsonFormat().salvage(stream, gaps, ReadSettings())) == []
