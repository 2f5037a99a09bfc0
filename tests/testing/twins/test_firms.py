from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from findspot.testing.twins.firms import (
    AGENCY,
    PATTERNS,
    STATE_AGENCY,
    VENTURE_FIRMS,
    Firm,
    every_abbreviation,
    every_brand,
    every_word,
    make_firms,
    places,
)

REAL = Path(__file__).parents[2] / "data" / "twins" / "real_firms.csv"


def real_firms() -> tuple[set[str], set[str]]:
    rows = list(csv.DictReader(REAL.read_text("utf-8").splitlines()))
    return {row["zh"] for row in rows}, {row["en"].lower() for row in rows}


def test_no_name_that_can_come_out_is_a_real_firms() -> None:
    chinese, english = real_firms()
    assert len(chinese) > 350
    invented = [short for short, _ in every_brand()] + every_word()
    assert not [name for name in invented for real in chinese if real in name or name in real]
    brands = [brand.lower() for _, brand in every_brand()]
    assert not [brand for brand in brands if brand in english]
    assert not [brand for brand in brands for real in english if len(real) >= 5 and (real in brand or brand in real)]
    assert not [short for short in every_abbreviation() if short.lower() in english]


def test_no_firm_of_any_seed_has_a_real_name() -> None:
    chinese, english = real_firms()
    for seed in range(6):
        for firm in make_firms(np.random.default_rng(seed), 200):
            assert not {firm.zh_short, firm.zh_long, firm.predecessor} & chinese
            assert not {firm.en_brand.lower(), firm.en_abbreviation.lower()} & english
    assert not [real for real in chinese if real in AGENCY or real in STATE_AGENCY]


@pytest.fixture(scope="module")
def firms() -> list[Firm]:
    return make_firms(np.random.default_rng(5), 200)


def test_the_firms_have_all_twelve_patterns_in_like_numbers(firms: list[Firm]) -> None:
    counts = [sum(firm.pattern == pattern for firm in firms) for pattern in PATTERNS]
    assert len(PATTERNS) == 12
    assert min(counts) >= 16
    assert len({firm.zh_short for firm in firms}) == len(firms)
    assert [firm.number for firm in firms] == list(range(200))


def test_each_firm_has_the_names_that_its_trap_is_made_of(firms: list[Firm]) -> None:
    for firm in firms:
        assert 1 <= len(firm.near_misses) <= 2
        assert len(firm.subsidiaries) <= 4
        assert len(firm.ventures) <= 3
        assert firm.zh_legal.startswith(firm.zh_short)
        assert bool(firm.predecessor) == (firm.pattern == "acquired")
        assert bool(firm.variants) == (firm.pattern in {"transliteration", "script", "english"})
    by_pattern = {firm.pattern: firm for firm in firms}
    assert by_pattern["agency"].units("agency") == (AGENCY,)
    assert by_pattern["acquired"].units("predecessor")[0].startswith(by_pattern["acquired"].predecessor)
    assert any(unit.endswith("分行") for unit in by_pattern["branch-level"].units("own"))
    assert by_pattern["english"].en_abbreviation in by_pattern["english"].variants
    assert any(firm.near_misses[0].endswith("大厦物业管理处") for firm in firms)
    assert all(firms[number].ventures for number in VENTURE_FIRMS)
    assert firms[0].units("") == ()


def test_some_names_mean_two_firms(firms: list[Firm]) -> None:
    english = [firm.en_abbreviation for firm in firms if firm.pattern == "english"]
    assert len(set(english)) < len(english)
    brands = [firm.en_brand for firm in firms]
    assert len(set(brands)) < len(brands)


def test_a_near_miss_begins_like_the_firm_it_is_taken_for(firms: list[Firm]) -> None:
    for firm in firms:
        names = (firm.zh_short, firm.predecessor or "-", firm.en_abbreviation, firm.zh_short[:1])
        assert all(any(name in miss for name in names) for miss in firm.near_misses) or firm.pattern == "script"


def test_lists_are_written_as_one_text(firms: list[Firm]) -> None:
    written = firms[0].to_dict()
    assert written["near_misses"].split("|") == list(firms[0].near_misses)
    assert all(isinstance(value, str | int) for value in written.values())


def test_the_same_seed_gives_the_same_firms(firms: list[Firm]) -> None:
    assert make_firms(np.random.default_rng(5), 200) == firms
    assert len(set(places())) == len(places())
