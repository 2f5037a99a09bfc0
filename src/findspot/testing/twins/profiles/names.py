"""The pool of names that made-up people of many cultures are given, each part in its scripts and spellings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from findspot.testing import names as han_names
from findspot.testing.tables import read_table
from findspot.testing.twins.profiles.transliteration import VARIANTS, respell, romanise, strip_marks, write_in_han

FAMILY_FIRST: Final = frozenset({"chinese", "japanese", "korean", "hungarian"})
"""Cultures whose names begin with the family's."""

_MALE: Final = "male"
_OWN_HAN: Final = frozenset({"chinese", "japanese", "korean"})


@dataclass(frozen=True, slots=True)
class NamePart:
    """A given or family name: spellings in Latin letters, in its own script (None if that is Latin), in Han."""

    latin: tuple[str, ...]
    native: str | None
    han: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NamePool:
    """Name parts of all cultures one after another; ``plain`` are the first spellings without marks.

    ``spans`` has the first and the end of each (culture, part).
    """

    latin: tuple[pa.Array, ...]
    plain: pa.Array
    native: pa.Array
    han: tuple[pa.Array, ...]
    spans: dict[tuple[str, str], tuple[int, int]]

    def draw(
        self, random: np.random.Generator, culture: NDArray[np.int64], names: Sequence[str], part: NDArray[np.int64]
    ) -> NDArray[np.int32]:
        """Return a part for each row: ``culture`` counts in ``names``, ``part`` in ``PARTS``."""
        spans = np.array([[self.spans[name, kind] for kind in PARTS] for name in names])[culture, part]
        place = spans[:, 0] + random.random(len(spans)) ** _SKEW * (spans[:, 1] - spans[:, 0])
        return np.asarray(place, np.int32)


PARTS: Final = (_MALE, "female", "family")
_SKEW: Final = 1.5
"""Makes the first of each pool more frequent than the last, as names are."""


@cache
def name_pool() -> NamePool:
    """Return the pool, built once."""
    parts: list[NamePart] = []
    spans: dict[tuple[str, str], tuple[int, int]] = {}
    for key, members in _members().items():
        spans[key] = (len(parts), len(parts) + len(members))
        parts += members
    return NamePool(
        tuple(pa.array([part.latin[variant] for part in parts]) for variant in range(VARIANTS)),
        pa.array([strip_marks(part.latin[0]) for part in parts]),
        pa.array([part.native for part in parts], pa.string()),
        tuple(pa.array([part.han[variant] for part in parts]) for variant in range(VARIANTS)),
        spans,
    )


def _members() -> dict[tuple[str, str], list[NamePart]]:
    members: dict[tuple[str, str], list[NamePart]] = {}
    for row in read_table("profiles_names"):
        members.setdefault((row["culture"], row["part"]), []).append(_read_part(row))
    surnames, _ = han_names.surname_shares()
    members["chinese", "family"] = [_han_part(name) for name in surnames]
    for sex, part in (("男", _MALE), ("女", "female")):
        given = dict.fromkeys(a + b for c in han_names.COHORTS if c.sex == sex for a in c.first for b in c.last)
        members["chinese", part] = [_han_part(name) for name in given]
    return members


def _read_part(row: dict[str, str]) -> NamePart:
    culture, native = row["culture"], row["native"] or None
    if culture == "russian":
        latin = romanise(row["native"])
    elif "/" in row["latin"]:
        options = row["latin"].split("/")
        latin = tuple(options[min(variant, len(options) - 1)] for variant in range(VARIANTS))
    else:
        latin = respell(culture, row["latin"])
    if culture in _OWN_HAN:
        # Japanese names are written in kanji; the han column of the table is their reading, or Korea's hanja.
        han = row["native"] if culture == "japanese" else row["han"]
        return NamePart(latin, native, (han,) * VARIANTS)
    return NamePart(latin, native if native != row["latin"] else None, write_in_han(latin[0]))


def spell_syllables(name: str) -> list[str]:
    """Return the syllables of a name in Han characters (pinyin without tones)."""
    syllables = _syllables()
    return [syllables[character] for character in name]


def _han_part(name: str) -> NamePart:
    sounds = spell_syllables(name)
    joined = "".join(sounds).capitalize()
    return NamePart((joined, " ".join(s.capitalize() for s in sounds), "-".join(sounds).title()), name, (name,) * 3)


@cache
def _syllables() -> dict[str, str]:
    return {character: row["syllable"] for row in read_table("profiles_pinyin") for character in row["characters"]}
