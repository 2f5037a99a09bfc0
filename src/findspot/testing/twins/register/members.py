"""Made-up members: columns of numbers, one entry a person, in the order of the branches they were drawn for.

Shares come out as asked, not only on average: each row gets a score that its branch and age pull at, and the scores
are cut at quantiles. So members of a branch resemble each other, as real ones do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from findspot.testing.ids import compact_dates
from findspot.testing.names import draw_name_codes
from findspot.testing.twins.draws import Flags, Indices, apportion, draw_index
from findspot.testing.twins.plan import TwinOrder
from findspot.testing.twins.regions import load_regions, phone_prefixes
from findspot.testing.twins.register.tree import Tree

SNAPSHOT: Final = np.datetime64("2016-04-16")
"""The latest day in the register (claim R9)."""
SNAPSHOT_YEAR: Final = 2016
LEVELS: Final = ("研究生", "大学本科", "大专", "中专", "高中", "初中", "小学")
POSITIONS: Final = ("", "书记", "副书记", "组织委员", "宣传委员", "纪检委员")
GROUP_COUNT: Final = 5

_YEAR: Final = 365.2425
_AGES: Final = ((20.0, 36.0), (36.0, 60.0), (60.0, 96.0))
_TERTIARY: Final = (0.10, 0.27, 0.15)
_BELOW_TERTIARY: Final = (0.10, 0.16, 0.16, 0.06)
_SECTOR_AGE: Final = np.array([0.7, -0.4, -0.3, -0.2, -0.9, 0.1])
_SECTOR_LEVEL: Final = np.array([0.7, 0.2, -0.6, -0.8, -0.9, 0.0])
_JOINED_IN_JULY: Final = 0.2
_BLOCK: Final = 20
"""Sequence numbers that a police station fills from below (modelled: the real law is not published)."""
_STATIONS: Final = 24


@dataclass(frozen=True, slots=True)
class Members:
    """One entry a person.

    ``born`` and ``joined`` are days since 1970, ``id_born`` the day within the id; ``phone`` and ``landline`` are whole
    numbers, 0 for none; ``street``, ``house``, ``lane`` and ``room`` make the address, if ``has_address``; ``sequence``
    is odd for men; ``special`` numbers the name of a member of a minority whose name has another form, -1 else.
    """

    branch: Indices
    male: Flags
    born: Indices
    id_born: Indices
    region: Indices
    sequence: Indices
    has_id: Flags
    surname: Indices
    given: Indices
    special: Indices
    group: Indices
    level: Indices
    joined: Indices
    position: Indices
    phone: Indices
    landline: Indices
    has_address: Flags
    street: Indices
    house: Indices
    lane: Indices
    room: Indices
    native: Indices

    def __len__(self) -> int:
        return len(self.branch)

    def take(self, index: Indices) -> Self:
        """Return these members in this order."""
        return type(self)(**{f.name: getattr(self, f.name)[index] for f in fields(self)})

    def append(self, others: Members) -> Self:
        """Return these members and the others behind them."""
        pairs = {f.name: (getattr(self, f.name), getattr(others, f.name)) for f in fields(self)}
        return type(self)(**{name: np.concatenate(pair) for name, pair in pairs.items()})

    def change(self, **columns: NDArray[Any]) -> Self:
        """Return these members with other columns."""
        return replace(self, **columns)


def draw_members(order: TwinOrder, tree: Tree) -> Members:
    """Return as many members as the branches have places, without what links one to another."""
    branch = np.repeat(tree.leaf, tree.size[tree.leaf])
    count = len(branch)
    pull = _Pull(order, tree, branch)
    male = pull.cut("sex", [1 - order.share("female")], 0.5) == 0
    age, rank = pull.ranks("age", _SECTOR_AGE[tree.sector], 0.8)
    born = _births(order, age)
    born_year = years_of(born)
    level = _levels(order, pull.ranks("level", _SECTOR_LEVEL[tree.sector], 0.6, tilt=rank * 0.8)[0])
    random = order.random("members")
    home = pull.cut("elsewhere", [1 - order.share("elsewhere")], 0.7) == 0
    region = load_regions().draw(order.random("regions"), born_year, home)
    group = pull.cut("group", [1 - order.share("minority"), *_minorities(order.share("minority"))], 1.5)
    surname, given = draw_name_codes(order.random("names"), born_year, male)
    address = order.random("addresses")
    return Members(
        branch=branch,
        male=male,
        born=born,
        id_born=born,
        region=region,
        sequence=draw_sequences(order.random("sequences"), region, born, male),
        has_id=pull.cut("id", [order.share("id_filled")], 0.5) == 0,
        surname=surname,
        given=given,
        special=np.where((group > 0) & (random.random(count) < 0.6), random.integers(0, 1 << 30, count), -1),
        group=group,
        level=level,
        joined=_joining_days(random, born),
        position=_positions(pull, order.share("position_filled")),
        phone=np.where(pull.cut("mobile", [order.share("mobile_filled")], 0.8) == 0, draw_phones(random, count), 0),
        landline=np.where(
            pull.cut("landline", [order.share("landline_filled")], 0.8) == 0,
            random.integers(10**7, 2 * 10**7, count),
            0,
        ),
        has_address=pull.cut("address", [order.share("address_filled")], 1.0) == 0,
        street=address.integers(0, 1 << 16, count),
        house=address.integers(1, 900, count),
        lane=address.integers(1, 60, count),
        room=address.integers(1, 7, count) * 100 + address.integers(1, 5, count),
        native=np.where(random.random(count) < 0.85, region, random.integers(0, len(load_regions().code), count)),
    )


class _Pull:
    """Draws categories in exact shares that branches pull at."""

    def __init__(self, order: TwinOrder, tree: Tree, branch: Indices) -> None:
        self._order = order
        self._tree = tree
        self._branch = branch

    def scores(self, name: str, base: NDArray[np.float64] | float, spread: float) -> NDArray[np.float32]:
        """Return a score for each row: its branch's pull and its own luck."""
        random = self._order.random("pull", name)
        branches = random.standard_normal(len(self._tree.size)) * spread + base
        own = random.standard_normal(len(self._branch), np.float32)
        own += branches.astype(np.float32)[self._branch]
        return own

    def cut(self, name: str, shares: Sequence[float], spread: float) -> Indices:
        """Return a category for each row: the shares given, and what is left for one more."""
        scores = self.scores(name, 0.0, spread)
        left = max(0.0, 1 - sum(shares))
        edges = np.cumsum(apportion(len(scores), [*shares, left]))[:-1]
        inner = np.clip(edges, 0, len(scores) - 1)
        levels = np.partition(scores, inner)[inner] if len(scores) else np.zeros(len(edges), np.float32)
        levels = np.where(edges >= len(scores), np.inf, levels)
        return np.searchsorted(levels, scores, "right").astype(np.int64)

    def ranks(
        self, name: str, base: NDArray[np.float64], spread: float, tilt: NDArray[np.float64] | float = 0.0
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the rank of each row from 0 to 1, and the same centred on 0; ``tilt`` is added to the scores."""
        scores = self.scores(name, base, spread) + tilt
        ranks = np.empty(len(scores))
        ranks[np.argsort(scores, kind="stable")] = (np.arange(len(scores)) + 0.5) / max(1, len(scores))
        return ranks, (ranks - 0.5) * 3.4


def _births(order: TwinOrder, rank: NDArray[np.float64]) -> Indices:
    """Return days of birth; rank 0 is the youngest."""
    young, middle = order.share("young"), order.share("middle")
    edges = np.array([0.0, young, young + middle, 1.0])
    group = np.clip(np.searchsorted(edges, rank, "right") - 1, 0, 2)
    width = np.maximum(edges[group + 1] - edges[group], 1e-9)
    inside = np.clip((rank - edges[group]) / width, 0.0, 1.0)
    # Few under 24, most elderly under 80.
    inside = np.where(group == 0, np.sqrt(inside), np.where(group == 2, inside**1.6, inside))
    low, high = np.array(_AGES).T
    age = low[group] + inside * (high[group] - low[group] - 0.01)
    heaped = order.random("heaping").random(len(rank)) < 0.004
    born = SNAPSHOT.astype(np.int64) - np.ceil(age * _YEAR).astype(np.int64) - 1
    first = born.astype("datetime64[D]").astype("datetime64[Y]").astype("datetime64[D]").astype(np.int64)
    # January 1st stands for an unknown day; not where that would change the age group.
    safe = np.floor((SNAPSHOT.astype(np.int64) - first) / _YEAR) == np.floor(age)
    return np.asarray(np.where(heaped & safe, first, born), np.int64)


def ages(born: Indices) -> Indices:
    """Return full years of age at the snapshot."""
    return np.floor((SNAPSHOT.astype(np.int64) - born) / _YEAR).astype(np.int64)


def years_of(days: Indices) -> Indices:
    """Return the year of each day since 1970."""
    return days.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970


def _levels(order: TwinOrder, rank: NDArray[np.float64]) -> Indices:
    tertiary = order.share("tertiary")
    upper = np.array(_TERTIARY) / sum(_TERTIARY) * tertiary
    lower = np.array(_BELOW_TERTIARY) / sum(_BELOW_TERTIARY) * (1 - tertiary)
    return np.minimum(np.searchsorted(np.cumsum([*upper, *lower]), rank, "right"), len(LEVELS) - 1)


def _minorities(share: float) -> list[float]:
    return [share * part for part in (0.5, 0.25, 0.15, 0.1)]


def _positions(pull: _Pull, share: float) -> Indices:
    parts = [share * part for part in (0.34, 0.16, 0.2, 0.18, 0.12)]
    category = pull.cut("position", parts, 0.0)
    return np.where(category < len(parts), category + 1, 0)


def _joining_days(random: np.random.Generator, born: Indices) -> Indices:
    age = 18.5 + random.beta(1.5, 3.0, len(born)) * 27
    day = np.minimum(
        born + (age * _YEAR).astype(np.int64), SNAPSHOT.astype(np.int64) - random.integers(0, 400, len(born))
    )
    july = day.astype("datetime64[D]").astype("datetime64[Y]").astype("datetime64[M]") + 6
    july_day = july.astype("datetime64[D]").astype(np.int64)
    heaped = (random.random(len(born)) < _JOINED_IN_JULY) & (july_day < SNAPSHOT.astype(np.int64))
    return np.asarray(np.where(heaped, july_day, day), np.int64)


def draw_phones(random: np.random.Generator, count: int) -> Indices:
    """Return eleven-digit numbers under prefixes handed out by the snapshot."""
    prefixes = phone_prefixes(SNAPSHOT_YEAR)
    index = draw_index(random, 1.0 / np.arange(3, 3 + len(prefixes)), count)
    return np.asarray(prefixes[index] * 10**8 + random.integers(0, 10**8, count), np.int64)


def draw_sequences(random: np.random.Generator, region: Indices, born: Indices, male: Flags) -> Indices:
    """Return sequence numbers, odd for men, by the law of blocks; no two of one region and day alike."""
    sequence = _by_blocks(random, male)
    key = (region * 100_000 + (born + 50_000)) * 1000
    for _ in range(12):
        again = _repeated(key + sequence)
        if not len(again):
            return sequence
        sequence[again] = _by_blocks(random, male[again])
    again = _repeated(key + sequence)
    while len(again):
        sequence[again] = random.integers(0, 499, len(again)) * 2 + np.where(male[again], 1, 2)
        again = _repeated(key + sequence)
    return sequence


def uniform_sequences(random: np.random.Generator, male: Flags) -> Indices:
    """Return sequence numbers as somebody draws them who does not know the law."""
    return random.integers(0, 499, len(male)) * 2 + np.where(male, 1, 2)


def _by_blocks(random: np.random.Generator, male: Flags) -> Indices:
    count = len(male)
    station = np.minimum((random.random(count) ** 2.2 * _STATIONS).astype(np.int64), _STATIONS - 1)
    within = np.minimum(random.geometric(0.28, count) - 1, _BLOCK - 1)
    return (station * _BLOCK + within) * 2 + np.where(male, 1, 2)


def _repeated(key: Indices) -> Indices:
    """Return the positions of all but the first of equal keys."""
    ordered = np.sort(key)
    twice = ordered[1:][ordered[1:] == ordered[:-1]]
    if not len(twice):
        return np.zeros(0, np.int64)
    # Only the few that are there twice are put in order with their positions: that takes long.
    at = np.minimum(np.searchsorted(twice, key), len(twice) - 1)
    candidates = np.flatnonzero(twice[at] == key)
    order = candidates[np.argsort(key[candidates], kind="stable")]
    return np.sort(order[1:][key[order[1:]] == key[order[:-1]]])


def id_date(members: Members) -> Indices:
    """Return the day within each id as the number ``yyyymmdd``."""
    return compact_dates(members.id_born.astype("datetime64[D]"))
