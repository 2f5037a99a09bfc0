from __future__ import annotations

import re
from collections import Counter

import numpy as np
import pyarrow as pa
import pytest

from findspot.testing.ids import PHONE_PREFIXES, REGIONS, check_character
from findspot.testing.names import COHORTS, draw_names, surname_shares
from findspot.testing.people import COLUMNS, make_people

ROWS = 4_000


@pytest.fixture(scope="module")
def people() -> pa.Table:
    return make_people(ROWS, 7)


def test_the_register_has_its_headers_and_only_text(people: pa.Table) -> None:
    assert people.column_names == list(COLUMNS)
    assert set(people.schema.types) == {pa.string()}
    assert people.num_rows == ROWS
    assert all(column.null_count == 0 for column in people.columns)
    assert people.column("序号").to_pylist() == [str(n + 1) for n in range(ROWS)]


def test_the_same_seed_gives_the_same_people_and_another_others(people: pa.Table) -> None:
    assert make_people(ROWS, 7).equals(people)
    assert not make_people(ROWS, 8).equals(people)


@pytest.mark.parametrize("rows", [0, 1, 2])
def test_any_number_of_people_can_be_made(rows: int) -> None:
    assert make_people(rows, 1).num_rows == rows


def test_every_id_agrees_with_birth_date_and_sex_and_lies_in_a_region_never_issued(people: pa.Table) -> None:
    columns = [people.column(name).to_pylist() for name in ("身份证号", "出生日期", "性别")]
    for number, born, sex in zip(*columns, strict=True):
        digits = re.sub(r"\D", "", born)
        assert number[:6] in REGIONS
        if len(number) == 15:
            assert number[6:12] == digits[2:]
            assert digits < "19660101"
            assert int(number[14]) % 2 == (sex == "男")
        else:
            assert len(number) == 18
            assert number[6:14] == digits
            assert check_character(number[:17]) == number[17]
            assert int(number[16]) % 2 == (sex == "男")


def test_a_few_people_are_listed_twice_and_all_others_have_an_id_of_their_own(people: pa.Table) -> None:
    counts = Counter(people.column("身份证号").to_pylist())
    assert 0 < ROWS - len(counts) < ROWS * 0.01
    names = dict(zip(people.column("身份证号").to_pylist(), people.column("姓名").to_pylist(), strict=True))
    pairs = zip(people.column("身份证号").to_pylist(), people.column("姓名").to_pylist(), strict=True)
    assert all(names[number] == name for number, name in pairs)


def test_phones_begin_with_prefixes_never_allotted(people: pa.Table) -> None:
    assert all(re.fullmatch(r"\d{11}", phone) and phone[:3] in PHONE_PREFIXES for phone in people["手机"].to_pylist())


def test_regions_are_outside_the_codes_of_any_province_or_prefecture() -> None:
    provinces = {
        *range(11, 16),
        *range(21, 24),
        *range(31, 38),
        *range(41, 47),
        *range(50, 55),
        *range(61, 66),
        71,
        81,
        82,
        83,
    }
    for code in REGIONS:
        assert int(code[:2]) not in provinces or code.startswith("3199")


def test_each_unit_writes_birth_dates_in_one_form(people: pa.Table) -> None:
    forms: dict[str, set[str]] = {}
    for unit, born in zip(people.column("所在支部").to_pylist(), people.column("出生日期").to_pylist(), strict=True):
        forms.setdefault(unit, set()).add(re.sub(r"\d", "9", born))
    shapes = Counter(shape for unit in forms.values() for shape in unit)
    assert len(shapes) == 5
    # A person listed twice brings his date along in the other unit's form.
    assert sum(len(unit) > 1 for unit in forms.values()) < len(forms) * 0.2


def test_shares_of_sexes_and_surnames_are_those_planned(people: pa.Table) -> None:
    women = Counter(people.column("性别").to_pylist())["女"]
    assert 0.32 < women / ROWS < 0.38
    names, shares = surname_shares()
    assert shares.sum() == pytest.approx(1)
    wang = sum(name.startswith("王") for name in people.column("姓名").to_pylist()) / ROWS
    assert wang == pytest.approx(shares[names.index("王")], abs=0.02)


def test_given_names_come_from_the_cohort_and_sex() -> None:
    names = draw_names(np.random.default_rng(1), np.full(200, 1940), np.zeros(200, np.bool_)).to_pylist()
    cohort = next(c for c in COHORTS if c.sex == "女")
    allowed = set(cohort.first + cohort.last + cohort.single)
    assert all(name[-1] in allowed for name in names)


def test_remarks_hold_what_a_reader_of_delimited_text_must_get_right() -> None:
    remarks = "".join(make_people(20_000, 1).column("备注").to_pylist())
    assert all(character in remarks for character in ',"\n')
