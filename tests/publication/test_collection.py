"""What is gathered for a report beside the release: times without places, the words of checks."""

from __future__ import annotations

import re
from pathlib import Path

from findspot.model.release import Release
from findspot.plugins.manager import manager
from findspot.protection.releases import keep_release
from findspot.publication.collection import check_texts, collect_report, run_box
from findspot.store.case import create_case


def test_a_report_is_collected_from_a_case(tmp_path: Path, sample_release: Release) -> None:
    case = create_case(tmp_path / "case")
    keep_release(case, sample_release)
    data = collect_report(case)
    assert data.release == sample_release
    assert {p.name for p in data.versions.plugins} >= {"findspot.exporters"}


def test_the_box_holds_times_and_seconds_only(tmp_path: Path) -> None:
    case = create_case(tmp_path / "case")
    assert run_box(case).sealed == ""
    case.log.append("run", {"stage": "intake"})
    case.state.set("intake", {"state": "done", "seconds": 2.5, "counts": {}, "inputs": ""})
    box = run_box(case)
    assert box.stages == (("intake", "done", 2.5),)
    for time in (box.made, box.sealed):
        assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d UTC", time)


def test_every_check_speaks_for_itself() -> None:
    assert set(check_texts(manager())) == {c.code for c in manager().checks()}
