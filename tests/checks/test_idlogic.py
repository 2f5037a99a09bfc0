"""CHK-IDLOGIC: what counts as a broken rule, and what does not."""

from __future__ import annotations

import numpy as np
import pytest
from tests.checks.tables import Columns, batches, describe

from findspot.checks.idlogic import IdLogic
from findspot.plugins.protocols import Verdict
from findspot.testing.people import make_people

MAN, WOMAN = "319901194402010012", "31990119440201008X"
CHECK = IdLogic()


def run(columns: Columns) -> Verdict:
    return CHECK.run(describe(columns), batches(columns))


def test_made_up_people_pass() -> None:
    table = make_people(3_000, 5)
    columns = {
        "cn-resident-id": table.column("身份证号").to_pylist(),
        "sex": table.column("性别").to_pylist(),
        "birth-date": table.column("出生日期").to_pylist(),
    }
    verdict = CHECK.run(describe(columns), batches(columns, 1_000))
    assert verdict.verdict == "passed"
    assert (verdict.effect, verdict.rows, verdict.counts["broken"]) == (0.0, 3_000, 0)
    assert verdict.notes == ("birth-date-compared", "sex-compared")


@pytest.mark.parametrize(
    ("columns", "count"),
    [
        ({"cn-resident-id": ["319901194402010011"]}, "wrong-check-character"),
        ({"cn-resident-id": ["319901194402310015"]}, "impossible-birth-date"),
        ({"cn-resident-id": [MAN], "sex": ["女"]}, "sex-disagrees"),
        ({"cn-resident-id": [WOMAN], "sex": ["1"]}, "sex-disagrees"),
        ({"cn-resident-id": [MAN], "birth-date": ["1944-02-02"]}, "birth-date-disagrees"),
        ({"cn-resident-id": [MAN], "birth-date": ["1945"]}, "birth-date-disagrees"),
    ],
)
def test_each_rule_can_break(columns: Columns, count: str) -> None:
    counts = run(columns).counts
    assert counts[count] == counts["broken"] == counts["ids"] == 1


@pytest.mark.parametrize(
    "columns",
    [
        {"cn-resident-id": [MAN], "sex": ["男"], "birth-date": ["1944年2月1日"]},
        {"cn-resident-id": ["319901440201001"], "sex": ["m"], "birth-date": ["1944-02"]},
        {"cn-resident-id": [WOMAN.lower()], "sex": ["不详"], "birth-date": ["1944"]},
        {"cn-resident-id": [MAN], "sex": [None], "birth-date": ["about 1950"]},
    ],
)
def test_agreement_in_other_forms_breaks_nothing(columns: Columns) -> None:
    assert run(columns).counts["broken"] == 0


def test_numbers_cut_by_a_spreadsheet_are_no_errors() -> None:
    verdict = run({"cn-resident-id": ["3.19901E+17", MAN[:15] + "000", MAN], "sex": ["女", "女", "男"]})
    assert (verdict.counts["cut-by-spreadsheet"], verdict.counts["broken"], verdict.rows) == (2, 0, 1)
    assert "cut-by-spreadsheet" in verdict.notes


def test_other_documents_are_counted_apart_and_blanks_not_at_all() -> None:
    verdict = run({"cn-resident-id": ["E12345678", "", None, "无", MAN]})
    assert (verdict.counts["other-form"], verdict.rows, verdict.effect) == (1, 1, 0.0)
    assert verdict.notes == ("other-form",)


def test_an_invented_column_fails_and_a_sloppy_one_needs_a_look() -> None:
    wrong = "319901194402010011"
    assert run({"cn-resident-id": [wrong] * 30 + [MAN] * 30}).verdict == "failed"
    sloppy = run({"cn-resident-id": [wrong] * 50 + [MAN] * 950})
    assert sloppy.verdict == "look"
    assert sloppy.low is not None
    assert sloppy.high is not None
    assert sloppy.low < 0.05 < sloppy.high


def test_nothing_to_test_passes_without_effect() -> None:
    verdict = run({"cn-resident-id": [None, ""]})
    assert (verdict.verdict, verdict.effect, verdict.rows) == ("passed", None, 0)


def test_the_fuller_column_is_compared() -> None:
    verdict = run({"cn-resident-id": [MAN], "sex": ["男"], "sex#2": ["女"]})
    assert verdict.counts["sex-disagrees"] == 0


def test_it_applies_to_tables_with_ids_only() -> None:
    assert CHECK.applies(describe({"cn-resident-id": [MAN]}))
    assert not CHECK.applies(describe({"sex": ["男"]}))


def test_its_own_samples_do_what_they_say() -> None:
    def sample(text: str) -> Columns:
        parts = [p.strip() for p in text.split(",")]
        return {"cn-resident-id": [parts[0]], "sex": [parts[1]], "birth-date": [parts[2]]}

    assert run(sample(CHECK.passing_sample)).counts["broken"] == 0
    assert run(sample(CHECK.failing_sample)).counts["broken"] == 1


def test_verdicts_hold_only_aggregates() -> None:
    verdict = run({"cn-resident-id": [MAN, WOMAN], "sex": ["男", "男"]})
    text = repr(verdict)
    assert MAN not in text
    assert WOMAN not in text
    assert all(isinstance(n, int | np.integer) for n in verdict.counts.values())
