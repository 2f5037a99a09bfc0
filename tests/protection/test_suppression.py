"""No published list of counts gives a withheld one away; an attacker by enumeration tries."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from findspot.protection.suppression import is_exposed, withheld_cells


def compositions(total: int, parts: int) -> Iterator[tuple[int, ...]]:
    """Yield every way to write ``total`` as a sum of ``parts`` numbers of at least 1: what an attacker can think."""
    if parts == 0:
        if total == 0:
            yield ()
        return
    for first in range(1, total - parts + 2):
        for rest in compositions(total - first, parts - 1):
            yield (first, *rest)


def thinkable(counts: Sequence[int], withheld: Collection[int], total: int) -> dict[int, set[int]]:
    """Return what each withheld cell can be, given the published cells and the total."""
    places = sorted(withheld)
    residual = total - sum(c for i, c in enumerate(counts) if i not in withheld)
    found: dict[int, set[int]] = {i: set() for i in places}
    for values in compositions(residual, len(places)):
        for place, value in zip(places, values, strict=True):
            found[place].add(value)
    return found


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((), set()),
        ((100, 200), set()),
        ((100, 0, 200), set()),  # nobody is in a zero
        ((5, 100, 200), {0, 1}),  # alone, the 5 would be the total less the rest
        ((5, 0, 200), {0, 2}),
        ((2, 3, 100, 200), {0, 1, 2}),  # 2 + 3 say that both are below ten
        ((6, 7, 100), {0, 1}),  # 13 leaves room for a ten
        ((9, 100, 100), {0, 1}),  # of equals, the first
        ((4,), {0}),
        ((4, 5), {0, 1}),
    ],
)
def test_small_cells_are_withheld_with_as_many_more_as_it_takes(counts: tuple[int, ...], expected: set[int]) -> None:
    assert withheld_cells(counts, {sum(counts)}, 10) == expected


def test_a_higher_threshold_withholds_more() -> None:
    assert withheld_cells((15, 100, 100), {215}, 10) == set()
    assert withheld_cells((15, 100, 100), {215}, 20) == {0, 1}


def test_without_any_total_only_small_cells_are_withheld() -> None:
    assert withheld_cells((5, 100), (), 10) == {0}


def test_the_unlisted_rest_is_a_cell_too() -> None:
    """1000 rows, 995 in the list: the 5 that are left would be counted by difference."""
    assert withheld_cells((500, 495), {1_000}, 10) == {1}
    assert withheld_cells((500, 480), {1_000}, 10) == set()


def test_an_unlisted_rest_can_hide_a_small_cell() -> None:
    assert withheld_cells((5, 500), {1_000}, 10) == {0}


def test_every_total_is_looked_at() -> None:
    assert withheld_cells((500, 490), {990, 1_000}, 10) == set()
    assert withheld_cells((500, 490), {990, 995}, 10) == {1, 0}


def test_overlapping_cells_never_leave_one_alone() -> None:
    """Persons in several categories: cells add up to more than there are persons."""
    assert withheld_cells((5, 600, 600), {1_000}, 10) == {0, 1}
    assert withheld_cells((600, 600), {1_000}, 10) == set()


def test_asked_for_cells_are_withheld_unless_zero() -> None:
    assert withheld_cells((100, 0, 200, 300), {600}, 10, also=(1, 2)) == {0, 2}


def test_all_ones_are_exposed_even_when_all_are_withheld() -> None:
    counts = (1,) * 12
    withheld = withheld_cells(counts, {12}, 10)
    assert withheld == frozenset(range(12))
    assert is_exposed(counts, withheld, {12})
    assert not is_exposed((1, 2), {0, 1}, {3})
    assert not is_exposed((50, 60), (), {110})


@settings(max_examples=200, deadline=None)
@given(
    counts=st.lists(st.integers(0, 9), min_size=1, max_size=5),
    threshold=st.integers(2, 5),
)
@example(counts=[1, 1, 1], threshold=2)
@example(counts=[4, 1, 1], threshold=5)
def test_no_small_cell_can_be_derived_from_cells_and_total(counts: list[int], threshold: int) -> None:
    total = sum(counts)
    withheld = withheld_cells(counts, {total}, threshold)
    small = {i for i, c in enumerate(counts) if 0 < c < threshold}
    assert small <= withheld
    if is_exposed(counts, withheld, {total}) or 0 < total < threshold:
        return  # the gate leaves such a list out, or withholds the total as well
    for place, values in thinkable(counts, withheld, total).items():
        assert counts[place] in values
        if place in small:
            assert len(values) > 1, "a small count was derived exactly"


@settings(max_examples=200, deadline=None)
@given(
    counts=st.lists(st.integers(0, 12), min_size=1, max_size=4),
    unlisted=st.integers(0, 6),
    threshold=st.integers(2, 5),
)
def test_a_short_list_gives_neither_its_cells_nor_the_rest_away(
    counts: list[int], unlisted: int, threshold: int
) -> None:
    total = sum(counts) + unlisted
    withheld = withheld_cells(counts, {total}, threshold)
    if not unlisted or 0 < total < threshold or sum(1 for c in counts if c) == len(withheld):
        return
    published = sum(c for i, c in enumerate(counts) if i not in withheld)
    left = total - published
    assert left == 0 or left >= threshold


@settings(max_examples=100, deadline=None)
@given(counts=st.lists(st.integers(0, 60), max_size=12), threshold=st.integers(10, 20))
def test_it_withholds_no_zero_and_ends(counts: list[int], threshold: int) -> None:
    withheld = withheld_cells(counts, {sum(counts)}, threshold)
    assert all(counts[i] for i in withheld)
    if all(c >= threshold or not c for c in counts):
        assert not withheld
