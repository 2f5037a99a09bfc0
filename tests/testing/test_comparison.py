from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from findspot.model.batch import PROVENANCE, provenance_arrays
from findspot.testing.comparison import RecoveredTable, TableComparison, compare_with_truth
from findspot.testing.damage import Fate
from findspot.testing.truth import DemoTruth, TruthTable

ROWS = pa.table({"name": ["a", "b", None, "d", ""], "note": ["1", None, "3", "4", "5"]})
FATE = np.array([Fate.UNTOUCHED, Fate.UNTOUCHED, Fate.RECODED, Fate.TOUCHED, Fate.LOST], np.int8)
OFFSET = np.array([10, 20, 30, 40, 50], np.int64)
LENGTH = np.full(5, 9, np.int64)


def truth() -> DemoTruth:
    return DemoTruth((Path("m.csv"),), (TruthTable("m.csv", "m", ROWS, OFFSET, LENGTH, FATE),), {})


def recovered(
    rows: pa.Table,
    offset: list[int],
    *,
    length: list[int] | None = None,
    how: list[int] | None = None,
    columns: tuple[str, ...] = ("name", "note"),
) -> RecoveredTable:
    places = provenance_arrays(
        1,
        np.array(offset, np.int64),
        np.array(length or [9] * len(offset), np.int64),
        np.array(how or [0] * len(offset), np.int8),
    )
    names = [*PROVENANCE.names, *(f"c{n + 1:03d}" for n in range(rows.num_columns))]
    return RecoveredTable("m", pa.table([*places, *rows.columns], names=names), columns)


def compare(*tables: RecoveredTable) -> TableComparison:
    (comparison,) = compare_with_truth({"m.csv": tables}, truth()).tables
    return comparison


def test_a_perfect_recovery_has_every_count_as_planted() -> None:
    result = compare(recovered(ROWS.slice(0, 3), [10, 20, 30]))
    assert result == TableComparison(
        "m", "m", untouched=2, untouched_exact=2, untouched_flagged=0, recoded=1, recoded_exact=1, touched=1,
        touched_right=0, touched_flagged=0, touched_refused=1, touched_wrong=0, lost=1, lost_claimed=0,
        rows=3, ranges_exact=3,
    )  # fmt: skip


def test_nothing_recovered_counts_nothing() -> None:
    result = compare()
    assert (result.recovered_as, result.untouched_exact, result.recoded_exact, result.rows) == ("", 0, 0, 0)
    assert result.touched_refused == 1


@pytest.mark.parametrize("wrong", [{"name": ["a", "x"], "note": ["1", None]}, {"name": ["a", "b"], "note": ["1", ""]}])
def test_another_value_or_an_empty_text_for_null_is_not_exact(wrong: dict[str, list[str | None]]) -> None:
    assert compare(recovered(pa.table(wrong), [10, 20])).untouched_exact == 1


def test_a_value_in_the_place_of_a_null_is_not_exact() -> None:
    assert compare(recovered(pa.table({"name": [""], "note": ["3"]}), [30])).recoded_exact == 0


def test_another_range_is_not_exact_even_with_the_right_values() -> None:
    result = compare(recovered(ROWS.slice(0, 2), [10, 20], length=[9, 8]))
    assert (result.untouched_exact, result.rows, result.ranges_exact) == (1, 2, 1)


def test_columns_are_found_by_their_source_name_or_else_by_place() -> None:
    turned = ROWS.slice(0, 2).select(["note", "name"])
    assert compare(recovered(turned, [10, 20], columns=("note", "name"))).untouched_exact == 2
    assert compare(recovered(ROWS.slice(0, 2), [10, 20], columns=("", ""))).untouched_exact == 2


def test_a_column_that_is_not_there_is_null() -> None:
    assert compare(recovered(ROWS.slice(0, 2).select(["name"]), [10, 20], columns=("name",))).untouched_exact == 1
    assert compare(recovered(ROWS.slice(0, 2).select(["name"]), [10, 20], columns=("",))).untouched_exact == 1


def test_flagged_rows_are_exact_when_they_are_right() -> None:
    result = compare(recovered(ROWS.slice(0, 3), [10, 20, 30], how=[0, 2, 2]))
    assert (result.untouched_exact, result.untouched_flagged, result.recoded_exact) == (2, 1, 1)


@pytest.mark.parametrize(
    ("row", "how", "count"),
    [
        (ROWS.slice(3, 1), 0, "touched_right"),
        (ROWS.slice(0, 1), 4, "touched_flagged"),
        (ROWS.slice(0, 1), 0, "touched_wrong"),
    ],
)
def test_a_touched_record_is_right_flagged_refused_or_wrong(row: pa.Table, how: int, count: str) -> None:
    result = compare(recovered(row, [40], how=[how]))
    kinds = ("touched_right", "touched_flagged", "touched_refused", "touched_wrong")
    assert {kind: getattr(result, kind) for kind in kinds} == {kind: int(kind == count) for kind in kinds}


def test_a_row_that_begins_within_a_touched_record_counts_for_it() -> None:
    assert compare(recovered(ROWS.slice(0, 1), [42], length=[7])).touched_wrong == 1


def test_a_row_out_of_what_was_cut_off_is_claimed() -> None:
    assert compare(recovered(ROWS.slice(4, 1), [50])).lost_claimed == 1


def test_rows_in_another_table_than_most_are_not_exact() -> None:
    others = RecoveredTable("other", recovered(ROWS.slice(2, 1), [30]).rows, ("name", "note"))
    result = compare(recovered(ROWS.slice(0, 2), [10, 20]), others)
    assert (result.recovered_as, result.untouched_exact, result.recoded_exact) == ("m", 2, 0)


def test_rows_where_none_was_planted_are_invented() -> None:
    result = compare_with_truth({"m.csv": [recovered(ROWS.slice(0, 2), [0, 10])]}, truth())
    assert result.invented == 1


def test_totals_and_plain_types() -> None:
    result = compare_with_truth({"m.csv": [recovered(ROWS.slice(0, 1), [10])]}, truth())
    assert result.untouched_share == 0.5
    data = result.to_dict()
    assert data["total"]["untouched"] == 2
    assert data["tables"][0]["recovered_as"] == "m"
    assert data["invented"] == 0
