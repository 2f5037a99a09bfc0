from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from findspot.testing.ids import check_character, make_ids, make_phones

CASES = Path(__file__).parent.parent / "data" / "people" / "ids.csv"


def test_the_cases_of_the_data_file_agree_with_the_check_character() -> None:
    with CASES.open(newline="", encoding="utf-8") as file:
        cases = list(csv.DictReader(file))
    for case in cases:
        right = len(case["id"]) == 18 and check_character(case["id"][:17]) == case["id"][17]
        assert right == (case["valid"] == "yes" or "check character right" in case["why"]), case["why"]


def test_people_of_one_region_day_and_sex_get_different_numbers() -> None:
    count = 499
    ids = make_ids(
        np.full(count, 319901), np.full(count, np.datetime64("1970-01-01")), np.ones(count, np.bool_)
    ).to_pylist()
    assert len(set(ids)) == count
    assert all(0 < int(number[14:17]) < 1000 and int(number[16]) % 2 == 1 for number in ids)


def test_more_people_than_order_numbers_are_refused() -> None:
    with pytest.raises(ValueError, match="more people of one sex"):
        make_ids(np.full(500, 319901), np.full(500, np.datetime64("1970-01-01")), np.ones(500, np.bool_))


def test_no_people_need_no_ids() -> None:
    assert len(make_ids(np.empty(0, np.int64), np.empty(0, "datetime64[D]"), np.empty(0, np.bool_))) == 0
    assert len(make_phones(np.random.default_rng(1), 0)) == 0
