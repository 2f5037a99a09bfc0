"""How many documents each index gets, and which windows of time they are from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from findspot.testing.twins.plan import TwinOrder

PUBLISHED: Final = {"face": 912_000, "vehicle": 88_000, "entry": 41_000, "target": 25_000, "note": 34_000}
"""Documents of each index at size L (claims V1); code tables come on top."""

DAY: Final = 86_400

_SMALL: Final = {"face": 0.58, "vehicle": 0.06, "entry": 0.205, "target": 0.125, "note": 0.03}
"""Shares at S and M: people instead of captures, so that counts of people stay large enough to count."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Documents of each index, and the sizes of the people's indices over those at L."""

    face: int
    vehicle: int
    entry: int
    target: int
    note: int

    @property
    def entries(self) -> float:
        """Size of the index of entries and exits over that at L."""
        return self.entry / PUBLISHED["entry"]

    @property
    def targets(self) -> float:
        """Size of the index of lists over that at L."""
        return self.target / PUBLISHED["target"]


@dataclass(frozen=True, slots=True)
class Window:
    """When the events of an index were, and how many of them lie in its core."""

    first: str
    end: str
    core_first: str
    core_end: str
    core_share: float

    def draw(self, random: np.random.Generator, count: int) -> NDArray[np.int64]:
        """Return seconds from 1970, exactly the core's share of them within the core."""
        core = round(self.core_share * count)
        inside = random.integers(_second(self.core_first), _second(self.core_end), core)
        before, after = _second(self.core_first) - _second(self.first), _second(self.end) - _second(self.core_end)
        place = random.integers(0, max(1, before + after), count - core)
        outside = np.where(place < before, _second(self.first) + place, _second(self.core_end) + place - before)
        moments: NDArray[np.int64] = np.concatenate([inside, outside])
        random.shuffle(moments)
        return moments


WINDOWS: Final = {
    "entry": Window("2017-01-01", "2019-01-01", "2018-04-01", "2018-10-01", 0.92),
    "face": Window("2019-07-01", "2020-07-01", "2019-07-01", "2020-07-01", 1.0),
    "vehicle": Window("2017-03-01", "2018-12-01", "2017-09-01", "2018-09-01", 0.8),
    "target": Window("2017-01-01", "2020-06-01", "2017-06-01", "2018-06-01", 0.7),
    "note": Window("2016-01-01", "2019-10-01", "2016-06-01", "2018-01-01", 0.6),
}
"""Five windows, each true of its index only (V4)."""

EXPORTED: Final = "2020-07-03 02:14:55"
"""When the copy was made."""


def set_scale(order: TwinOrder) -> Scale:
    """Return the documents of each index for as many as were ordered."""
    whole = sum(PUBLISHED.values())
    shares = {name: count / whole for name, count in PUBLISHED.items()} if order.size == "L" else _SMALL
    return Scale(**{name: max(1, round(share * order.rows)) for name, share in shares.items()})


def _second(day: str) -> int:
    return int(np.datetime64(day, "s").astype(np.int64))
