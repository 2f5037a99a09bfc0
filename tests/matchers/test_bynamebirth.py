"""MAT-NAME-BIRTH: the same name and the same day of birth."""

from __future__ import annotations

from tests.checks.tables import Columns, batches, describe

from findspot.matchers.bynamebirth import ByNameBirth

MATCHER = ByNameBirth()


def keys(columns: Columns, sources: tuple[str, ...] = ()) -> list[str | None]:
    (batch,) = batches(columns, 100)
    found: list[str | None] = MATCHER.key(batch, MATCHER.columns(describe(columns, sources=sources))).to_pylist()
    return found


def test_spellings_of_name_and_date_do_not_matter() -> None:
    columns = {
        "person-name": ["王伟", "王 伟", "王　伟"],
        "birth-date": ["1962-03-04", "1962年3月4日", "19620304"],
    }
    assert len(set(keys(columns))) == 1
    latin = {"person-name": ["SMITH, John", "john smith"], "birth-date": ["1962.3.4", "4.3.1962"]}
    assert len(set(keys(latin))) == 1


def test_both_must_be_there_and_the_date_to_the_day() -> None:
    columns = {
        "person-name": ["王伟", None, "王伟", "无", "王伟"],
        "birth-date": ["1962-03", "1962-03-04", None, "1962-03-04", "1962"],
    }
    assert keys(columns) == [None] * 5


def test_other_people_have_other_keys() -> None:
    columns = {"person-name": ["王伟", "王伟", "李娜"], "birth-date": ["1962-03-04", "1962-03-05", "1962-03-04"]}
    assert len(set(keys(columns))) == 3


def test_given_and_family_names_are_taken_together() -> None:
    columns = {
        "person-name": ["John", "Jane"],
        "person-name#2": ["Smith", "Smith"],
        "birth-date": ["1962-03-04", "1962-03-04"],
    }
    assert keys(columns, ("FirstName", "LastName", "BirthDate")) == ["john|smith|1962-03-04", "jane|smith|1962-03-04"]


def test_of_several_whole_names_the_first_counts() -> None:
    columns = {"person-name": ["王伟"], "person-name#2": ["李娜"], "birth-date": ["1962-03-04"]}
    assert keys(columns, ("姓名", "曾用名", "出生日期")) == ["王伟|1962-03-04"]


def test_it_needs_both_columns() -> None:
    assert MATCHER.columns(describe({"person-name": ["王伟"]})) == []
    assert MATCHER.columns(describe({"birth-date": ["1962-03-04"]})) == []
