"""The pool of names: every part has its spellings, and draws keep to culture and part."""

from __future__ import annotations

import numpy as np
import pytest

from findspot.testing.twins.profiles.batches import countries
from findspot.testing.twins.profiles.names import FAMILY_FIRST, PARTS, name_pool, spell_syllables


def test_every_culture_has_given_names_of_both_sexes_and_family_names() -> None:
    spans = name_pool().spans
    for culture in {country.culture for country in countries()}:
        for part in PARTS:
            first, end = spans[culture, part]
            assert end - first >= 8


def test_every_part_has_all_its_spellings() -> None:
    pool = name_pool()
    for column in (*pool.latin, *pool.han, pool.plain):
        assert column.null_count == 0
        assert all(column.to_pylist())
    assert all(name.isascii() for name in pool.plain.to_pylist())


@pytest.mark.parametrize("culture", ["russian", "arabic", "japanese", "korean", "chinese"])
def test_cultures_of_another_script_have_it(culture: str) -> None:
    pool = name_pool()
    first, end = pool.spans[culture, "family"]
    assert all(not name.isascii() for name in pool.native.slice(first, end - first).to_pylist())


def test_names_are_drawn_from_their_culture_and_part() -> None:
    pool = name_pool()
    names = sorted({country.culture for country in countries()})
    random = np.random.default_rng(1)
    culture, part = random.integers(0, len(names), 2_000), random.integers(0, 3, 2_000)
    drawn = pool.draw(random, culture, names, part)
    for c, p, index in zip(culture.tolist(), part.tolist(), drawn.tolist(), strict=True):
        first, end = pool.spans[names[c], PARTS[p]]
        assert first <= index < end


def test_the_first_names_of_a_pool_are_the_frequent_ones() -> None:
    drawn = name_pool().draw(np.random.default_rng(1), np.zeros(4_000, np.int64), ["english"], np.full(4_000, 2))
    counts = np.bincount(drawn - drawn.min())
    assert counts[:5].sum() > 2 * counts[-5:].sum()


def test_han_names_are_spelt_syllable_by_syllable() -> None:
    assert spell_syllables("王秀英") == ["wang", "xiu", "ying"]
    assert {"chinese", "japanese"} <= FAMILY_FIRST
