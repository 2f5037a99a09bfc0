"""Indices of captures: faces by month (no image, a path that leads nowhere), and number plates of no province."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from findspot.testing.twins.documents import Field, index_fields
from findspot.testing.twins.draws import (
    choose_among,
    concat,
    digits,
    format_times,
    pick,
    pick_shares,
    select,
    text,
    where,
)
from findspot.testing.twins.elasticdump import mark_field
from findspot.testing.twins.plan import TwinOrder
from findspot.testing.twins.tally import Tally
from findspot.testing.twins.visitors.codes import Cameras, write_degrees
from findspot.testing.twins.visitors.scale import WINDOWS, Scale
from findspot.testing.twins.visitors.targets import Targets, draw_target_ids

PROVINCE: Final = "沅"
"""Character of an invented province: none of the 31 that stand on real plates."""

_TEST_CAMERA: Final = "TEST0001"
_TEST_CAPTURES: Final = 1_000
_TEST_SHARE: Final = 0.01
_UTC_OFFSET: Final = 8 * 3600
_COLOURS: Final = {"白": 0.35, "黑": 0.3, "灰": 0.15, "蓝": 0.08, "red": 0.05, "1": 0.04, "": 0.03}
_LETTERS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_PLATES: Final = len(_LETTERS) ** 2 * 10**4
_PLATE_STEP: Final = 1_000_003
_WIDE: Final = str.maketrans(
    "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ", "０１２３４５６７８９ＡＢＣＤＥＦＧＨＪＫＬＭＮＰＱＲＳＴＵＶＷＸＹＺ"
)


@dataclass(frozen=True, slots=True)
class FacePlan:
    """All captures before they are written: moments in order, and which of them a test camera made."""

    moment: NDArray[np.int64]
    test: NDArray[np.bool_]

    def months(self) -> list[tuple[str, NDArray[np.int64]]]:
        """Return each month as ``YYYY.MM`` with its captures."""
        month = self.moment.astype("datetime64[s]").astype("datetime64[M]")
        return [(str(m).replace("-", "."), np.flatnonzero(month == m)) for m in np.unique(month)]


def plan_faces(order: TwinOrder, scale: Scale) -> FacePlan:
    """Return when captures were made; a test camera made some hundreds within one minute, all alike."""
    random = order.random("faces")
    moment = WINDOWS["face"].draw(random, scale.face)
    tests = min(_TEST_CAPTURES, round(_TEST_SHARE * scale.face))
    test = np.zeros(scale.face, np.bool_)
    test[:tests] = True
    moment[:tests] = moment[:1]
    ordered = np.argsort(moment, kind="stable")
    return FacePlan(moment[ordered], test[ordered])


def face_fields(
    order: TwinOrder, month: tuple[str, NDArray[np.int64]], known: tuple[FacePlan, Cameras, Targets], tally: Tally
) -> tuple[list[Field], NDArray[np.int64]]:
    """Return the documents of one month, and the person on a list whom each is linked to (-1: none)."""
    name, rows = month
    plan, cameras, targets = known
    count = len(rows)
    random = order.random("face rows", name)
    test = plan.test[rows]
    camera = random.integers(0, len(cameras.id), count)
    place = pa.array(camera)
    linked = tally.note("linked", choose_among(random, order.share("linked"), ~test), int((~test).sum()))
    lost = choose_among(random, order.share("dangling"), linked)
    tally.note("dangling", lost, int(linked.sum()))
    target, person = draw_target_ids(random, targets, lost)
    swapped = tally.note(
        "swapped_degrees", choose_among(random, order.share("swapped_degrees"), ~test), int((~test).sum())
    )
    lon, lat = write_degrees(cameras.lon[camera]), write_degrees(cameras.lat[camera])
    similar = concat("0.", digits(np.where(test, 5000, random.integers(3000, 9999, count)), 4))
    capture = digits(np.where(test, 0, rows), 10)
    fields = [
        Field("capture_id", concat("F", capture)),
        Field("camera_id", where(test, _TEST_CAMERA, cameras.id.take(place))),
        Field("camera_name", where(test, "测试", cameras.name.take(place))),
        Field("lon", where(test, "0.000000", where(swapped, lat, lon)), "bare"),
        Field("lat", where(test, "0.000000", where(swapped, lon, lat)), "bare"),
        _time_field(random, plan.moment[rows], test),
        Field("img_uri", concat("img01/", name, "/", capture, ".jpg")),
        Field("target_id", where(linked, target, None)),
        Field("similarity", similar, "bare"),
        mark_field(count),
    ]
    keys = concat("fc", digits(rows, 12))
    return index_fields(f"face_capture-{name}", "doc", keys, fields), np.where(linked, person, -1)


def _time_field(random: np.random.Generator, moment: NDArray[np.int64], test: NDArray[np.bool_]) -> Field:
    """Return a moment as epoch, local time with its offset, or UTC that does not say so."""
    form = np.where(test, 0, random.choice(3, len(moment), p=(0.5, 0.3, 0.2)))
    written = [
        text(moment * 1000),
        format_times(moment + _UTC_OFFSET, "%Y-%m-%dT%H:%M:%S+08:00"),
        format_times(moment, "%Y-%m-%d %H:%M:%S"),
    ]
    return Field("capture_time", select(form, written), "bare", quoted=form != 0)


def make_plates(order: TwinOrder, count: int) -> pa.Table:
    """Return vehicles with plates of an invented province."""
    random = order.random("plates")
    # A step without common factor with the number of plates meets each once.
    code = (np.arange(count) * _PLATE_STEP + int(random.integers(0, _PLATES))) % _PLATES
    letters = pa.array(list(_LETTERS))
    letter, second = (letters.take(pa.array(code // size % len(_LETTERS))) for size in (10**4 * len(_LETTERS), 10**4))
    number = concat(second, digits(code % 10**4, 4))
    return pa.table({"letter": letter, "number": number, "plate": concat(PROVINCE, letter, number)})


def vehicle_fields(
    order: TwinOrder, scale: Scale, cameras: Cameras, vehicles: pa.Table
) -> tuple[list[Field], NDArray[np.int64]]:
    """Return the documents of the index of vehicles, and the vehicle of each."""
    random, count = order.random("vehicles"), scale.vehicle
    vehicle = random.integers(0, len(vehicles), count)
    letter, number = (vehicles.column(name).combine_chunks().take(pa.array(vehicle)) for name in ("letter", "number"))
    wide = pa.array([value.translate(_WIDE) for value in number.to_pylist()], pa.string())
    plates = [concat(PROVINCE, letter, "·", number), concat(PROVINCE, letter, number), concat(PROVINCE, letter, wide)]
    moment = np.sort(WINDOWS["vehicle"].draw(random, count))
    fields = [
        Field("plate", select(random.choice(3, count, p=(0.45, 0.45, 0.1)), plates)),
        Field("colour", pick_shares(random, _COLOURS, count)),
        Field("lane", text(random.integers(1, 7, count)), "bare", quoted=random.random(count) < 0.2),
        Field("camera_id", pick(random, cameras.id, count)),
        Field("ts", text(moment * 1000), "bare"),
        mark_field(count),
    ]
    return index_fields("vehicle_capture", "doc", concat("vc", digits(np.arange(count), 10)), fields), vehicle
