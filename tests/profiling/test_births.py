"""Dates told to be of birth by the identity numbers beside them."""

from __future__ import annotations

import pyarrow as pa
from tests.profiling.cases import people

from findspot.profiling.births import LOOKED_AT, agreeing_dates

ROWS = people(40)


def batch(ids: list[str | None], **dates: list[str | None]) -> pa.RecordBatch:
    return pa.RecordBatch.from_pydict({"id": pa.array(ids), **{k: pa.array(v) for k, v in dates.items()}})


def test_only_the_date_that_agrees_is_one_of_birth() -> None:
    rows = batch(ROWS["身份证号"], born=ROWS["出生日期"], joined=ROWS["加入日期"])
    assert agreeing_dates([rows], "id", ["born", "joined"]) == {"born"}


def test_too_few_pairs_tell_nothing() -> None:
    rows = batch(ROWS["身份证号"][:4], born=ROWS["出生日期"][:4])
    assert agreeing_dates([rows], "id", ["born"]) == set()


def test_only_the_first_rows_are_looked_at_however_they_are_cut() -> None:
    rows = batch(ROWS["身份证号"], born=ROWS["出生日期"])
    wrong = batch(ROWS["身份证号"], born=ROWS["加入日期"])
    many = [rows] * (LOOKED_AT // 40) + [wrong] * LOOKED_AT
    assert agreeing_dates(iter(many), "id", ["born"]) == {"born"}
