from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from findspot.formats.sqlite.createtable import TableColumn
from findspot.formats.sqlite.values import DecodingNotes, StoredColumn, build_column, count_absent
from findspot.text.kernels import sqlite as kernels


def stored(kinds: list[int], first: NDArray[np.int64], declared: str = "", default: str | None = None) -> StoredColumn:
    column = TableColumn("c", declared, default)
    return StoredColumn(column, np.zeros(64, np.uint8), "utf-8", np.array(kinds, np.int8), first, first)


def reals(values: list[float]) -> StoredColumn:
    return stored([kernels.KIND_REAL] * len(values), np.array(values, np.float64).view(np.int64))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.floats(allow_nan=False), min_size=1, max_size=30))
def test_reals_are_written_as_python_writes_them(values: list[float]) -> None:
    assert build_column(reals(values), DecodingNotes()).to_pylist() == [repr(v) for v in values]


def test_reals_where_python_and_arrow_differ() -> None:
    values = [
        0.001,
        0.00099,
        1e15,
        999999999999999.9,
        1e16,
        5.0,
        -0.0,
        0.1 + 0.2,
        float("inf"),
        float("-inf"),
        123456.789,
    ]
    assert build_column(reals(values), DecodingNotes()).to_pylist() == [repr(v) for v in values]


def test_a_real_that_is_no_number_is_null() -> None:
    assert build_column(reals([float("nan"), 0.5]), DecodingNotes()).to_pylist() == [None, "0.5"]


@pytest.mark.parametrize(("default", "value", "absent"), [(None, None, 2), ("x", "x", 1)])
def test_a_field_that_lacks_is_its_default_or_null_and_a_lost_one_is_null(
    default: str | None, value: str | None, absent: int
) -> None:
    column = stored([kernels.KIND_ABSENT, kernels.KIND_LOST, kernels.KIND_INTEGER], np.array([0, 0, 7]), "INT", default)
    assert build_column(column, DecodingNotes()).to_pylist() == [value, None, "7"]
    assert count_absent(column) == absent


def test_a_column_of_nulls_is_text_too() -> None:
    array = build_column(stored([kernels.KIND_NULL] * 3, np.zeros(3, np.int64)), DecodingNotes())
    assert (array.to_pylist(), str(array.type)) == ([None] * 3, "string")
