"""First and last dates of persons are given by the year."""

from __future__ import annotations

import pytest

from findspot.model.finding import Estimate, Finding
from findspot.protection.gate import COUNTS_PERSONS, clear_findings
from findspot.protection.spans import BY_YEAR, coarsen_span


@pytest.mark.parametrize(
    ("inside", "outside"),
    [
        ("1931-07-01", "1931"),
        ("2016-04-16T03:22:10Z", "2016"),
        ("1931", "1931"),
        ("193107", None),
        ("yesterday", None),
        (None, None),
        (1931.0, None),
    ],
)
def test_a_date_keeps_its_year_and_nothing_else_passes(inside: str | float | None, outside: str | None) -> None:
    finding = Finding("SPAN-FIRST", "members", Estimate(inside, inside, inside, None, "dates", 10), ("joined",))
    coarse = coarsen_span(finding)
    assert (coarse.estimate.value, coarse.estimate.low, coarse.estimate.high) == (outside, outside, outside)
    assert coarse.notes == (BY_YEAR,)


def test_dates_of_a_few_are_withheld_and_their_number_is_not_told_by_difference() -> None:
    rows = Finding("ROWS", "members", Estimate.exact(100), notes=(COUNTS_PERSONS,))

    def span(dated: int) -> Finding:
        day = Estimate("1931-07-01", "1931-07-01", "1931-07-01", None, "dates", dated)
        return clear_findings([rows, Finding("SPAN-LAST", "members", day)], threshold=10).findings[1]

    assert span(4).suppressed
    assert (span(95).estimate.value, span(95).estimate.denominator) == ("1931", None)
    assert span(80).estimate.denominator == 80


def test_the_gate_coarsens_dates_of_persons_only() -> None:
    day = Estimate("1931-07-01", "1931-07-01", "1931-07-01", None, "dates")
    rows = Finding("ROWS", "members", Estimate.exact(100), notes=(COUNTS_PERSONS,))
    findings = [Finding("SPAN-LAST", t, day, ("joined",)) for t in ("members", "branches")]
    passed = clear_findings([rows, *findings], threshold=10).findings
    assert {f.table: f.estimate.value for f in passed if f.code == "SPAN-LAST"} == {
        "branches": "1931-07-01",
        "members": "1931",
    }
