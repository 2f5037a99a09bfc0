"""The people whom profiles are about: canonical values, in columns of numbers until a chunk of them is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from findspot.testing.twins.draws import concat, draw_index, select, where
from findspot.testing.twins.plan import TwinOrder
from findspot.testing.twins.profiles.batches import Layout, countries
from findspot.testing.twins.profiles.names import FAMILY_FIRST, name_pool

OCCUPATIONS: Final = {
    "business": 0.71, "politics": 0.09, "academia": 0.08, "media": 0.05, "culture": 0.04, "military": 0.03,
}  # fmt: skip
"""Classes of occupation and their shares."""

_FIRST_BIRTH: Final = np.datetime64("1932-01-01")
_BIRTH_DAYS: Final = 25_500
_FEMALE_SHARE: Final = 0.31
_INITIAL_SHARE: Final = 0.4
_CHUNK: Final = 100_000


@dataclass(frozen=True, slots=True)
class People:
    """One row a person; ``family`` and ``given`` count in the pool of names, ``initial`` is 0 where there is none."""

    country: NDArray[np.int16]
    female: NDArray[np.bool_]
    family: NDArray[np.int32]
    given: NDArray[np.int32]
    initial: NDArray[np.int8]
    born: NDArray[np.int32]
    occupation: NDArray[np.int8]

    def write_names(self, person: NDArray[np.int64], variant: NDArray[np.int64]) -> Names:
        """Return the names of persons, each in one of the spellings."""
        pool = name_pool()
        family, given = pa.array(self.family[person]), pa.array(self.given[person])
        latin = [select(variant, [spelling.take(part) for spelling in pool.latin]) for part in (given, family)]
        han = [select(variant, [spelling.take(part) for spelling in pool.han]) for part in (given, family)]
        initials = pa.array([None, *(f"{chr(65 + number)}." for number in range(26))], pa.string())
        initial = initials.take(pa.array(self.initial[person]))
        first = np.array([c.culture in FAMILY_FIRST for c in countries()])[self.country[person]]
        own = np.array([c.culture in {"chinese", "japanese", "korean"} for c in countries()])[self.country[person]]
        native = [pool.native.take(part) for part in (given, family)]
        return Names(
            latin=pc.binary_join_element_wise(latin[0], initial, latin[1], " ", null_handling="skip"),
            swapped=concat(latin[1], " ", latin[0]),
            han=where(own, concat(han[1], han[0]), concat(han[0], "·", han[1])),
            native=where(first & own, concat(native[1], native[0]), concat(native[0], " ", native[1])),
            family_first=first,
        )


@dataclass(frozen=True, slots=True)
class Names:
    """Names in Latin letters (given name first, or swapped), in Han, and in a script of its own (null without one)."""

    latin: pa.Array
    swapped: pa.Array
    han: pa.Array
    native: pa.Array
    family_first: NDArray[np.bool_]


def make_profiled_people(order: TwinOrder, layout: Layout) -> People:
    """Return the people of a layout."""
    random = order.random("people")
    count = len(layout.country)
    cultures = sorted({country.culture for country in countries()})
    culture = np.array([cultures.index(country.culture) for country in countries()])[layout.country]
    female = random.random(count) < _FEMALE_SHARE
    pool = name_pool()
    english = np.array([c.culture == "english" for c in countries()])[layout.country]
    return People(
        country=layout.country,
        female=female,
        family=pool.draw(random, culture, cultures, np.full(count, 2)),
        given=pool.draw(random, culture, cultures, female.astype(np.int64)),
        initial=np.where(english & (random.random(count) < _INITIAL_SHARE), random.integers(1, 27, count), 0).astype(
            np.int8
        ),
        born=(_FIRST_BIRTH.astype(int) + (random.beta(2.6, 2.2, count) * _BIRTH_DAYS)).astype(np.int32),
        occupation=draw_index(random, OCCUPATIONS.values(), count).astype(np.int8),
    )


def describe_people(people: People, survives: NDArray[np.bool_]) -> list[pa.Table]:
    """Return the canonical values of all people, in chunks; ``survives`` says who has a surviving profile."""
    codes = pa.array([country.code for country in countries()])
    tables = []
    for start in range(0, len(people.country), _CHUNK):
        chosen = np.arange(start, min(start + _CHUNK, len(people.country)))
        names = people.write_names(chosen, np.zeros(len(chosen), np.int64))
        columns = {
            "name_latin": names.latin,
            "name_han": names.han,
            "name_native": names.native,
            "country": codes.take(pa.array(people.country[chosen])),
            "sex": where(people.female[chosen], "F", "M"),
            "born": pa.array(people.born[chosen], pa.date32()),
            "occupation": pa.array(list(OCCUPATIONS)).take(pa.array(people.occupation[chosen])),
            "survives": pa.array(survives[chosen]),
        }
        tables.append(pa.table(columns))
    return tables
