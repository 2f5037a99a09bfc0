"""The twin as a whole."""

from __future__ import annotations

import hashlib
from pathlib import Path

import py7zr
import pytest

from findspot.errors import UsageProblem
from findspot.testing.twins import check_oracle, make_twin, read_truth
from findspot.testing.twins.visitors import PLAN

from .conftest import Twin


def test_every_record_lies_where_the_truth_says(twin: Twin) -> None:
    report = check_oracle(twin.folder)
    assert report.ok, report.wrong[:5]
    assert sum(report.checked.values()) == sum(twin.report.rows.values())


def test_documents_by_index_are_as_planted(twin: Twin) -> None:
    for index, count in twin.planted["claim.V1"].items():
        assert twin.report.rows[index] == count
    assert sum(twin.planted["claim.V1"].values()) == 4_000


def test_rates_are_those_of_the_knobs(twin: Twin) -> None:
    defaults = {knob.name: knob.default for knob in PLAN.knobs}
    for name, rate in twin.rates.items():
        assert rate.asked == defaults[name]
        assert abs(rate.count - rate.asked * rate.of) <= 5, name


def test_travellers_are_on_no_list(twin: Twin) -> None:
    assert twin.planted["claim.V6.travellers_on_lists"] == 0
    listed = {row["_source.id_no"] for row in twin.rows("person_target")}
    assert not listed & {row["_source.passport_no"] for row in twin.rows("entry_exit")}


def test_every_file_says_that_it_is_made_up(twin: Twin) -> None:
    assert read_truth(twin.folder)["markers"].keys() == twin.report.files.keys()


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    digests = []
    for name in "ab":
        make_twin("visitors", out=tmp_path / name, knobs={"rows": 300})
        files = sorted(path for path in (tmp_path / name / "dump").rglob("*") if path.is_file())
        digests.append([hashlib.sha256(path.read_bytes()).hexdigest() for path in files])
    assert digests[0] == digests[1]


def test_code_tables_can_come_in_a_7z_archive(tmp_path: Path) -> None:
    make_twin("visitors", out=tmp_path / "t", knobs={"rows": 100, "exports": "7z"})
    with py7zr.SevenZipFile(tmp_path / "t/dump/exports.7z") as archive:
        assert archive.namelist() == ["camera.csv", "unit.csv", "dict_code.csv"]
    assert check_oracle(tmp_path / "t").ok


def test_an_unknown_archive_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match="exports"):
        make_twin("visitors", out=tmp_path / "t", knobs={"rows": 100, "exports": "rar"})


@pytest.mark.parametrize("rows", [1, 30])
def test_tiny_twins_are_whole_too(tmp_path: Path, rows: int) -> None:
    make_twin("visitors", out=tmp_path / "t", knobs={"rows": rows})
    assert check_oracle(tmp_path / "t").ok


def test_sizes_rise_to_the_largest() -> None:
    sizes = PLAN.sizes
    assert sizes["S"] < sizes["M"] < sizes["L"] == 1_100_000
