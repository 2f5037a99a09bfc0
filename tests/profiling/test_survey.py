"""The first pass finds the same, however the rows are cut into batches."""

from __future__ import annotations

from itertools import pairwise

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from findspot.profiling.survey import FEW_VALUES, SAMPLE_SIZE, ColumnFacts, ColumnSurvey

VALUES = st.lists(st.none() | st.sampled_from(["", "无", "-", "0", "a", "b", "张伟", "x" * 90]), max_size=40)


def survey(values: list[str | None], *cuts: int) -> ColumnFacts:
    made = ColumnSurvey()
    array = pa.array(values, pa.string())
    edges = [0, *sorted(cuts), len(values)]
    for first, last in pairwise(edges):
        made.add(array.slice(first, max(0, last - first)))
    return made.facts()


@given(values=VALUES, cuts=st.lists(st.integers(0, 40), max_size=4))
@settings(max_examples=100, deadline=None)
def test_batches_do_not_matter(values: list[str | None], cuts: list[int]) -> None:
    whole, cut = survey(values), survey(values, *(min(c, len(values)) for c in cuts))
    assert cut.sample.to_pylist() == whole.sample.to_pylist()
    assert (cut.rows, cut.nulls, cut.distinct, cut.counts, cut.spellings) == (
        whole.rows, whole.nulls, whole.distinct, whole.counts, whole.spellings,
    )  # fmt: skip


@given(values=VALUES)
@settings(max_examples=100, deadline=None)
def test_everything_is_counted(values: list[str | None]) -> None:
    facts = survey(values)
    assert facts.rows == len(values)
    assert facts.nulls == values.count(None)
    assert facts.distinct == len({v for v in values if v is not None})
    assert facts.counts == {v: values.count(v) for v in values if v is not None}
    assert set(facts.sample.to_pylist()) == {v for v in values if v not in (None, "", "无", "-", "0")}


def test_what_is_missing_depends_on_the_meaning() -> None:
    facts = survey(["0", "0", "5", "", None])
    assert facts.spellings == {"0": 2, "": 1}
    assert facts.filled("phone") == 1
    assert facts.filled("number") == 3


def test_the_sample_is_the_same_in_any_order() -> None:
    values = [str(n) for n in range(3 * SAMPLE_SIZE)]
    forward = survey(values, 700, 1_900)
    assert len(forward.sample) == SAMPLE_SIZE
    assert survey(values[::-1], 100, 2_500).sample.to_pylist() == forward.sample.to_pylist()
    assert forward.distinct == len(values)


def test_too_many_values_are_not_counted_one_by_one() -> None:
    values = [str(n) for n in range(FEW_VALUES + 1)]
    assert survey(values).counts is None
    assert survey(values, 10).counts is None
    assert survey(values[:-1], 10).counts is not None


def test_few_spellings_are_kept_as_written() -> None:
    spaced = [" " * n + "-" for n in range(30)] + [" " * n for n in range(38)]
    facts = survey([*spaced, "a"])
    assert sum(facts.spellings.values()) == len(spaced)
    assert len(facts.spellings) <= 52
