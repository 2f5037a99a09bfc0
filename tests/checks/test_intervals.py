"""Intervals of shares."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from findspot.checks.intervals import judge_share, wilson_interval


@given(whole=st.integers(1, 10**7), share=st.floats(0, 1))
@settings(max_examples=200, deadline=None)
def test_an_interval_holds_the_share_and_stays_within_0_and_1(whole: int, share: float) -> None:
    part = round(whole * share)
    low, high = wilson_interval(part, whole)
    assert 0.0 <= low <= part / whole <= high <= 1.0


def test_the_ends_solve_the_score_equation() -> None:
    low, high = wilson_interval(7, 40)
    for end in (low, high):
        assert abs(7 / 40 - end) / math.sqrt(end * (1 - end) / 40) == pytest.approx(1.96, abs=1e-3)


def test_nothing_tested_tells_nothing() -> None:
    assert wilson_interval(0, 0) == (0.0, 1.0)


@pytest.mark.parametrize(("low", "verdict"), [(0.0, "passed"), (0.02, "passed"), (0.05, "look"), (0.5, "failed")])
def test_a_share_must_surely_be_above_a_bound(low: float, verdict: str) -> None:
    assert judge_share(low, look=0.02, failed=0.1) == verdict
