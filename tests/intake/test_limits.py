from __future__ import annotations

import pytest

from findspot.intake.limits import Budget, IntakeLimits, OverLimit


def test_the_ratio_counts_only_beyond_the_floor() -> None:
    budget = Budget(IntakeLimits(max_ratio=10, ratio_floor_bytes=1_000), 1_000_000)
    budget.spend(1_000, 1_000, 1)
    with pytest.raises(OverLimit, match="ratio of 10 to 1"):
        budget.spend(1, 1_001, 100)


def test_a_source_is_held_to_the_ratio_as_a_whole() -> None:
    budget = Budget(IntakeLimits(max_ratio=10, ratio_floor_bytes=1_000), 200)
    for _ in range(2):
        budget.spend(1_000, 1_000, 500)
    with pytest.raises(OverLimit, match="the source"):
        budget.spend(1_000, 1_000, 500)


def test_members_are_counted() -> None:
    budget = Budget(IntakeLimits(max_members=2), 1)
    assert [budget.count_member() for _ in range(3)] == [True, True, False]
