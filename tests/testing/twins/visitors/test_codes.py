"""Code tables: nothing in them is anywhere."""

from __future__ import annotations

import csv
import io
import zipfile

import numpy as np
import pytest

from findspot.testing.twins.visitors.codes import shift_to_gcj02, write_degrees
from findspot.testing.twins.workshop import MARK

from .conftest import Twin


def test_degrees_are_shifted_as_maps_of_china_are() -> None:
    # The worked example of the coordtransform library.
    east, north = shift_to_gcj02(np.array([116.404]), np.array([39.915]))
    assert float(east[0]) == pytest.approx(116.41024449916938, abs=1e-6)
    assert float(north[0]) == pytest.approx(39.91640428150164, abs=1e-6)


def test_the_shift_is_some_hundred_metres_where_the_cameras_are() -> None:
    lon, lat = (grid.ravel() for grid in np.meshgrid(np.linspace(123.0, 123.6, 9), np.linspace(30.2, 30.8, 9)))
    east, north = shift_to_gcj02(lon, lat)
    metres = np.hypot((east - lon) * 111_320 * np.cos(np.radians(lat)), (north - lat) * 111_320)
    assert (metres > 100).all()
    assert (metres < 800).all()


def test_degrees_have_six_decimals() -> None:
    assert write_degrees(np.array([123.0000019, 30.5])).to_pylist() == ["123.000002", "30.500000"]


def test_cameras_are_at_sea(twin: Twin) -> None:
    for row in twin.rows("camera"):
        assert 122.9 < float(row["lon"]) < 123.7
        assert 30.1 < float(row["lat"]) < 30.9


def test_parents_of_units_are_units_that_came_before(twin: Twin) -> None:
    units = twin.rows("unit")
    codes = [row["unit_code"] for row in units]
    assert units[0]["parent_code"] == ""
    for number, row in enumerate(units[1:], 1):
        assert codes.index(row["parent_code"]) < number


def test_some_keys_are_in_no_table(twin: Twin) -> None:
    known = {row["unit_code"] for row in twin.rows("unit")}
    targets = {row["_source.target_id"] for row in twin.rows("person_target")}
    keys = [row["unit_code"] in known for row in twin.rows("camera")]
    keys += [row["_source.unit"] in known for row in twin.rows("person_target")]
    keys += [row["_source.target_id"] in targets for row in twin.rows("face_capture") if row["_source.target_id"]]
    lost = keys.count(False)
    assert [lost, len(keys)] == twin.planted["claim.V8.dangling"]
    assert lost / len(keys) == pytest.approx(0.37, abs=0.01)


def test_the_archive_of_the_code_tables_holds_csv_files(twin: Twin) -> None:
    with zipfile.ZipFile(twin.folder / "dump/exports.zip") as archive:
        assert archive.namelist() == ["camera.csv", "unit.csv", "dict_code.csv"]
        words = list(csv.DictReader(io.StringIO(archive.read("dict_code.csv").decode("utf-8"))))
    assert words[0] == {"category": "NOTE", "code": "0", "label": MARK}
    assert [row["label"] for row in words if row["category"] == "LIST"] == [f"名单{n}号" for n in range(1, 10)]
