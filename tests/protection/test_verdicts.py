"""Checks leave with their verdict; their numbers only where they count nobody."""

from __future__ import annotations

import pytest

from findspot.model.released import ReleasedCheck
from findspot.plugins.protocols import Verdict
from findspot.protection.columns import TableRules
from findspot.protection.names import Names
from findspot.protection.verdicts import clear_verdicts


def cleared(verdict: Verdict, *, rows: int = 1_000, rules: TableRules | None = None) -> ReleasedCheck:
    given = rules or TableRules(10, frozenset({"members"}))
    (out,) = clear_verdicts([verdict], rules=given, names=Names(), table_rows={"members": rows})
    return out


def verdict(effect: float | None = 0.05, rows: int = 1_000, **counts: int) -> Verdict:
    return Verdict("CHK-X", "members", "null", "share", effect, 0.04, 0.06, rows, "look", ("n",), counts)


def test_large_counts_pass() -> None:
    out = cleared(verdict(failed=50))
    assert (out.effect, out.low, out.high, out.rows, out.counts) == (0.05, 0.04, 0.06, 1_000, (("failed", 50),))
    assert not out.withheld


@pytest.mark.parametrize(
    "found",
    [
        verdict(failed=5),
        verdict(passed=995),
        verdict(0.005),
        verdict(0.9951),
        verdict(rows=995),
        verdict(None, rows=7),
    ],
    ids=["a few failed", "all but a few", "share of a few", "share of all but a few", "a few not tested", "few rows"],
)
def test_a_count_of_a_few_withholds_all_numbers(found: Verdict) -> None:
    out = cleared(found)
    assert out.withheld
    assert (out.effect, out.low, out.high, out.rows, out.counts) == (None, None, None, None, ())
    assert (out.code, out.verdict, out.notes) == ("CHK-X", "look", ("n",))


def test_tables_of_things_keep_their_numbers() -> None:
    assert cleared(verdict(failed=5), rules=TableRules(10)).counts == (("failed", 5),)


def test_an_uncounted_table_keeps_none() -> None:
    persons = frozenset({"members"})
    assert cleared(verdict(failed=50), rules=TableRules(10, persons, persons)).withheld
