"""What the gate makes of findings: small counts of persons go, and all that would give them away."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from findspot.model.finding import Estimate, Finding, findings_document
from findspot.protection.gate import (
    BOUNDS_WITHHELD,
    COUNTS_PERSONS,
    DENOMINATOR_WITHHELD,
    WITHHELD,
    clear_findings,
    withhold,
)
from findspot.protection.splits import SplitRules

PERSONS = (COUNTS_PERSONS,)


def counted(code: str, value: float, *, notes: tuple[str, ...] = PERSONS, **estimate: float) -> Finding:
    return Finding(code, "members", Estimate(value, value, value, None, "count", **estimate), notes=notes)  # type: ignore[arg-type]


def listed(by: str, counts: dict[str, int], *, code: str = "COUNT", denominator: int | None = None) -> list[Finding]:
    return [
        Finding(
            code,
            "members",
            Estimate(n, n, n, None, "count", denominator, 0.9, n, n + 40),
            (by,),
            (label,),
            notes=PERSONS,
        )
        for label, n in counts.items()
    ]


def cleared(findings: Iterable[Finding], threshold: int = 10) -> list[Finding]:
    return list(clear_findings(findings, threshold=threshold).findings)


def published(findings: Iterable[Finding]) -> dict[str, float | str | None]:
    return {"/".join(f.cell) or f.code: f.estimate.value for f in findings}


def test_a_small_count_is_withheld_with_its_interval_and_bounds() -> None:
    (finding,) = cleared([counted("PERSONS", 7, denominator=7, recovered_share=0.5, bound_low=7, bound_high=19)])
    assert finding.suppressed
    assert finding.estimate == Estimate(None, None, None, None, "count", None, 0.5)
    assert finding.notes == (COUNTS_PERSONS, WITHHELD)


def test_zero_and_ten_are_published() -> None:
    assert published(cleared([counted("PERSONS", 10), counted("DISTINCT", 0)])) == {"PERSONS": 10, "DISTINCT": 0}


def test_a_table_of_things_passes_unchanged() -> None:
    findings = [counted("ROWS", 3, notes=()), counted("COUNT", 2, notes=())]
    assert cleared(findings) == sorted(findings, key=lambda f: f.code)


def test_the_cell_that_would_be_the_difference_goes_as_well() -> None:
    findings = [counted("ROWS", 305), *listed("sex", {"F": 200, "M": 100, "X": 5})]
    assert published(cleared(findings)) == {"ROWS": 305, "F": 200, "M": None, "X": None}


def test_withheld_cells_cannot_be_told_apart() -> None:
    findings = [counted("ROWS", 305), *listed("sex", {"F": 200, "M": 100, "X": 5})]
    hidden = [f for f in cleared(findings) if f.suppressed]
    assert len({json.dumps({**f.to_dict(), "cell": ""}) for f in hidden}) == 1


def test_a_rest_that_is_not_listed_counts_as_a_cell() -> None:
    findings = [counted("ROWS", 1_000), *listed("sex", {"F": 500, "M": 495}, denominator=995)]
    passed = cleared(findings)
    assert published(passed) == {"ROWS": 1_000, "F": 500, "M": None}
    assert all(f.estimate.denominator is None for f in passed)
    assert DENOMINATOR_WITHHELD in next(f for f in passed if f.cell == ("F",)).notes


def test_a_denominator_that_is_a_known_total_stays() -> None:
    findings = [
        counted("ROWS", 1_000),
        counted("PERSONS", 994),
        *listed("sex", {"F": 500, "M": 494}, denominator=994),
    ]
    passed = cleared(findings)
    assert published(passed) == {"ROWS": 1_000, "PERSONS": 994, "F": 500, "M": 494}
    assert {f.estimate.denominator for f in passed if f.cell} == {994}


def test_a_small_table_tells_nothing_but_that_it_is_small() -> None:
    span = Finding("SPAN-FIRST", "members", Estimate("2001", "2001", "2001", None, "dates"), ("day",), notes=PERSONS)
    findings = [counted("ROWS", 8), counted("DISTINCT", 8), span, *listed("sex", {"F": 8, "M": 0})]
    assert set(published(cleared(findings)).values()) == {None}


def test_many_rows_of_few_persons_give_no_list() -> None:
    findings = [counted("ROWS", 500), counted("PERSONS", 4), *listed("kind", {"a": 480, "b": 20})]
    assert published(cleared(findings)) == {"ROWS": 500, "PERSONS": None, "a": None, "b": None}


def test_a_list_of_single_persons_is_left_out_whole() -> None:
    findings = [counted("ROWS", 12), *listed("nick", {f"n{i}": 1 for i in range(12)})]
    result = clear_findings(findings, threshold=10)
    assert published(result.findings) == {"ROWS": 12}
    assert result.lists_left_out == 1


def test_bounds_do_not_count_the_few_whom_no_row_tells_apart() -> None:
    """100 rows may be missing; persons leave 105 open: five rows name nobody."""
    findings = [
        counted("ROWS", 1_000, bound_low=1_000, bound_high=1_100),
        counted("DISTINCT", 900, bound_low=900, bound_high=1_000),
        counted("PERSONS", 800, bound_low=800, bound_high=905),
    ]
    distinct, persons, rows = cleared(findings)
    assert (persons.estimate.bound_low, persons.estimate.bound_high) == (None, None)
    assert BOUNDS_WITHHELD in persons.notes
    assert (rows.estimate.bound_high, distinct.estimate.bound_high) == (1_100, 1_000)


def test_a_share_counts_too() -> None:
    findings = [
        counted("ROWS", 1_000),
        counted("SHARE", 0.996, denominator=1_000),
        Finding("SHARE", "members", Estimate(0.5, 0.5, 0.5, None, "share"), ("x",), notes=PERSONS),
    ]
    passed = cleared(findings)
    assert [f.suppressed for f in passed if f.code == "SHARE"] == [True, True]
    fine = cleared([counted("ROWS", 1_000), counted("SHARE", 0.5, denominator=1_000)])
    assert published(fine) == {"ROWS": 1_000, "SHARE": 0.5}


def test_a_share_of_a_number_that_cannot_be_told_is_withheld() -> None:
    """With the count beside it, a share tells what it is a share of: here, that five have no entry."""
    counts = {"F": 500, "M": 495}
    shares = [
        Finding("SHARE", "members", Estimate(n / 995, n / 995, n / 995, None, "s", 995), ("sex",), (c,), notes=PERSONS)
        for c, n in counts.items()
    ]
    passed = cleared([counted("ROWS", 1_000), counted("SHARE", 0.4, denominator=995), *shares])
    assert published(passed) == {"ROWS": 1_000, "SHARE": None, "F": None, "M": None}


def test_a_cell_withheld_as_a_count_is_withheld_as_a_share() -> None:
    counts = {"F": 200, "M": 100, "X": 5}
    shares = [
        Finding("SHARE", "members", Estimate(n / 305, 0.1, 0.9, 0.95, "wilson", 305), ("sex",), (c,), notes=PERSONS)
        for c, n in counts.items()
    ]
    passed = cleared([counted("ROWS", 305), *listed("sex", counts), *shares])
    hidden = {(f.code, f.cell[0]) for f in passed if f.suppressed}
    assert hidden == {("COUNT", "M"), ("COUNT", "X"), ("SHARE", "M"), ("SHARE", "X")}


def test_a_list_that_withholds_more_makes_the_others_follow() -> None:
    rows = listed("sex", {"F": 220, "M": 100, "X": 12, "Y": 30})
    persons = listed("sex", {"F": 200, "M": 90, "X": 6, "Y": 25}, code="PERSONS")
    passed = cleared([counted("ROWS", 362), counted("PERSONS", 321), *rows, *persons])
    assert {(f.code, f.cell[0]) for f in passed if f.suppressed} == {
        ("COUNT", "X"),
        ("COUNT", "Y"),
        ("PERSONS", "X"),
        ("PERSONS", "Y"),
    }


def two_way(counts: dict[tuple[str, str], int]) -> list[Finding]:
    return [
        Finding("COUNT", "members", Estimate(n, n, n, None, "count"), ("sex", "party"), cell, notes=PERSONS)
        for cell, n in counts.items()
    ]


def test_a_two_way_list_passes_whole_or_not_at_all() -> None:
    large = two_way({("F", "a"): 50, ("F", "b"): 0, ("M", "a"): 60, ("M", "b"): 70})
    assert not any(f.suppressed for f in cleared([counted("ROWS", 180), *large]))
    small = two_way({("F", "a"): 50, ("F", "b"): 0, ("M", "a"): 60, ("M", "b"): 4})
    assert all(f.suppressed for f in cleared([counted("ROWS", 114), *small]) if f.cell)


def rules(*columns: str, known: tuple[str, ...] = (), doubtful: bool = False) -> SplitRules:
    return SplitRules(
        frozenset(("members", c) for c in columns),
        frozenset(("members", c) for c in known),
        frozenset({"members"} if doubtful else ()),
    )


def test_no_list_is_split_by_a_column_that_identifies() -> None:
    findings = [counted("ROWS", 300), *listed("name", {"a": 100, "b": 200}), *listed("sex", {"F": 100, "M": 200})]
    result = clear_findings(findings, threshold=10, rules=rules("sex"))
    assert {f.by for f in result.findings} == {(), ("sex",)}
    assert result.lists_left_out == 1


def of_things(findings: Iterable[Finding]) -> list[Finding]:
    return [replace(f, notes=()) for f in findings]


def test_that_rule_holds_for_tables_of_things() -> None:
    things = of_things(listed("name", {"x": 5}))
    assert clear_findings(things, threshold=10, rules=rules("kind")).findings == ()


def test_rows_that_may_stand_for_persons_are_listed_like_persons() -> None:
    """A table with a column nobody recognised: its totals count rows, its lists might count people."""
    findings = of_things([counted("ROWS", 9), *listed("kind", {"a": 5, "b": 4}), *listed("sex", {"F": 5, "M": 4})])
    careful = rules("kind", "sex", known=("sex",), doubtful=True)
    assert published(clear_findings(findings, threshold=10, rules=careful).findings) == {
        "ROWS": 9,
        "F": None,
        "M": None,
    }
    assert published(clear_findings(findings, threshold=10, rules=rules("kind")).findings)["a"] == 5


def test_a_list_without_a_number_or_a_label_is_left_out() -> None:
    findings = [counted("ROWS", 59), *listed("company", {"": 49} | {f"Company {i}": 1 for i in range(10)})]
    result = clear_findings(findings, threshold=10)
    assert published(result.findings) == {"ROWS": 59}
    assert result.lists_left_out == 1


def test_a_list_in_which_most_count_few_keeps_its_labels_to_itself() -> None:
    streets = {f"Long Road {i}": 7 for i in range(20)} | {"": 400}
    findings = [counted("ROWS", 540), *listed("kind", streets)]
    labels = {f.cell[0] for f in cleared(findings) if f.cell}
    assert labels == {"", *(f"(label withheld) {i}" for i in range(1, 21))}


def test_the_labels_of_a_known_vocabulary_stay() -> None:
    findings = [counted("ROWS", 12), *listed("sex", {"F": 5, "M": 7})]
    passed = clear_findings(findings, threshold=10, rules=rules("sex", known=("sex",))).findings
    assert published(passed) == {"ROWS": 12, "F": None, "M": None}


def test_labels_of_withheld_cells_that_look_like_values_are_masked() -> None:
    counts = {"home": 300, "work": 200, "both": 100, "none": 50, "1980-01-01": 13, "A 12-34-5": 3, "1981-01-01": 40}
    findings = [counted("ROWS", sum(counts.values())), *listed("kind", counts)]
    labels = {f.cell[0] for f in cleared(findings) if f.cell}
    assert labels == {"(label withheld) 1", "(label withheld) 2", "1981-01-01", "home", "work", "both", "none"}


def test_a_value_that_is_no_number_is_withheld() -> None:
    odd = Finding("COUNT", "members", Estimate("many", None, None, None, "count"), ("sex",), ("F",), notes=PERSONS)
    passed = cleared([counted("ROWS", 300), odd, *listed("sex", {"M": 100})])
    assert all(f.suppressed for f in passed if f.cell)


def test_a_threshold_above_ten_is_kept() -> None:
    findings = [counted("ROWS", 215), *listed("sex", {"F": 15, "M": 100, "X": 100})]
    assert published(cleared(findings, threshold=20))["F"] is None
    assert published(cleared(findings, threshold=10))["F"] == 15


def test_clearing_twice_brings_nothing_back() -> None:
    findings = [counted("ROWS", 305), *listed("sex", {"F": 200, "M": 100, "X": 5})]
    once = cleared(findings)
    shown = [{f.estimate.value for f in passed if not f.suppressed} for passed in (once, cleared(once))]
    assert shown[1] <= shown[0]


def test_withholding_keeps_what_gives_nothing_away() -> None:
    finding = Finding("COUNT", "t", Estimate(3, 2, 5, 0.95, "review", 50, 0.8, 3, 9), ("sex",), ("F",), "whole", "q1")
    hidden = withhold(finding)
    assert (hidden.code, hidden.by, hidden.cell, hidden.scope, hidden.query) == (
        "COUNT",
        ("sex",),
        ("F",),
        "whole",
        "q1",
    )
    assert (hidden.estimate.level, hidden.estimate.method, hidden.estimate.recovered_share) == (0.95, "review", 0.8)


@pytest.mark.parametrize("order", [1, -1])
def test_the_order_of_findings_changes_nothing(order: int) -> None:
    findings = [counted("ROWS", 305), *listed("sex", {"F": 200, "M": 100, "X": 5}), *listed("age", {"1": 5, "2": 300})]
    assert cleared(findings[::order]) == cleared(findings)


lists_of_counts = st.lists(
    st.lists(st.integers(0, 14), min_size=1, max_size=4).map(lambda c: {f"v{i}": n for i, n in enumerate(c)}),
    min_size=1,
    max_size=3,
)


@settings(max_examples=150, deadline=None)
@given(lists=lists_of_counts, threshold=st.integers(3, 6), has_rest=st.booleans())
def test_no_number_below_the_threshold_leaves_and_no_difference_gives_one(
    lists: list[dict[str, int]], threshold: int, has_rest: bool
) -> None:
    """An attacker subtracts what is published of each list from every published total."""
    rows = max(sum(c.values()) for c in lists) + (2 if has_rest else 0)
    findings = [counted("ROWS", rows)]
    for number, counts in enumerate(lists):
        findings += listed(f"c{number}", counts, denominator=sum(counts.values()))
    passed = cleared(findings, threshold)
    values = [f.estimate.value for f in passed] + [f.estimate.denominator for f in passed]
    assert not any(isinstance(v, int) and 0 < v < threshold for v in values)
    if rows < threshold:
        return
    for number, counts in enumerate(lists):
        cells = [f for f in passed if f.by == (f"c{number}",)]
        if not cells:
            continue
        shown = sum(int(f.estimate.value or 0) for f in cells)
        hidden = [f for f in cells if f.suppressed]
        totals = {rows, *(f.estimate.denominator for f in cells if f.estimate.denominator is not None)}
        for total in totals:
            left = total - shown
            everything_is_hidden = shown == 0
            assert left == 0 or left >= threshold or everything_is_hidden
            assert len(hidden) != left or not hidden, "as many persons as cells: each holds one"
            if total == sum(counts.values()):
                assert len(hidden) != 1 or counts[hidden[0].cell[0]] >= threshold


def test_the_document_of_a_release_holds_no_small_count() -> None:
    findings = [counted("ROWS", 305), *listed("sex", {"F": 200, "M": 100, "X": 5}, denominator=305)]
    document = findings_document(cleared(findings))
    assert all(f["estimate"]["value"] is None for f in document["findings"] if f["suppressed"])
    assert "5," not in json.dumps([f["estimate"]["value"] for f in document["findings"]])
