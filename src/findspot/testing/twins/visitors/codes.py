"""Code tables: units, cameras in an invented place at sea, and the words behind codes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from findspot.testing import places
from findspot.testing.twins.draws import Flags, choose, concat, digits, pick, where
from findspot.testing.twins.plan import TwinOrder
from findspot.testing.twins.tally import Tally
from findspot.testing.twins.visitors.scale import Scale
from findspot.testing.twins.workshop import MARK

LISTS: Final = 9
MAIN_LIST: Final = 7
"""The list of ten thousand (V3)."""

_CAMERAS: Final = 3_000
_UNITS: Final = 400
_WORDS: Final = 900
_FEWEST: Final = 20
_WEST, _EAST = 123.0, 123.6
_SOUTH, _NORTH = 30.2, 30.8
"""Open sea: no camera can be there."""
_AXIS: Final = 6_378_245.0
_ECCENTRICITY: Final = 0.006_693_421_622_965_943
_PLACES: Final = ("路口", "广场东", "地下通道", "检票口", "码头", "立交桥下", "小区南门", "停车场入口")
_CATEGORIES: Final = ("COLOUR", "LEVEL", "PORT", "PURPOSE", "VISA", "LANE", "STATUS", "CAMTYPE")


@dataclass(frozen=True, slots=True)
class Cameras:
    """One row a camera; ``lon`` and ``lat`` are GCJ-02, as published coordinates in China are."""

    id: pa.Array
    name: pa.Array
    unit: pa.Array
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]


def make_units(order: TwinOrder, scale: Scale) -> pa.Table:
    """Return the table of units."""
    random = order.random("units")
    count = max(_FEWEST, round(_UNITS * scale.targets))
    codes = concat("DW", digits(np.arange(1, count + 1), 6))
    parent = where(np.arange(count) == 0, "", codes.take(pa.array(random.integers(0, np.maximum(1, np.arange(count))))))
    return pa.table({"unit_code": codes, "unit_name": places.unit_names(count), "parent_code": parent})


def draw_units(random: np.random.Generator, units: pa.Table, lost: Flags) -> pa.Array:
    """Return unit codes; those ``lost`` are of units that are not in the table."""
    count = len(lost)
    elsewhere = concat("DW9", digits(random.integers(0, 10**5, count), 5))
    return where(lost, elsewhere, pick(random, units.column("unit_code").combine_chunks(), count))


def make_cameras(order: TwinOrder, scale: Scale, units: pa.Table, tally: Tally) -> Cameras:
    """Return the cameras; some of them belong to a unit that is not in the table."""
    random = order.random("cameras")
    count = max(_FEWEST, round(_CAMERAS * scale.targets))
    unit = draw_units(random, units, tally.note("dangling", choose(random, order.share("dangling"), count)))
    lon, lat = shift_to_gcj02(random.uniform(_WEST, _EAST, count), random.uniform(_SOUTH, _NORTH, count))
    streets = [first + second for first in places.STREET_FIRST for second in places.STREET_SECOND]
    name = concat(pick(random, streets, count), pick(random, _PLACES, count), digits(random.integers(1, 40, count), 2))
    return Cameras(concat("C", digits(np.arange(1, count + 1), 7)), name, unit, lon, lat)


def camera_table(cameras: Cameras) -> pa.Table:
    """Return the table of cameras."""
    count = len(cameras.id)
    kinds = pa.array(["CAM1", "CAM2", "CAM3"]).take(pa.array(np.arange(count) % 3))
    lon, lat = write_degrees(cameras.lon), write_degrees(cameras.lat)
    return pa.table(
        {
            "camera_id": cameras.id,
            "camera_name": cameras.name,
            "unit_code": cameras.unit,
            "lon": lon,
            "lat": lat,
            "camera_type": kinds,
        }
    )


def make_words(scale: Scale) -> pa.Table:
    """Return the table of codes and the words behind them; its first row says that all is made up."""
    count = max(_FEWEST, round(_WORDS * scale.targets))
    numbers = np.arange(count)
    category = pa.array(_CATEGORIES).take(pa.array(numbers % len(_CATEGORIES)))
    label = concat("代码", category, digits(numbers // len(_CATEGORIES), 3))
    lists = [f"{number:02d}" for number in range(1, LISTS + 1)]
    return pa.table(
        {
            "category": pa.chunked_array([["NOTE", *["LIST"] * LISTS], category]).combine_chunks(),
            "code": pa.chunked_array([["0", *lists], digits(numbers // len(_CATEGORIES), 3)]).combine_chunks(),
            "label": pa.chunked_array(
                [[MARK, *(f"名单{number}号" for number in range(1, LISTS + 1))], label]
            ).combine_chunks(),
        }
    )


def shift_to_gcj02(
    lon: NDArray[np.float64], lat: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return WGS-84 degrees as GCJ-02, by the formula that map libraries use; about half a kilometre apart."""
    x, y = lon - 105.0, lat - 35.0
    root = np.sqrt(np.abs(x))
    waves = (20 * np.sin(6 * x * np.pi) + 20 * np.sin(2 * x * np.pi)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + waves
    north += (20 * np.sin(y * np.pi) + 40 * np.sin(y / 3 * np.pi)) * 2 / 3
    north += (160 * np.sin(y / 12 * np.pi) + 320 * np.sin(y * np.pi / 30)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + waves
    east += (20 * np.sin(x * np.pi) + 40 * np.sin(x / 3 * np.pi)) * 2 / 3
    east += (150 * np.sin(x / 12 * np.pi) + 300 * np.sin(x / 30 * np.pi)) * 2 / 3
    angle = lat / 180 * np.pi
    magic = 1 - _ECCENTRICITY * np.sin(angle) ** 2
    north = north * 180 / (_AXIS * (1 - _ECCENTRICITY) / (magic * np.sqrt(magic)) * np.pi)
    east = east * 180 / (_AXIS / np.sqrt(magic) * np.cos(angle) * np.pi)
    return lon + east, lat + north


def write_degrees(values: NDArray[np.float64]) -> pa.Array:
    """Return degrees with six decimals, as text."""
    micro = np.rint(values * 1e6).astype(np.int64)
    return concat(pa.array(micro // 10**6).cast(pa.string()), ".", digits(micro % 10**6, 6))
