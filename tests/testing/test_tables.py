"""The tables of words must be whole: every row has every column, nothing comes twice."""

from __future__ import annotations

import pytest

from findspot.testing.tables import read_table
from findspot.text import data

TABLES = {
    "media_languages": "code",
    "profiles_countries": "alpha2",
    "profiles_pinyin": "syllable",
    "profiles_sounds": "consonant",
    "visitors_nations": "alpha3",
}


@pytest.mark.parametrize(("table", "key"), TABLES.items(), ids=TABLES)
def test_every_row_has_every_column_and_its_own_key(table: str, key: str) -> None:
    rows = read_table(table)
    assert len({row[key] for row in rows}) == len(rows) > 10
    assert all(None not in row and None not in row.values() for row in rows)


def test_countries_are_those_of_the_standard() -> None:
    known = {row["alpha3"]: row for row in data.rows("countries")}
    for row in read_table("visitors_nations"):
        assert row["numeric"] == known[row["alpha3"]]["numeric"]
        assert row["chinese"] == known[row["alpha3"]]["chinese"]
    assert {row["alpha2"] for row in read_table("profiles_countries")} <= {row["alpha2"] for row in known.values()}


def test_every_language_has_as_many_words_of_each_kind_as_english() -> None:
    english = next(row for row in read_table("media_languages") if row["code"] == "en")
    for row in read_table("media_languages"):
        for kind in ("months", "weekdays", "places", "languages", "currencies", "measures"):
            words = row[kind].split("|")
            assert all(words), row["code"]
            assert len(words) == len(english[kind].split("|")), (row["code"], kind)
        assert all(f"{{{part}}}" in row["date"] for part in ("day", "month", "year")), row["code"]
        assert "{0}" in row["pair"]
        assert "{1}" in row["pair"]


def test_names_come_once_in_each_culture_and_part() -> None:
    keys = [tuple(row.values())[:4] for row in read_table("profiles_names")]
    assert len(set(keys)) == len(keys)
    assert {row["part"] for row in read_table("profiles_names")} == {"male", "female", "family"}
