"""Fingerprints count distinct values and rows exactly."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from findspot.text.fingerprints import NULL, DistinctCounter, fingerprint_rows, fingerprint_values

VALUES = st.lists(st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=12), max_size=30)


@given(VALUES)
@settings(max_examples=150, deadline=None)
def test_equal_values_and_only_those_have_equal_fingerprints(values: list[str | None]) -> None:
    prints = fingerprint_values(pa.array(values, pa.string())).tolist()
    by_value = dict(zip(values, prints, strict=True))
    assert [by_value[v] for v in values] == prints
    assert len(set(prints)) == len(set(values))


@given(VALUES, st.integers(0, 30))
@settings(max_examples=50, deadline=None)
def test_a_slice_has_the_fingerprints_of_the_whole(values: list[str | None], start: int) -> None:
    array = pa.array(values, pa.string())
    assert fingerprint_values(array.slice(start)).tolist() == fingerprint_values(array).tolist()[start:]


def test_near_values_differ() -> None:
    values = [
        "",
        "\0",
        "\0\0",
        "a",
        "a\0",
        "b",
        "ab",
        "ba",
        "0",
        "1",
        "01",
        "10",
        "x" * 4_096,
        "x" * 4_097,
        "x" * 9_000,
    ]
    assert len(set(fingerprint_values(pa.array(values)).tolist())) == len(values)


def test_numbers_in_a_row_do_not_collide() -> None:
    prints = fingerprint_values(pa.array([f"{n:018d}" for n in range(100_000)]))
    assert len(np.unique(prints)) == 100_000


def test_long_values_among_short_ones_change_nothing() -> None:
    values = ["a", "b" * 5_000, "c"] * 3
    alone = [int(fingerprint_values(pa.array([v]))[0]) for v in values]
    assert fingerprint_values(pa.array(values)).tolist() == alone


def test_more_bytes_than_are_taken_at_once_change_nothing() -> None:
    values = [f"{n}" * 1_000 for n in range(1_000)]
    whole = fingerprint_values(pa.array(values)).tolist()
    assert whole[:3] + whole[-3:] == fingerprint_values(pa.array(values[:3] + values[-3:])).tolist()


def test_rows_differ_by_place_and_by_null() -> None:
    columns = [pa.array(["a", "b", "a", None, ""]), pa.array(["b", "a", "b", "", None])]
    rows = fingerprint_rows((fingerprint_values(c) for c in columns), 5).tolist()
    assert rows[0] == rows[2]
    assert len(set(rows)) == 4
    assert fingerprint_rows([], 2).tolist() == [int(NULL)] * 2


@given(st.lists(st.lists(st.integers(0, 50), max_size=40), max_size=8))
@settings(max_examples=50, deadline=None)
def test_the_counter_counts_distinct_ones(batches: list[list[int]]) -> None:
    counter = DistinctCounter()
    for batch in batches:
        counter.add(np.array(batch, np.uint64))
    assert counter.count() == len({n for batch in batches for n in batch})


def test_the_counter_settles_what_waits_too_long() -> None:
    counter = DistinctCounter()
    for start in (0, 100_000, 200_000, 250_000):
        counter.add(np.arange(start, start + 150_000, dtype=np.uint64))
    assert counter.count() == 400_000
