from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from findspot.testing.twins.encoding import encode, join, join_between, joined, one_chunk, sizes_of

ENCODINGS = ["gb18030", "gbk", "utf-8", "utf-16-le"]
CHARACTERS = st.sampled_from("aZ0 ,\n王伟·×㛃𠮷\ue0a1〇é")


@given(st.lists(st.text(CHARACTERS, max_size=6), max_size=8), st.sampled_from(ENCODINGS))
@settings(max_examples=150, deadline=None)
def test_a_column_is_encoded_as_its_values_one_by_one_are(texts: list[str], encoding: str) -> None:
    column = pa.array(texts, pa.string())
    expected = [text.encode(encoding, "replace") for text in texts]
    assert encode(column, encoding).to_pylist() == expected
    assert encode(pa.array(["x", *texts], pa.string()).slice(1), encoding).to_pylist() == expected
    assert encode(pa.chunked_array([column, column]), encoding).to_pylist() == expected * 2


def test_what_an_encoding_lacks_is_an_error_only_when_asked_to_be() -> None:
    assert encode(pa.array(["𠮷"]), "gbk").to_pylist() == [b"?"]
    with pytest.raises(UnicodeEncodeError):
        encode(pa.array(["𠮷"]), "gbk", strict=True)


def test_pieces_are_joined_row_by_row() -> None:
    pieces = pa.array([b"1", b"22"])
    assert join(b"(", pieces, b")").to_pylist() == [b"(1)", b"(22)"]
    large = pieces.cast(pa.large_binary())
    assert join_between([large, large], b",").to_pylist() == [b"1,1", b"22,22"]


def test_lengths_and_bytes_of_a_column() -> None:
    values = pa.array([b"x", b"abc", None, b"de"]).slice(1)
    assert sizes_of(values).tolist() == [3, 0, 2]
    assert joined(values) == b"abcde"
    assert joined(pa.array([], pa.binary())) == b""
    assert one_chunk(pa.chunked_array([[1], [2]])).to_pylist() == [1, 2]
