"""The twin as a whole: places, markers, claims, knobs, and the same bytes for the same seed."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from findspot.errors import UsageProblem
from findspot.testing.twins import check_oracle, make_twin, read_truth
from findspot.testing.twins.profiles import PLAN

from .conftest import Twin


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted((folder / "dump").rglob("*"))
        if path.is_file()
    }


def test_every_record_lies_where_the_truth_says(twin: Twin) -> None:
    report = check_oracle(twin.folder)
    assert report.ok, report.wrong[:5]
    assert sum(report.checked.values()) == sum(twin.planted["rows"].values())


def test_rates_are_those_of_the_knobs(twin: Twin) -> None:
    defaults = {knob.name: knob.default for knob in PLAN.knobs}
    for name, rate in twin.rates.items():
        assert rate.asked == defaults[name] or name == "long_arrays"
        assert rate.measured == pytest.approx(rate.asked, abs=0.01 if name != "swapped_names" else 0.06), name


def test_counts_of_the_claims_add_up(twin: Twin) -> None:
    planted = twin.planted
    assert sum(planted["claim.K3.persons.whole"].values()) == planted["claim.K1.persons"]
    assert sum(planted["claim.K3.persons.recovered"].values()) == planted["claim.K2.persons"]
    assert sum(planted["claim.K3.profiles.recovered"].values()) == planted["claim.K2.profiles"]
    assert sum(planted["claim.K5.whole"].values()) == planted["claim.K1.persons"]
    assert planted["claim.K1.profiles"] == 1_500
    assert twin.entities("person").column("survives").to_pylist().count(True) == planted["claim.K2.persons"]


def test_every_file_says_that_it_is_made_up(twin: Twin) -> None:
    assert read_truth(twin.folder)["markers"].keys() == twin.report.files.keys()


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        make_twin("profiles", seed=seed, out=tmp_path / name, knobs={"rows": 120})
    first, again, other = (digests(tmp_path / name) for name in "abc")
    assert first == again
    assert {name for name in first if first[name] == other.get(name)} <= {
        "dump/elastic/person.mapping.json",
        "dump/elastic/person.analyzer.json",
        "dump/mongo/okidb/org.metadata.json",
    }


def test_a_part_of_the_archive_can_be_withheld(tmp_path: Path) -> None:
    report = make_twin("profiles", out=tmp_path / "t", knobs={"rows": 120, "missing_part": 2})
    assert "info.tar.gz.002" not in report.files
    assert "info.tar.gz.003" in report.files
    assert (tmp_path / "t/truth/withheld/info.tar.gz.002").is_file()
    assert check_oracle(tmp_path / "t").ok


@pytest.mark.parametrize("rows", [1, 13, 40])
def test_tiny_twins_are_whole_too(tmp_path: Path, rows: int) -> None:
    report = make_twin("profiles", out=tmp_path / "t", knobs={"rows": rows})
    assert report.rows["person"] == rows
    assert check_oracle(tmp_path / "t").ok


def test_knobs_out_of_bounds_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem):
        make_twin("profiles", out=tmp_path / "t", knobs={"tagged": 1.5})


def test_sizes_rise_to_the_largest() -> None:
    sizes = PLAN.sizes
    assert sizes["S"] < sizes["M"] < sizes["L"] == 2_400_000
