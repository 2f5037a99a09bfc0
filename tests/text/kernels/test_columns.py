"""Field ranges become Arrow columns; escapes are undone exactly where flags say so."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from findspot.text.kernels import columns as kernel


def build(texts: list[list[str | bytes]], flags: list[list[int]]) -> kernel.BuiltColumns:
    """Build columns of fields given by row, each with its flag."""
    raw = [[t.encode() if isinstance(t, str) else t for t in row] for row in texts]
    sizes = np.array([[len(t) for t in row] for row in raw], np.int32)
    ends = np.cumsum(sizes.ravel() + 1).reshape(sizes.shape).astype(np.int32) - 1
    buffer = np.frombuffer(b",".join(t for row in raw for t in row), np.uint8)
    return kernel.build_columns(buffer, ends - sizes, ends, np.array(flags, np.uint8))


def one(text: str | bytes, flag: int) -> tuple[str | None, bool, bool]:
    """Build one field; return its value and whether a lone surrogate and a bad escape were noted."""
    built = build([[text]], [[flag]])
    return built.arrays[0][0].as_py(), bool(len(built.lone_surrogates[0])), bool(len(built.bad_escapes[0]))


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 4).flatmap(lambda n: st.lists(st.lists(st.text(max_size=40), min_size=n, max_size=n), min_size=1))
)
def test_plain_fields_are_copied(rows: list[list[str]]) -> None:
    built = build(rows, [[0] * len(row) for row in rows])
    for column, array in enumerate(built.arrays):
        array.validate(full=True)
        assert array.to_pylist() == [row[column] for row in rows]
        assert array.null_count == 0


def test_null_and_absent_fields_are_null_and_only_the_absent_are_counted() -> None:
    built = build([["a", "x"], ["b", "y"], ["c", "z"]], [[0, kernel.NULL], [0, kernel.ABSENT], [0, 0]])
    assert built.arrays[1].to_pylist() == [None, None, "z"]
    assert built.arrays[1].null_count == 2
    assert built.absent.tolist() == [0, 1]


def test_no_rows_make_empty_columns() -> None:
    none = np.empty((0, 2), np.int32)
    built = kernel.build_columns(np.empty(0, np.uint8), none, none, np.empty((0, 2), np.uint8))
    assert [len(a) for a in built.arrays] == [0, 0]


def test_one_column_can_be_built_alone() -> None:
    buffer = np.frombuffer(b"abc", np.uint8)
    starts, ends = np.array([0, 1], np.int32), np.array([1, 3], np.int32)
    assert kernel.build_string_array(buffer, starts, ends, np.zeros(2, np.uint8)).to_pylist() == ["a", "bc"]


@pytest.mark.parametrize(("written", "value"), [('a""b', 'a"b'), ('""""', '""'), ('a"b', 'a"b'), ('"', '"'), ("", "")])
def test_doubled_quotes_are_one(written: str, value: str) -> None:
    assert one(written, kernel.DOUBLED) == (value, False, False)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        (r"a\0b\n\r\t\b\Z", "a\0b\n\r\t\b\x1a"),
        (r"\\ \' \" \x", "\\ ' \" x"),
        (r"50\% a\_b", r"50\% a\_b"),
        ("end\\", "end\\"),
        ('a""b', 'a""b'),
    ],
)
def test_mysql_escapes(written: str, value: str) -> None:
    assert one(written, kernel.MYSQL) == (value, False, False)


def test_mysql_escapes_and_doubled_quotes_go_together() -> None:
    assert one(r'a""b\"c\n', kernel.MYSQL | kernel.DOUBLED) == ('a"b"c\n', False, False)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        (r"a\b\f\n\r\t\v\\", "a\b\f\n\r\t\v\\"),
        (r"\101\x42\x4a1\7", "ABJ1\7"),
        (r"\344\270\255", "中"),
        (r"\q\x", "qx"),
        ("end\\", "end\\"),
    ],
)
def test_copy_text_escapes(written: str, value: str) -> None:
    assert one(written, kernel.PG) == (value, False, False)


def test_copy_text_escapes_that_are_no_utf_8_stay_as_written() -> None:
    assert one(r"a\xff\n", kernel.PG) == (r"a\xff\n", False, True)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        (r"\"\\\/\b\f\n\r\t", '"\\/\b\f\n\r\t'),
        (r"\u4e2d\u0041\u00e9\u0000", "中Aé\0"),
        (r"\ud83d\ude00!", "😀!"),
        (r"\uD83D\uDE00", "😀"),
    ],
)
def test_json_escapes(written: str, value: str) -> None:
    assert one(written, kernel.JSON) == (value, False, False)


@pytest.mark.parametrize("written", [r"\ud83d", r"\ude00x", r"\ud83d\u0041", r"\ud83dabcdefgh", r"\ud83d\ud83d"])
def test_half_a_surrogate_pair_stays_six_characters(written: str) -> None:
    value, lone, bad = one(written, kernel.JSON)
    assert value == written.replace(r"\u0041", "A")
    assert (lone, bad) == (True, False)


@pytest.mark.parametrize("written", [r"\q", r"\u12", r"\u12g4", "a\\"])
def test_json_escapes_that_mean_nothing_stay_as_written(written: str) -> None:
    assert one(written, kernel.JSON) == (written, False, True)


@settings(max_examples=60, deadline=None)
@given(st.text())
def test_what_json_writes_comes_back(text: str) -> None:
    assert one(json.dumps(text)[1:-1], kernel.JSON)[0] == text


def test_problems_are_told_by_row_and_column() -> None:
    built = build([["a", r"\ud800"], [r"\q", "b"]], [[0, kernel.JSON], [kernel.JSON, 0]])
    assert [p.tolist() for p in built.lone_surrogates] == [[0], [1]]
    assert [p.tolist() for p in built.bad_escapes] == [[1], [0]]
