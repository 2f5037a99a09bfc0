"""The small tables that anyone can add to are in order."""

from __future__ import annotations

from importlib.resources import files

import pytest

from findspot.text import data

TABLES = sorted(p.name.removesuffix(".csv") for p in files(data).iterdir() if p.name.endswith(".csv"))


@pytest.mark.parametrize("name", TABLES)
def test_every_line_is_whole_and_there_once(name: str) -> None:
    lines = [tuple(row.items()) for row in data.rows(name)]
    assert lines
    assert len(set(lines)) == len(lines)
    assert [row for row in data.rows(name) if None in row or None in row.values()] == []


def test_words_can_be_chosen_by_the_other_columns() -> None:
    assert "公司" in data.words("organisation_words", "word", script="han")
    assert "公司" not in data.words("organisation_words", "word", script="latin")


def test_country_codes_are_unique_and_aliases_lead_to_one() -> None:
    for column in ("alpha2", "alpha3", "numeric", "english", "chinese"):
        assert len(set(data.words("countries", column))) == len(data.rows("countries"))
    aliases = data.words("country_aliases", "alias")
    assert len({a.lower() for a in aliases}) == len(aliases)
    assert set(data.words("country_aliases", "alpha2")) <= set(data.words("countries", "alpha2"))
    names = {n.lower() for n in (*data.words("countries", "english"), *data.words("countries", "chinese"))}
    assert not names & {a.lower() for a in aliases}


def test_words_that_are_no_names_begin_with_a_surname() -> None:
    surnames = set(data.words("surnames_han", "surname"))
    assert all(len(s) in (1, 2) for s in surnames)
    assert {"王", "李", "欧阳", "司马"} <= surnames
