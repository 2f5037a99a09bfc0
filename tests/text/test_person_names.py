"""Spellings of one name made equal; more cases are in ``tests/data/recognisers/person-name.csv``."""

from __future__ import annotations

import pyarrow as pa
import pytest

from findspot.text.person_names import normalise_names, plain_names


@pytest.mark.parametrize("text", ["王伟", "王 伟", " 王　　伟 "])
def test_space_between_han_characters_does_not_matter(text: str) -> None:
    assert normalise_names(pa.array([text])).to_pylist() == ["王伟"]


@pytest.mark.parametrize("text", ["买买提·艾力", "买买提・艾力", "买买提. 艾力", "买买提•艾力"])
def test_one_dot_stands_for_all(text: str) -> None:
    assert plain_names(pa.array([text])).to_pylist() == ["买买提·艾力"]


def test_order_and_case_of_latin_names_are_one() -> None:
    names = pa.array(["SMITH, John", "John  Smith", "john smith"])
    assert set(normalise_names(names).to_pylist()) == {"john smith"}


@pytest.mark.parametrize("text", ["", "王", "A1", "a@b.example", "x=1", None])
def test_what_can_be_no_name_has_no_form(text: str | None) -> None:
    assert normalise_names(pa.array([text], pa.string())).to_pylist() == [None]
