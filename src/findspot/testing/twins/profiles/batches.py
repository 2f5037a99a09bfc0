"""Crawl batches: which profiles were fetched together, which batches survive, and in which files they lie.

Batches depend on the country, and so does the chance of a batch to survive: that is what makes ten times the recovered
count wrong (facts: numbers, section 3). Counts of the surviving part are exact by construction.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from findspot.testing.tables import read_table
from findspot.testing.twins.draws import apportion, choose
from findspot.testing.twins.plan import TwinOrder

PUBLISHED: Final = 2_400_000
"""Profiles that the counts of knobs and tables are for; smaller twins have proportionally less of everything."""

BATCHES_A_FILE: Final = 100

_LARGEST_BATCH: Final = 600
_SMALLEST_BATCH: Final = 12
_FEWEST_BATCHES: Final = 100
_FEWEST_FILES: Final = 4
_KNOBS: Final = {"US": "recovered_us", "AU": "recovered_au", "GB": "recovered_gb", "CA": "recovered_ca"}
_CLUSTER_SIZES: Final = (0.8, 0.15, 0.05)
"""Shares of two, three and four profiles among the people who have several."""
_FILE_SPREAD: Final = 0.6


@dataclass(frozen=True, slots=True)
class Country:
    """A country, the culture of its names, how nationality is written, and its people in the recovered part at L."""

    code: str
    culture: str
    forms: tuple[str, ...]
    recovered: int


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each profile is.

    Attributes:
        country: Of each person, an index of ``countries()``.
        person: Of each profile, in the order of the files.
        first: Position of the first profile of each batch, and the end of the last.
        file: Of each batch.
        survives: Whether the recipe ``tenth`` spares a batch.
        focus: The country that most of a batch is from.
    """

    country: NDArray[np.int16]
    person: NDArray[np.int32]
    first: NDArray[np.int64]
    file: NDArray[np.int64]
    survives: NDArray[np.bool_]
    focus: NDArray[np.int16]

    @property
    def profiles(self) -> int:
        """Number of profiles."""
        return len(self.person)

    @property
    def surviving_profiles(self) -> NDArray[np.bool_]:
        """Whether each profile's batch survives."""
        return np.repeat(self.survives, np.diff(self.first))

    def divide(self, total: int) -> NDArray[np.int64]:
        """Return the first record of each batch in another table of ``total`` records, and the end of the last."""
        return self.first * total // max(1, self.profiles)


@cache
def countries() -> tuple[Country, ...]:
    """Return the countries that profiles are from."""
    return tuple(
        Country(row["alpha2"], row["culture"], tuple(row["forms"].split("|")), int(row["recovered"]))
        for row in read_table("profiles_countries")
    )


def lay_out(order: TwinOrder) -> Layout:
    """Return the layout of as many profiles as were ordered."""
    random = order.random("layout")
    profiles = order.rows
    surviving = round(order.share("recovered_share") * profiles)
    country, person, spared = _draw_profiles(order, random, profiles, surviving)
    size = int(np.clip(profiles // _FEWEST_BATCHES, _SMALLEST_BATCH, _LARGEST_BATCH))
    batches: list[NDArray[np.int64]] = []
    survives: list[bool] = []
    for part, alive in ((np.flatnonzero(spared), True), (np.flatnonzero(~spared), False)):
        ordered = part[_sort_by_country(random, country[person[part]], order.share("batching"))]
        pieces = [p for p in np.array_split(ordered, max(1, -(-len(part) // size))) if len(p)]
        pieces = [pieces[i] for i in random.permutation(len(pieces))]
        batches += pieces
        survives += [alive] * len(pieces)
    slots, file = _place_in_files(random, np.array(survives, np.bool_))
    batches = [batches[slot] for slot in slots]
    return Layout(
        country=country,
        person=person[np.concatenate(batches)].astype(np.int32),
        first=np.concatenate([[0], np.cumsum([len(batch) for batch in batches])]).astype(np.int64),
        file=file,
        survives=np.array(survives, np.bool_)[slots],
        focus=np.array([np.bincount(country[person[batch]]).argmax() for batch in batches], np.int16),
    )


def _draw_profiles(
    order: TwinOrder, random: np.random.Generator, profiles: int, surviving: int
) -> tuple[NDArray[np.int16], NDArray[np.int64], NDArray[np.bool_]]:
    """Return the country of each person, the person of each profile, and whether the profile survives.

    No person has surviving profiles beside lost ones unless counted among the surviving persons.
    """
    people = round(order.share("several_profiles") * profiles / np.dot(_CLUSTER_SIZES, (2, 3, 4)))
    sizes = 1 + np.repeat([1, 2, 3], apportion(people, _CLUSTER_SIZES))
    extra = int((sizes - 1).sum())
    extra_spared = round(extra * surviving / max(1, profiles) / 2)
    persons_spared = surviving - extra_spared
    persons = profiles - extra
    country = np.concatenate(_draw_countries(order, persons_spared, persons))
    kept, lost = np.arange(persons_spared), np.arange(persons_spared, persons)
    random.shuffle(country[:persons_spared])
    random.shuffle(country[persons_spared:])
    several = random.permutation(persons)[: len(sizes)]
    more = np.repeat(several, sizes - 1)
    # A profile of a lost person must stay lost; those of the spared may be in either part.
    may_survive = random.permutation(np.flatnonzero(more < persons_spared))
    spare = np.zeros(len(more), np.bool_)
    spare[may_survive[:extra_spared]] = True
    missing = extra_spared - int(spare.sum())
    spared_more = np.concatenate([more[spare], random.choice(kept, missing) if missing else kept[:0]])
    lost_more = more[~spare][: extra - len(spared_more)]
    person = np.concatenate([kept, spared_more, lost, lost_more]).astype(np.int64)
    shuffled = random.permutation(persons)
    countries_by_number = np.empty(persons, np.int16)
    countries_by_number[shuffled] = country
    return countries_by_number, shuffled[person], np.arange(len(person)) < surviving


def _draw_countries(order: TwinOrder, spared: int, persons: int) -> tuple[NDArray[np.int16], NDArray[np.int16]]:
    """Return countries of the spared persons and of the others."""
    scale = order.rows / PUBLISHED
    listed = countries()
    fixed = {i: round(order.count(_KNOBS[c.code]) * scale) for i, c in enumerate(listed) if c.code in _KNOBS}
    weights = np.array([0.0 if i in fixed else c.recovered for i, c in enumerate(listed)])
    counts = apportion(max(0, spared - sum(fixed.values())), weights)
    for index, count in fixed.items():
        counts[index] = count
    lost = np.zeros(len(listed), np.int64)
    sought = np.array([country.code == "AU" for country in listed])
    whole = counts[sought].sum() / max(1, spared) / order.share("au_over") * persons
    lost[sought] = min(persons - spared, max(0, round(whole - counts[sought].sum())))
    lost[~sought] = apportion(persons - spared - int(lost.sum()), counts[~sought] + 1e-9)
    numbers = np.arange(len(listed), dtype=np.int16)
    return np.repeat(numbers, counts)[:spared], np.repeat(numbers, lost)


def _sort_by_country(random: np.random.Generator, country: NDArray[np.int16], batching: float) -> NDArray[np.int64]:
    """Return an order in which most profiles stand beside others of their country, the rest anywhere."""
    count = len(country)
    place = np.empty(count, np.float64)
    jitter = random.random(count)
    place[np.lexsort((jitter, random.permutation(len(countries()))[country]))] = np.arange(count)
    anywhere = ~choose(random, batching, count)
    place[anywhere] = random.random(int(anywhere.sum())) * count
    return np.argsort(place, kind="stable")


def _place_in_files(
    random: np.random.Generator, survives: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the batch in each place, and the file of each place; some files get many survivors and some none."""
    count = len(survives)
    files = min(count, max(_FEWEST_FILES, count // BATCHES_A_FILE))
    file = np.arange(count) * files // max(1, count)
    weights = random.gamma(_FILE_SPREAD, size=files)[file] + 1e-6
    kept = random.choice(count, int(survives.sum()), replace=False, p=weights / weights.sum())
    slots = np.empty(count, np.int64)
    is_kept = np.zeros(count, np.bool_)
    is_kept[kept] = True
    slots[is_kept] = np.flatnonzero(survives)
    slots[~is_kept] = np.flatnonzero(~survives)
    return slots, file
