"""What is said of a column."""

from __future__ import annotations

import pyarrow as pa

from findspot.model.tables import Privacy
from findspot.profiling.columns import PATTERNS_KEPT, describe_column, top_patterns
from findspot.profiling.meaning import Choice
from findspot.profiling.survey import ColumnFacts, ColumnSurvey


def facts_of(values: list[str | None]) -> ColumnFacts:
    survey = ColumnSurvey()
    survey.add(pa.array(values, pa.string()))
    return survey.facts()


def test_the_shares_leave_out_what_spells_nothing() -> None:
    facts = facts_of(["男", "女", "男", "无", "", None, "不详", "女"])
    column = describe_column("c001", "性别", facts, Choice("sex", 1.0, Privacy.QUASI), absent=1)
    assert column.fill == 0.5
    assert column.distinct == 2
    assert column.missing_spellings == ("", "不详", "无")
    assert column.categories == ("女", "男")
    assert column.normalised == "n_c001"
    assert column.absent == 1


def test_values_of_direct_identifiers_are_never_listed() -> None:
    column = describe_column("c001", "x", facts_of(["a", "b"] * 9), Choice("unknown", 0.0, Privacy.DIRECT))
    assert column.categories == ()
    assert column.normalised == ""


def test_long_lists_are_left_out() -> None:
    facts = facts_of([f"Unit {n} Ltd" for n in range(201)])
    assert describe_column("c001", "x", facts, Choice("organisation", 1.0, Privacy.QUASI)).categories == ()


def test_patterns_are_shapes_commonest_first() -> None:
    facts = facts_of(["王伟", "李娜", "张丽芳", "A1", "B-2", "C 3", "12", "7.5"])
    patterns = top_patterns(facts)
    assert patterns[0] == "汉汉"
    assert len(patterns) == PATTERNS_KEPT
    assert not any("王" in p for p in patterns)


def test_an_empty_table_has_shares_of_nothing() -> None:
    column = describe_column("c001", "x", facts_of([]), Choice("unknown", 0.0, Privacy.DIRECT))
    assert (column.fill, column.patterns, column.type) == (0.0, (), "empty")
