"""Draws keep to their shares, and the same generator gives the same column."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from findspot.testing.twins import draws
from findspot.testing.twins.tally import Tally


def generator(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


@given(st.floats(0, 1), st.integers(0, 200))
@settings(max_examples=60, deadline=None)
def test_the_share_of_the_rows_is_chosen(share: float, count: int) -> None:
    assert abs(draws.choose(generator(), share, count).sum() - share * count) < 1


def test_small_chunks_add_up_to_the_share() -> None:
    random = generator()
    assert sum(draws.choose(random, 0.01, 10).sum() for _ in range(4_000)) == pytest.approx(400, rel=0.15)


@given(st.floats(0, 1), st.lists(st.booleans(), max_size=60))
@settings(max_examples=60, deadline=None)
def test_only_the_eligible_are_chosen(share: float, eligible: list[bool]) -> None:
    flags = np.array(eligible, np.bool_)
    chosen = draws.choose_among(generator(), share, flags)
    assert not (chosen & ~flags).any()
    assert abs(chosen.sum() - share * flags.sum()) < 1


@given(st.integers(0, 10**6), st.lists(st.floats(0.01, 100), min_size=1, max_size=20))
@settings(max_examples=60, deadline=None)
def test_apportioned_numbers_add_up_and_are_off_by_less_than_one(total: int, weights: list[float]) -> None:
    result = draws.apportion(total, weights)
    exact = np.array(weights) / sum(weights) * total
    assert result.sum() == total
    assert (np.abs(result - exact) < 1 + 1e-6).all()


def test_an_empty_key_of_shares_is_null() -> None:
    assert draws.pick_shares(generator(), {"": 1.0}, 3).to_pylist() == [None] * 3


def test_draws_follow_their_weights() -> None:
    index = draws.draw_index(generator(), (1, 0, 3), 4000)
    assert set(index.tolist()) == {0, 2}
    assert abs((index == 2).mean() - 0.75) < 0.03


def test_pick_takes_from_the_pool_and_repeats_itself_for_the_same_generator() -> None:
    first, second = (draws.pick(generator(5), ["a", "b", None], 50).to_pylist() for _ in range(2))
    assert first == second
    assert set(first) == {"a", "b", None}


@pytest.mark.parametrize(("value", "width", "written"), [(7, 3, "007"), (1234, 3, "1234"), (0, 1, "0")])
def test_digits_are_padded_and_never_cut(value: int, width: int, written: str) -> None:
    assert draws.digits(np.array([value]), width).to_pylist() == [written]


def test_joined_texts_are_null_where_a_part_is() -> None:
    assert draws.concat(pa.array(["a", None]), "-", pa.array(["b", "c"])).to_pylist() == ["a-b", None]


def test_each_row_gets_the_value_of_its_case() -> None:
    chosen = draws.select(np.array([1, 0]), [pa.array(["a", "b"]), pa.array(["c", "d"])])
    assert chosen.to_pylist() == ["c", "b"]
    assert draws.where(np.array([True, False]), "x", None).to_pylist() == ["x", None]


def test_moments_are_written_in_utc() -> None:
    assert draws.format_times(np.array([0, 86_399]), "%Y-%m-%d %H:%M:%S").to_pylist() == [
        "1970-01-01 00:00:00",
        "1970-01-01 23:59:59",
    ]
    assert draws.text(np.array([5])).to_pylist() == ["5"]


def test_a_tally_adds_up_over_chunks() -> None:
    tally = Tally()
    flags = np.array([True, False, True])
    assert tally.note("habit", flags) is flags
    tally.note("habit", flags, of=10)
    tally.add("other", 3, 4)
    assert tally.counts == {"habit": (4, 13), "other": (3, 4)}
