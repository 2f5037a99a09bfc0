"""``EXP-CSV``: one line a finding, nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from findspot.exporters.csv_text import COLUMNS, LIVE_STARTS, CsvExporter, disarm
from findspot.model.finding import Estimate, Finding
from findspot.model.release import release_from_gate


def exported(folder: Path, *findings: Finding) -> list[dict[str, str]]:
    (path,) = CsvExporter().write(release_from_gate(findings, 10), folder)
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_finding_is_a_line_with_all_its_fields(tmp_path: Path) -> None:
    estimate = Estimate(50, 40, 60, 0.95, "review", 400, 0.9, 50, 90.5)
    finding = Finding("COUNT", "members", estimate, ("性别", "x"), ("女", "1"), "whole", "count", notes=("a", "b"))
    (line,) = exported(tmp_path / "new", finding)
    assert tuple(line) == COLUMNS
    assert line == {
        "code": "COUNT",
        "table": "members",
        "by": "性别 | x",
        "cell": "女 | 1",
        "scope": "whole",
        "query": "count",
        "value": "50",
        "low": "40",
        "high": "60",
        "level": "0.95",
        "method": "review",
        "denominator": "400",
        "recovered_share": "0.9",
        "bound_low": "50",
        "bound_high": "90.5",
        "suppressed": "false",
        "notes": "a | b",
    }


def test_a_withheld_number_is_empty_and_marked(tmp_path: Path) -> None:
    (line,) = exported(tmp_path, Finding("PERSONS", "m", Estimate(None, None, None, None, "count"), suppressed=True))
    assert (line["value"], line["denominator"], line["suppressed"]) == ("", "", "true")


def test_negative_numbers_stay_numbers(tmp_path: Path) -> None:
    assert exported(tmp_path, Finding("X", "m", Estimate.exact(-5)))[0]["value"] == "-5"


@pytest.mark.parametrize("start", LIVE_STARTS)
def test_a_live_start_is_disarmed(start: str) -> None:
    assert disarm(f"{start}cmd") == f"'{start}cmd"
    assert disarm(f"a{start}") == f"a{start}"


@given(st.text(max_size=8), st.sampled_from(LIVE_STARTS))
def test_no_text_is_live(text: str, start: str) -> None:
    assert not disarm(start + text).startswith(LIVE_STARTS)
    assert disarm(text).removeprefix("'") == text.removeprefix("'")


def test_known_attacks_do_not_run(tmp_path: Path, shared_data: Path) -> None:
    attacks = (
        (shared_data / "hostile" / "csv-injection" / "Intruder" / "csv-payload.txt").read_text("utf-8").splitlines()
    )
    findings = [
        Finding("COUNT", attack, Estimate(attack, None, None, None, attack), (attack,), (attack,)) for attack in attacks
    ]
    for line in exported(tmp_path, *findings):
        assert not any(text.startswith(LIVE_STARTS) for text in line.values())


def test_values_with_separators_come_back(tmp_path: Path) -> None:
    odd = 'a,"b"\r\nc'
    assert exported(tmp_path, Finding("COUNT", "t", Estimate.exact(1), ("x",), (odd,)))[0]["cell"] == odd
