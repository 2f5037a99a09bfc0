from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from findspot.model.span import How, StructureKind
from findspot.testing.streams import collect

Recover = Callable[..., Any]
READ, SALVAGED, PARTIAL = int(How.READ), int(How.SALVAGED), int(How.PARTIAL)


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
        '{"total": 2, "people": [{"n": "a"}, {"n": "b"}],\n "empty": [],'
        ' "u\\u006eits": [{"c": 1}], "meta": {"v": [1]}}\n'
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
    assert len(got.columns()) == 1000
    rows = got.rows()
    assert json.loads(rows[1][""]) == wide
    assert (rows[1]["k900"], rows[1].get("k1000")) == ("900", None)
    assert json.loads(rows[2][""]) == {"a": 2, "z": {"y": [1], "x": {}}}
    assert got.how() == [READ] * 3


def test_a_very_long_key_is_kept_in_the_whole_record(recover: Recover) -> None:
    record = {"a": 1, "k" * 5000: {"x": [1, {"y": 2}], "z": {}}}
    assert json.loads(recover(json.dumps(record) + "\n").rows()[0][""]) == record


def test_wide_and_sparse_records_come_in_several_chunks(recover: Recover, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("findspot.formats.jsontext.blocks.MOST_FIELDS", 1000)
    for text in ('{"k%d":%d}\n', '{"k%d":%d, "n":"王"}\n'):
        lines = [text % (i % 99, i) for i in range(120)]
        got = recover("".join(lines))
        assert len(got.chunks) > 10
        assert got.records() == [line.encode() for line in lines]
        assert [row[f"k{i % 99}"] for i, row in enumerate(got.rows())] == [str(i) for i in range(120)]
