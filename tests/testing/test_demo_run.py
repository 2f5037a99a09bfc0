"""The demo from end to end, on a twentieth of its size; smaller where coverage is measured, with the compiler off."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from findspot.testing.comparison import compare_case
from findspot.testing.demo import DemoSummary, run_demo
from findspot.testing.truth import load_truth

pytestmark = pytest.mark.xdist_group("demo")

ROWS = 1_000 if os.environ.get("NUMBA_DISABLE_JIT", "0") != "0" else 10_000


@pytest.fixture(scope="module")
def summary(tmp_path_factory: pytest.TempPathFactory) -> DemoSummary:
    folder = tmp_path_factory.mktemp("demo")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FINDSPOT_KEYS", str(folder.parent / "demo-keys"))
        return run_demo(folder, rows=ROWS)


def test_untouched_rows_come_back_exactly(summary: DemoSummary) -> None:
    assert summary.comparison.untouched_share >= 0.999


def test_every_row_out_of_intact_bytes_covers_exactly_its_record(summary: DemoSummary) -> None:
    total = summary.comparison.total
    assert total("ranges_exact") >= 0.999 * total("rows")


def test_rows_in_another_charset_come_back(summary: DemoSummary) -> None:
    total = summary.comparison.total
    assert total("recoded_exact") >= 0.95 * total("recoded")


def test_nothing_is_made_of_bytes_that_are_gone(summary: DemoSummary) -> None:
    assert summary.comparison.total("lost_claimed") == 0
    assert summary.comparison.invented == 0


def test_tables_have_the_names_of_the_contract(summary: DemoSummary) -> None:
    assert [t.recovered_as for t in summary.comparison.tables] == [t.table for t in summary.comparison.tables]


def test_the_summary_names_a_report_that_is_there_and_is_plain_json(summary: DemoSummary) -> None:
    assert summary.report.is_file()
    data = json.loads(json.dumps(summary.to_dict()))
    assert data["lines"][0]["what"] == "damage"
    assert Path(data["case"]).name == "case"


def test_the_case_compares_the_same_with_the_truth_read_back(
    summary: DemoSummary, monkeypatch: pytest.MonkeyPatch
) -> None:
    from findspot import api

    monkeypatch.setenv("FINDSPOT_KEYS", str(summary.case.parent.parent / "demo-keys"))
    assert compare_case(api.open_case(summary.case), load_truth(summary.truth)) == summary.comparison
