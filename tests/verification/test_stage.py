"""The verify stage on whole cases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest
from tests.profiling.cases import SourceRows, make_case, people

from findspot.model.profile import TableProfile
from findspot.plugins.manager import PluginManager, manager
from findspot.plugins.protocols import Verdict
from findspot.profiling import profile_case
from findspot.verification import read_verdicts, stage, verify_case


def test_a_clean_register_passes(tmp_path: Path) -> None:
    case = make_case(tmp_path, {"members": SourceRows(people(200)), "notes": SourceRows({"a": ["x", "y"]})})
    profile_case(case)
    assert read_verdicts(case) == []
    report = verify_case(case)
    assert report.state == "done"
    assert dict(report.counts) == {"checks": 3, "passed": 3, "look": 0, "failed": 0}
    assert [(v.code, v.table) for v in read_verdicts(case)] == [
        ("CHK-DUPLICATE", "members"), ("CHK-IDLOGIC", "members"), ("CHK-DUPLICATE", "notes"),
    ]  # fmt: skip


def test_rows_that_findings_leave_out_are_not_held_against_a_dump(tmp_path: Path) -> None:
    columns = people(200)
    columns["身份证号"][:50] = ["319901194402010011"] * 50
    case = make_case(tmp_path, {"members": SourceRows(columns, how=[4] * 25 + [3] * 25 + [0] * 150)})
    profile_case(case)
    assert verify_case(case).state == "done"
    assert {v.rows for v in read_verdicts(case)} == {150}


def test_what_fails_needs_a_look(tmp_path: Path) -> None:
    columns = people(200)
    columns["性别"] = ["女"] * 200
    case = make_case(tmp_path, {"members": SourceRows(columns)})
    profile_case(case)
    report = verify_case(case)
    assert report.state == "look"
    assert report.messages == ("CHK-IDLOGIC on members: failed.",)
    assert read_verdicts(case)[1].verdict == "failed"


class Broken:
    code = "CHK-BROKEN"
    title = "A check that fails"
    null_hypothesis = "none"
    passing_sample = ""
    failing_sample = ""
    false_alarms = ()

    def applies(self, table: TableProfile) -> bool:
        return True

    def run(self, table: TableProfile, batches: Iterator[pa.RecordBatch]) -> Verdict:
        next(batches)
        raise KeyError(str(next(batches, "")))


class Strangers(PluginManager):
    def checks(self) -> list[object]:  # type: ignore[override]
        return [Broken(), *manager().checks()]


def test_a_check_that_breaks_is_named_and_the_others_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case = make_case(tmp_path, {"notes": SourceRows({"a": ["x", "y"]})})
    profile_case(case)
    monkeypatch.setattr(stage, "manager", Strangers)
    assert verify_case(case).state == "look"
    broken, other = read_verdicts(case)
    assert (broken.verdict, broken.notes, broken.effect) == ("look", ("check-broke-KeyError",), None)
    assert other.code == "CHK-DUPLICATE"


def test_a_case_without_tables_has_no_verdicts(tmp_path: Path) -> None:
    case = make_case(tmp_path, {})
    profile_case(case)
    assert verify_case(case).counts["checks"] == 0
    assert read_verdicts(case) == []
