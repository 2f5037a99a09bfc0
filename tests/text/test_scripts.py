"""Width, case and script of text."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from findspot.text.scripts import byte_view, bytes_to_text, fixed_width, fold, fold_key, is_ascii, mask, text_array

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("王伟 2019-03-04", "汉汉 9999-99-99"),
        ("Ærø ABC-Zz", "aaa aaa-aa"),
        ("١٢٣", "999"),
        ("党支部党支部", "汉+"),
        ("e\u0301日本ひら", "a汉汉aa"),
        ("internationally", "a+"),
        ("12345678901234567890", "9+"),
        ("☎ 1", "? 9"),
        ("", ""),
    ],
)
def test_a_mask_shows_the_shape_only(text: str, shape: str) -> None:
    assert mask(pa.array([text])).to_pylist() == [shape]


@given(TEXT)
@settings(max_examples=100, deadline=None)
def test_a_mask_holds_no_letter_or_digit_of_the_value(text: str) -> None:
    shape = mask(pa.array([text])).to_pylist()[0]
    assert {c for c in shape if c.isalnum()} <= {"9", "a", "汉"}


@given(st.lists(st.none() | TEXT, max_size=10))
@settings(max_examples=100, deadline=None)
def test_folding_is_nfkc_without_outer_space(values: list[str | None]) -> None:
    folded = fold(pa.array(values, pa.string())).to_pylist()
    for value, result in zip(values, folded, strict=True):
        if value is None:
            assert result is None
        elif value.isprintable():
            assert result == unicodedata.normalize("NFKC", value).strip()


def test_folded_keys_are_in_lower_case() -> None:
    assert fold_key(pa.array(["　ＡＢＣ ", "Ä"])).to_pylist() == ["abc", "ä"]


def test_ascii_is_told_within_a_slice() -> None:
    values = pa.array(["ä", "b", "c", "汉"])
    assert not is_ascii(values)
    assert is_ascii(values.slice(1, 2))
    assert is_ascii(pa.array([], pa.string()))


def test_the_bytes_of_a_slice_are_its_own() -> None:
    places, data = byte_view(pa.array(["aa", "b", None, "ccc"]).slice(1))
    assert [data[a:b].tobytes() for a, b in pairwise(places)] == [b"b", b"", b"ccc"]
    assert byte_view(pa.nulls(0, pa.string()))[0].tolist() == [0]


def test_values_of_one_width_come_as_a_matrix() -> None:
    where, matrix = fixed_width(pa.array(["ab", "c", "de", None]), 2)
    assert where.tolist() == [0, 2]
    assert [row.tobytes() for row in matrix] == [b"ab", b"de"]
    where, matrix = fixed_width(pa.array(["x", "ab", "de"]).slice(1), 2)
    assert where.tolist() == [0, 1]
    assert matrix.tobytes() == b"abde"


@given(st.lists(st.from_regex(r"[a-z]{3}", fullmatch=True), max_size=8), st.integers(0, 255))
@settings(max_examples=50, deadline=None)
def test_a_matrix_becomes_text_again(values: list[str], bits: int) -> None:
    matrix = np.frombuffer("".join(values).encode(), np.uint8).reshape(len(values), 3)
    present = np.array([bool(bits >> i & 1) for i in range(len(values))], np.bool_)
    expected = [v if p else None for v, p in zip(values, present, strict=True)]
    assert bytes_to_text(matrix, present).to_pylist() == expected


def test_chunks_and_other_types_become_one_array() -> None:
    assert text_array(pa.chunked_array([["a"], ["b"]])).to_pylist() == ["a", "b"]
    assert text_array(pa.array(["a"], pa.large_string())).type == pa.string()
