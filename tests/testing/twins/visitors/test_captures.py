"""Captures: no image, plates of no province, degrees swapped, three forms of time, a test camera."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from findspot.testing.twins.visitors.captures import PROVINCE, make_plates

from .conftest import Twin, place

REAL_PROVINCES = set("京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领军警学港澳")


def test_faces_are_kept_by_month(twin: Twin) -> None:
    for row in twin.rows("face_capture"):
        month = row["_index"].removeprefix("face_capture-")
        assert re.fullmatch(r"(2019|2020)\.\d\d", month)
        assert row["_source.img_uri"].startswith(f"img01/{month}/")
    assert len({row["_index"] for row in twin.rows("face_capture")}) == 12


def test_there_is_no_image_in_the_dump(twin: Twin) -> None:
    assert not [name for name in twin.report.files if name.endswith((".jpg", ".png", ".npy", ".bin"))]


def test_links_lead_to_people_on_lists_or_nowhere(twin: Twin) -> None:
    owner = {row["_source.target_id"]: row["_entity"] for row in twin.rows("person_target")}
    linked = [row for row in twin.rows("face_capture") if row["_source.target_id"]]
    assert len(linked) == twin.planted["claim.V7.linked"]
    assert twin.rates["linked"].measured == pytest.approx(0.021, abs=0.003)
    for row in twin.rows("face_capture"):
        assert row["_entity"] == owner.get(row["_source.target_id"], -1)


def test_some_degrees_are_swapped(twin: Twin) -> None:
    places = [(float(row["_source.lon"]), float(row["_source.lat"])) for row in twin.rows("face_capture")]
    swapped = sum(lon < lat for lon, lat in places)
    assert swapped == pytest.approx(0.015 * len(places), abs=6)
    assert all({round(lon), round(lat)} <= {0, 30, 31, 123, 124} for lon, lat in places)


def test_times_have_three_forms_and_one_does_not_say_its_zone(twin: Twin) -> None:
    forms: Counter[str] = Counter()
    patterns = {"epoch": r"\d{13}", "local": r"\S+T\S+\+08:00", "utc": r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d"}
    for row in twin.rows("face_capture"):
        forms[next(form for form, p in patterns.items() if re.fullmatch(p, row["_source.capture_time"]))] += 1
    assert len(forms) == 3
    assert min(forms.values()) > 0.15 * forms.total()


def test_a_test_camera_made_many_that_are_alike(twin: Twin) -> None:
    tests = [row for row in twin.rows("face_capture") if row["_source.camera_id"].startswith("TEST")]
    assert len(tests) == round(0.01 * len(twin.rows("face_capture")))
    contents = {tuple(v for k, v in row.items() if k.startswith("_source.") and k != "_source.note") for row in tests}
    assert len(contents) == 1
    assert len({row["_id"] for row in tests}) == len(tests)


def test_cameras_of_captures_are_in_the_table(twin: Twin) -> None:
    known = {row["camera_id"]: row["camera_name"] for row in twin.rows("camera")}
    for row in twin.rows("face_capture"):
        if not row["_source.camera_id"].startswith("TEST"):
            assert known[row["_source.camera_id"]] == row["_source.camera_name"]


def test_plates_are_of_no_province_and_written_in_three_ways(twin: Twin) -> None:
    assert PROVINCE not in REAL_PROVINCES
    vehicles = twin.entities("vehicle")
    forms: Counter[str] = Counter()
    for row in twin.rows("vehicle_capture"):
        written = row["_source.plate"]
        forms["dot" if "·" in written else "plain" if written[2:].isascii() else "wide"] += 1
        plain = "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in written.replace("·", ""))
        assert plain == vehicles[row["_entity"]]["plate"]
        assert plain[0] == PROVINCE
    assert len(forms) == 3


def test_no_two_vehicles_have_one_plate() -> None:
    plates = make_plates(place(10), 60_000).column("plate")
    assert len(plates.unique()) == 60_000
    assert all(re.fullmatch(r"沅[A-HJ-NP-Z]{2}\d{4}", plate) for plate in plates.to_pylist()[:2_000])
