"""Crawl batches: exact counts in the surviving part, batches by country, files with many survivors and with none."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from findspot.testing.twins.profiles.batches import PUBLISHED, Layout, countries, lay_out

from .conftest import place

CODES = [country.code for country in countries()]


def surviving_people(layout: Layout) -> np.ndarray:
    kept = np.zeros(len(layout.country), np.bool_)
    kept[layout.person[layout.surviving_profiles]] = True
    return kept


@given(st.integers(30, 3_000), st.floats(0.05, 0.6), st.integers(0, 5), st.floats(0, 0.4))
@settings(max_examples=25, deadline=None)
def test_every_profile_is_in_one_batch_and_as_many_survive_as_ordered(
    rows: int, share: float, seed: int, several: float
) -> None:
    layout = lay_out(place(rows, seed, recovered_share=share, several_profiles=several))
    assert layout.profiles == rows
    assert layout.first[0] == 0
    assert layout.first[-1] == rows
    assert (np.diff(layout.first) > 0).all()
    assert layout.surviving_profiles.sum() == round(share * rows)
    assert set(layout.person.tolist()) == set(range(len(layout.country)))


@pytest.mark.parametrize("rows", [2_400, 24_000, 240_000])
def test_recovered_people_by_nationality_are_exactly_as_published_in_proportion(rows: int) -> None:
    layout = lay_out(place(rows))
    kept = surviving_people(layout)
    counts = np.bincount(layout.country[kept], minlength=len(CODES))
    for code, published in (("US", 52_000), ("AU", 35_558), ("GB", 9_700), ("CA", 5_000)):
        assert counts[CODES.index(code)] == round(published * rows / PUBLISHED)


def test_one_country_is_over_represented_as_ordered() -> None:
    layout = lay_out(place(60_000, au_over=3.0))
    kept = surviving_people(layout)
    australian = layout.country == CODES.index("AU")
    assert australian[kept].mean() / australian.mean() == pytest.approx(3.0, rel=0.01)


def test_ten_times_the_recovered_count_is_far_off() -> None:
    layout = lay_out(place(60_000))
    kept = surviving_people(layout)
    australian = layout.country == CODES.index("AU")
    assert australian[kept].sum() / kept.mean() > 2 * australian.sum()


def test_most_of_a_batch_is_from_one_country_when_batched_and_few_when_not() -> None:
    def concentration(batching: float) -> float:
        layout = lay_out(place(24_000, batching=batching))
        batches = np.split(layout.country[layout.person], layout.first[1:-1])
        return float(np.mean([(batch == focus).mean() for batch, focus in zip(batches, layout.focus, strict=True)]))

    assert concentration(0.9) > 0.7
    assert concentration(0.0) < 0.35


def test_people_with_several_profiles_have_two_to_four() -> None:
    layout = lay_out(place(20_000))
    per_person = np.bincount(layout.person)
    assert per_person.min() == 1
    assert per_person.max() == 4
    assert per_person[per_person > 1].sum() / layout.profiles == pytest.approx(0.09, abs=0.002)


def test_some_files_have_many_survivors_and_some_few() -> None:
    layout = lay_out(place(240_000))
    per_file = np.bincount(layout.file[layout.survives], minlength=int(layout.file[-1]) + 1)
    assert per_file.max() >= 2 * max(1, per_file.min())
    assert (np.diff(layout.file) >= 0).all()


@pytest.mark.parametrize("total", [0, 1, 7, 1_000])
def test_another_table_is_divided_over_the_batches_in_proportion(total: int) -> None:
    layout = lay_out(place(600))
    first = layout.divide(total)
    assert first[0] == 0
    assert first[-1] == total
    assert len(first) == len(layout.first)
    assert np.abs(np.diff(first) - np.diff(layout.first) * total / 600).max() < 1 + 1e-9


def test_the_same_seed_gives_the_same_layout_and_another_another() -> None:
    first, again, other = (lay_out(place(600, seed)) for seed in (1, 1, 2))
    assert (first.person == again.person).all()
    assert (first.survives == again.survives).all()
    assert not (first.person == other.person).all()
