"""The twin as a whole."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from findspot.testing.twins import check_oracle, make_twin, read_truth
from findspot.testing.twins.media import PLAN

from .conftest import Twin


def test_every_record_lies_where_the_truth_says(twin: Twin) -> None:
    report = check_oracle(twin.folder)
    assert report.ok, report.wrong[:5]
    assert sum(report.checked.values()) == 3_000


def test_rates_are_those_of_the_knobs(twin: Twin) -> None:
    defaults = {knob.name: knob.default for knob in PLAN.knobs}
    assert twin.rates.keys() == defaults.keys()
    for name, rate in twin.rates.items():
        assert rate.asked == defaults[name]
        assert rate.measured == pytest.approx(rate.asked, abs=0.01)


def test_languages_are_planted(twin: Twin) -> None:
    assert twin.planted["claim.K10.languages"] == 65
    assert sum(twin.planted["claim.K10.documents"].values()) == 3_000
    assert twin.planted["claim.K10.languages_counted"] == sum(
        count >= 50 for count in twin.planted["claim.K10.documents"].values()
    )
    assert sum(twin.planted["charsets"].values()) == 3_000


def test_every_file_says_that_it_is_made_up(twin: Twin) -> None:
    assert read_truth(twin.folder)["markers"].keys() == twin.report.files.keys()


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    digests = []
    for name in "ab":
        make_twin("media", out=tmp_path / name, knobs={"rows": 200})
        files = sorted(path for path in (tmp_path / name / "dump").rglob("*") if path.is_file())
        digests.append([hashlib.sha256(path.read_bytes()).hexdigest() for path in files])
    assert digests[0] == digests[1]


@pytest.mark.parametrize("rows", [1, 7, 70])
def test_tiny_twins_are_whole_too(tmp_path: Path, rows: int) -> None:
    report = make_twin("media", out=tmp_path / "t", knobs={"rows": rows})
    assert sum(report.rows.values()) == rows
    assert check_oracle(tmp_path / "t").ok


def test_sizes_rise_to_the_largest() -> None:
    sizes = PLAN.sizes
    assert sizes["S"] < sizes["M"] < sizes["L"] == 2_000_000
