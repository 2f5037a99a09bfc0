from __future__ import annotations

import numpy as np
import pytest

from findspot.testing.ids import check_character
from findspot.testing.twins.making import load_plan
from findspot.testing.twins.plan import place_order
from findspot.testing.twins.regions import CODES_SINCE, ISSUED_WITHIN, load_regions
from findspot.testing.twins.register.drawing import Register, draw_register
from findspot.testing.twins.register.kinship import homonyms, link_members, repeated, with_twins
from findspot.testing.twins.register.members import (
    SNAPSHOT,
    ages,
    draw_sequences,
    id_date,
    uniform_sequences,
    years_of,
)

YEAR = 365.2425


def test_every_id_is_valid_and_nobody_elses(drawn: Register) -> None:
    ids = drawn.clerk.ids.to_pylist()
    assert len(set(ids)) == len(ids) == 19_840
    assert all(check_character(text[:17]) == text[17] for text in ids[:3000])
    odd = np.array([int(text[16]) % 2 == 1 for text in ids])
    assert (odd == drawn.members.male).all()
    assert [int(text[6:14]) for text in ids] == id_date(drawn.members).tolist()


def test_the_region_of_every_id_was_in_force(drawn: Register) -> None:
    members, regions = drawn.members, load_regions()
    begin = np.maximum(years_of(members.born), CODES_SINCE)
    assert (regions.since[members.region] <= begin + ISSUED_WITHIN).all()
    assert (regions.until[members.region] > begin).all()


@pytest.mark.parametrize(
    ("knobs", "share"),
    [
        ({"female": 0.5}, lambda m: ~m.male),
        ({"minority": 0.2}, lambda m: m.group > 0),
        ({"tertiary": 0.1}, lambda m: m.level < 3),
        ({"young": 0.6, "middle": 0.1}, lambda m: ages(m.born) <= 35),
        ({"mobile_filled": 0.9}, lambda m: m.phone > 0),
        ({"elsewhere": 0.0}, lambda m: ~load_regions().home[m.region]),
    ],
)
def test_shares_come_out_as_asked(knobs: dict[str, float], share: object) -> None:
    register = draw_register(place_order(load_plan("register"), "S", 4, {"rows": 3000, **knobs}))
    assert np.mean(share(register.members)) == pytest.approx(next(iter(knobs.values())), abs=0.002)  # type: ignore[operator]


def test_members_of_a_branch_resemble_each_other(drawn: Register) -> None:
    members, tree = drawn.members, drawn.tree
    age = ages(members.born)
    count = tree.size[tree.leaf]
    means = np.bincount(members.branch, age, len(tree.size))[tree.leaf] / count
    expected = age.std() / np.sqrt(count)
    assert np.mean(np.abs(means - age.mean()) > 2 * expected) > 0.3
    residents = members.branch[np.isin(members.branch, np.flatnonzero(tree.sector == 0))]
    assert means[np.searchsorted(tree.leaf, np.unique(residents))].mean() > age.mean()


def test_everybody_is_of_age_and_joined_after_that(drawn: Register) -> None:
    members = drawn.members
    assert ages(members.born).min() >= 18
    assert ages(members.born).max() <= 96
    assert (members.joined <= SNAPSHOT.astype(np.int64)).all()
    assert (members.joined - members.born > 17 * YEAR).mean() > 0.99


def test_sequence_numbers_are_apart_even_where_a_day_is_crowded() -> None:
    random = np.random.default_rng(2)
    male = random.random(900) < 0.5
    crowd = draw_sequences(random, np.zeros(900, np.int64), np.zeros(900, np.int64), male)
    assert len(set(crowd.tolist())) == 900
    assert ((crowd % 2 == 1) == male).all()
    assert crowd.min() >= 1
    assert crowd.max() <= 998


def test_low_blocks_of_sequence_numbers_are_favoured(drawn: Register) -> None:
    assert np.mean(drawn.members.sequence < 250) > 0.4
    flat = uniform_sequences(np.random.default_rng(1), np.ones(5000, np.bool_))
    assert np.mean(flat < 250) == pytest.approx(0.25, abs=0.03)


def test_homonyms_twins_and_families_are_there_as_asked(drawn: Register) -> None:
    members = drawn.members
    assert homonyms(members).sum() == pytest.approx(0.011 * len(members), abs=2)
    assert with_twins(members).sum() == pytest.approx(0.0005 * len(members), abs=1)
    shared = repeated(members.phone) & (members.phone > 0)
    assert shared.sum() == pytest.approx(0.03 * len(members), rel=0.01)
    order = np.argsort(members.phone[shared], kind="stable")
    born = members.born[shared][order].reshape(-1, 2)
    gap = np.abs(born[:, 0] - born[:, 1]) / YEAR
    assert 20 < np.median(gap) < 35


def test_too_many_homonyms_are_parted() -> None:
    knobs = {"rows": 3000, "homonyms": 0.0, "twins": 0.3}
    register = draw_register(place_order(load_plan("register"), "S", 4, knobs))
    assert homonyms(register.members).mean() < 0.02
    assert with_twins(register.members).mean() == pytest.approx(0.3, abs=0.01)
    ids = register.clerk.ids.to_pylist()
    assert len(set(ids)) == len(ids)


def test_nothing_is_repeated_in_what_is_not() -> None:
    assert repeated(np.array([3, 1, 2])).tolist() == [False] * 3
    assert repeated(np.array([3, 1, 3])).tolist() == [True, False, True]


def test_chance_neighbours_and_homonyms_in_a_crowd_are_parted(drawn: Register) -> None:
    order = place_order(load_plan("register"), "S", 4, {"rows": 300, "homonyms": 0.01, "twins": 0.02})
    people = drawn.members.take(np.arange(300))
    nobody = np.zeros(300, np.int64)
    crowd = people.change(born=nobody, id_born=nobody, region=nobody, surname=nobody, given=nobody, special=nobody - 1)
    crowd = crowd.change(sequence=draw_sequences(np.random.default_rng(1), nobody, nobody, people.male))
    linked = link_members(order, crowd)
    assert with_twins(linked).sum() < 40
    assert homonyms(linked).mean() < homonyms(crowd).mean() == 1.0
    assert len(np.unique(linked.sequence)) == 300
