from __future__ import annotations

import pytest

from findspot.testing.twins.register.leaves import SECTORS
from findspot.testing.twins.register.names import branch_spelling, committee_name, numeral, ordinary_unit


@pytest.mark.parametrize(
    ("number", "text"),
    [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (99, "九十九"), (100, "一百"), (101, "一百零一"),
     (110, "一百一十"), (999, "九百九十九")],
)  # fmt: skip
def test_ordinals_are_written_in_chinese(number: int, text: str) -> None:
    assert numeral(number) == text


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("沅海甲厂党支部", "甲厂党支部"),
        ("甲厂党支部", "甲厂支部"),
        ("甲有限公司分会", "甲公司分会"),
        ("甲（中国）厂", "甲(中国)厂"),
        ("第三小组", "三小组"),
        ("甲", "甲 "),
    ],
)
def test_a_branch_can_be_spelled_in_another_way(name: str, other: str) -> None:
    assert branch_spelling(name) == other


def test_committees_of_a_district_have_names_of_their_own() -> None:
    for sector in SECTORS:
        names = [committee_name(sector, "城关区", number) for number in range(300)]
        assert len(set(names)) == len(names)
        assert ordinary_unit(sector, names[3], 5) != ordinary_unit(sector, names[3], 6)
    assert "党" not in "".join(committee_name(sector, "城关区", 1) for sector in SECTORS)
