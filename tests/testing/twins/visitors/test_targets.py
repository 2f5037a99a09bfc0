"""The lists: exact sizes and groups, the same people on several, names typed in many ways, no real group."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter, defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from findspot.testing.ids import REGIONS, check_character
from findspot.testing.twins.visitors.codes import MAIN_LIST
from findspot.testing.twins.visitors.scale import set_scale
from findspot.testing.twins.visitors.targets import GROUPS, make_targets

from .conftest import Twin, place


def test_the_main_list_and_its_group_are_as_published_in_proportion() -> None:
    order = place(200_000, size="M")
    targets = make_targets(order, set_scale(order))
    people = targets.person[targets.list_number == MAIN_LIST]
    assert len(people) == len(np.unique(people)) == 10_000
    assert (targets.group[people] == 0).sum() == 7_600


@given(st.integers(100, 4_000), st.integers(0, 4))
@settings(max_examples=15, deadline=None)
def test_nobody_is_twice_on_a_list(rows: int, seed: int) -> None:
    order = place(rows, seed)
    scale = set_scale(order)
    targets = make_targets(order, scale)
    pairs = list(zip(targets.person.tolist(), targets.list_number.tolist(), strict=True))
    assert len(set(pairs)) == len(pairs) == scale.target
    assert len(pairs) - len(np.unique(targets.person)) == round(0.11 * scale.target)


def test_ids_are_of_regions_that_never_were(twin: Twin) -> None:
    numbers = [row["_source.id_no"] for row in twin.rows("person_target")]
    assert numbers.count("") == pytest.approx(0.03 * len(numbers), abs=1)
    for number in filter(None, numbers):
        assert number[:6] in REGIONS
        assert check_character(number[:17]) == number[17]


def test_groups_have_neutral_labels(twin: Twin) -> None:
    assert {row["_source.ethnicity"] for row in twin.rows("person_target")} == set(GROUPS)


def test_rows_are_about_the_people_they_say(twin: Twin) -> None:
    people = twin.entities("target")
    for row in twin.rows("person_target"):
        person = people[row["_entity"]]
        assert row["_source.id_no"] in {"", person["id_number"]}
        assert re.sub(r"[·・. ]", "", row["_source.name"]) == person["name"].replace("·", "")
        assert row["_source.ethnicity"] == person["group"]


def test_names_of_the_first_group_are_typed_with_any_dot(twin: Twin) -> None:
    marks: dict[str, int] = defaultdict(int)
    for row in twin.rows("person_target"):
        if row["_source.ethnicity"] == GROUPS[0]:
            marks["".join(character for character in row["_source.name"] if character in "·・. ")] += 1
    assert set(marks) == {"·", "・", ".", " ", ""}


def test_list_codes_and_names_agree(twin: Twin) -> None:
    pairs = {(row["_source.list_code"], row["_source.list_name"]) for row in twin.rows("person_target")}
    assert pairs == {(f"L{number:02d}", f"名单{number}号") for number in range(1, 10)}


def test_planted_counts_of_the_main_list_are_there(twin: Twin) -> None:
    on_list = [row for row in twin.rows("person_target") if row["_source.list_code"] == twin.planted["claim.V3.list"]]
    assert len(on_list) == twin.planted["claim.V3.entries"] == 200
    assert Counter(row["_source.ethnicity"] for row in on_list)[GROUPS[0]] == twin.planted["claim.V3.group_a"] == 152


def test_the_cache_is_a_database_of_some_of_the_rows(twin: Twin) -> None:
    connection = sqlite3.connect(twin.folder / "dump/cache/client.db")
    rows = connection.execute("SELECT target_id, hits FROM target_cache").fetchall()
    connection.close()
    cells = twin.rows("target_cache")
    assert [(row["target_id"], int(row["hits"])) for row in cells] == rows
    owner = {row["_source.target_id"]: row["_entity"] for row in twin.rows("person_target")}
    assert all(row["_entity"] == owner[row["target_id"]] for row in cells)


def test_notes_mention_people_but_have_no_key(twin: Twin) -> None:
    people = twin.entities("target")
    notes = twin.rows("police_note")
    assert set(notes[0]) == {
        "_entity",
        "_index",
        "_type",
        "_id",
        "_score",
        "_source.text",
        "_source.ts",
        "_source.note",
    }
    for row in notes:
        parts = people[row["_entity"]]["name"].split("·")
        assert all(part in row["_source.text"] for part in parts)
        assert not re.search(r"\d{15}|T3\d{7}", row["_source.text"])
