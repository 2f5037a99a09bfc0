"""Documents from columns must be JSON, and their cells what a parser makes of them."""

from __future__ import annotations

import json

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from findspot.testing.twins.documents import (
    HALF,
    Field,
    decode_line,
    decode_object,
    index_fields,
    join_items,
    quote,
    read_cells,
    write_objects,
)
from findspot.testing.twins.records import StreamInfo

INFO = StreamInfo("a.json", "", "ndjson", "utf-8")
TEXTS = st.text(
    st.characters(min_codepoint=0x20, exclude_categories=("Cs", "Cn")) | st.sampled_from("\n\r\t"), max_size=20
)


def strings(*values: str | None) -> pa.Array:
    return pa.array(values, pa.string())


def test_keys_with_dots_become_objects_within_objects() -> None:
    fields = [Field("a", strings("x")), Field("b.c", strings("1"), "bare"), Field("b.d.e", strings(None))]
    assert write_objects(fields).to_pylist() == ['{"a":"x","b":{"c":1,"d":{"e":null}}}']


def test_an_absent_member_is_not_written_and_its_cell_is_null() -> None:
    fields = [Field("a", strings("x", "y")), Field("b", strings("1", "2"), absent=np.array([True, False]))]
    assert write_objects(fields).to_pylist() == ['{"a":"x"}', '{"a":"y","b":"2"}']
    assert read_cells(fields).column("b").to_pylist() == [None, "2"]


def test_an_object_whose_members_are_all_absent_is_not_written() -> None:
    gone = np.array([True, False])
    fields = [
        Field("a", strings("x", "y")),
        Field("c.d", strings("1", "2"), absent=gone),
        Field("c.e", strings("3", "4"), absent=gone),
    ]
    assert write_objects(fields).to_pylist() == ['{"a":"x"}', '{"a":"y","c":{"d":"2","e":"4"}}']


def test_a_document_of_absent_members_only_is_an_empty_object() -> None:
    assert write_objects([Field("a", strings("x"), absent=np.array([True]))]).to_pylist() == ["{}"]


def test_a_number_written_as_text_has_the_same_cell() -> None:
    field = Field("n", strings("7", "7", None), "bare", quoted=np.array([False, True, True]))
    assert write_objects([field]).to_pylist() == ['{"n":7}', '{"n":"7"}', '{"n":null}']
    assert read_cells([field]).column("n").to_pylist() == ["7", "7", None]


def test_items_that_are_null_are_left_out_of_an_array_and_none_makes_an_empty_one() -> None:
    assert join_items([strings("1", None, None), strings("2", "3", None)]).to_pylist() == ["[1,2]", "[3]", "[]"]


def test_half_a_surrogate_pair_is_an_escape_in_the_document_and_in_the_cell() -> None:
    field = Field("a", strings(f"so {HALF}ud83d"))
    assert write_objects([field]).to_pylist() == ['{"a":"so \\ud83d"}']
    assert read_cells([field]).column("a").to_pylist() == ["so \\ud83d"]
    assert decode_object(b'{"a":"so \\ud83d"}') == {"a": "so \\ud83d"}


def test_elasticdump_keeps_the_documents_own_members_within_source() -> None:
    fields = index_fields("i", "doc", strings("k1"), [Field("a.b", strings("x"))])
    assert json.loads(write_objects(fields)[0].as_py()) == {
        "_index": "i", "_type": "doc", "_id": "k1", "_score": 1, "_source": {"a": {"b": "x"}},
    }  # fmt: skip


def test_arrays_stay_text_as_written() -> None:
    written = '[{"a":"\\"x\\"","n":1.50},[],null,true]'
    assert decode_object(f'{{"l":{written}}}'.encode()) == {"l": written}


@given(st.lists(st.tuples(TEXTS, st.none() | TEXTS, TEXTS, st.integers()), min_size=1, max_size=5))
@settings(max_examples=100, deadline=None)
def test_a_parser_finds_the_cells_in_the_documents(rows: list[tuple[str, str | None, str, int]]) -> None:
    first, second, third, number = zip(*rows, strict=True)
    fields = [
        Field("a", strings(*first)),
        Field("b.c", strings(*second)),
        Field("b.list", join_items([quote(strings(*third))]), "json"),
        Field("n", strings(*map(str, number)), "bare"),
    ]
    lines = write_objects(fields).to_pylist()
    cells = read_cells(fields).to_pylist()
    assert [decode_object(line.encode()) for line in lines] == cells
    assert [json.loads(line)["b"]["list"] for line in lines] == [[text] for text in third]


def test_a_line_without_end_is_no_record() -> None:
    assert decode_line(b'{"a":1}\n', INFO) == {"a": "1"}
    with pytest.raises(ValueError, match="line end"):
        decode_line(b'{"a":1}', INFO)
