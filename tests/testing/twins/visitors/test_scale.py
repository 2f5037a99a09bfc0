"""Documents of each index, and the windows of time."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from findspot.testing.twins.visitors.scale import PUBLISHED, WINDOWS, Scale, set_scale

from .conftest import place


def test_size_l_is_the_published_one() -> None:
    assert set_scale(place(1_100_000, size="L")) == Scale(**PUBLISHED)
    assert sum(PUBLISHED.values()) == 1_100_000


def test_size_m_has_all_the_people_and_fewer_captures() -> None:
    scale = set_scale(place(200_000, size="M"))
    assert scale.entries == scale.targets == 1
    assert scale.face < PUBLISHED["face"] / 5


def test_every_index_has_a_document_however_few_are_ordered() -> None:
    assert set_scale(place(1)) == Scale(1, 1, 1, 1, 1)


@pytest.mark.parametrize("index", WINDOWS, ids=str)
@given(count=st.integers(1, 400), seed=st.integers(0, 9))
@settings(max_examples=10, deadline=None)
def test_events_lie_in_their_window_and_the_share_of_them_in_its_core(index: str, count: int, seed: int) -> None:
    window = WINDOWS[index]
    days = window.draw(np.random.default_rng(seed), count).astype("datetime64[s]")
    assert (days >= np.datetime64(window.first)).all()
    assert (days < np.datetime64(window.end)).all()
    core = (days >= np.datetime64(window.core_first)) & (days < np.datetime64(window.core_end))
    assert core.sum() == round(window.core_share * count)


def test_the_five_windows_are_five() -> None:
    assert len({(window.first, window.end) for window in WINDOWS.values()}) == 5
