"""The documents of profiles: forms, dirt, and nothing that could be somebody's."""

from __future__ import annotations

import itertools
import json
import re
from collections import Counter
from typing import Any

import pytest

from findspot.testing.ids import PHONE_PREFIXES
from findspot.testing.twins.profiles.batches import countries
from findspot.testing.twins.workshop import MARK

from .conftest import Twin


@pytest.fixture(scope="module")
def cells(twin: Twin) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = twin.rows("person").to_pylist()
    return rows


@pytest.fixture(scope="module")
def people(twin: Twin) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = twin.entities("person").to_pylist()
    return rows


def column(cells: list[dict[str, Any]], name: str) -> list[Any]:
    return [row[f"_source.{name}"] for row in cells]


def test_ids_are_a_sequence_with_gaps(cells: list[dict[str, Any]], twin: Twin) -> None:
    ids = column(cells, "person_id")
    assert all(re.fullmatch(r"P\d{9}", name) for name in ids)
    numbers = [int(name[1:]) for name in ids]
    steps = [b - a for a, b in itertools.pairwise(numbers)]
    assert min(steps) == 1
    assert 0.03 < sum(step > 1 for step in steps) / len(steps) < 0.13
    assert twin.planted["claim.K1.highest_id"] == ids[-1]


def test_keys_are_all_different(cells: list[dict[str, Any]]) -> None:
    assert len({row["_id"] for row in cells}) == len(cells)


def test_nationality_is_in_the_words_of_the_page_or_empty(
    cells: list[dict[str, Any]], people: list[dict[str, Any]]
) -> None:
    forms = {country.code: set(country.forms) for country in countries()}
    empty = 0
    for row in cells:
        written = row["_source.nationality"]
        empty += not written
        assert not written or written in forms[people[row["_entity"]]["country"]]
    assert empty == pytest.approx(0.18 * len(cells), abs=5)
    assert {"", None} <= set(column(cells, "nationality"))


def test_the_country_code_of_another_crawler_is_sometimes_another(
    cells: list[dict[str, Any]], people: list[dict[str, Any]]
) -> None:
    told = [
        (row["_source.country_code"], people[row["_entity"]]["country"]) for row in cells if row["_source.country_code"]
    ]
    assert 0.02 < sum(a != b for a, b in told) / len(told) < 0.06


def test_births_have_five_forms(cells: list[dict[str, Any]], people: list[dict[str, Any]]) -> None:
    forms: Counter[str] = Counter()
    for row in cells:
        written, born = row["_source.birth"], people[row["_entity"]]["born"]
        if written is None:
            forms["null"] += 1
            continue
        expected = {
            "day": born.strftime("%Y-%m-%d"), "slashes": born.strftime("%d/%m/%Y"), "year": str(born.year),
            "decade": f"{born.year // 10 * 10}s",
        }  # fmt: skip
        forms[next(form for form, text in expected.items() if text == written)] += 1
    assert len(forms) == 5


def test_a_third_of_types_and_tags_is_missing_or_of_the_known_kinds(cells: list[dict[str, Any]]) -> None:
    assert set(column(cells, "type")) == {"1", "2", "3", None}
    tags = [json.loads(text) for text in column(cells, "tags")]
    assert all(len(set(listed)) == len(listed) for listed in tags)
    assert any(any(not tag.isascii() for tag in listed) for listed in tags)


def test_a_list_is_kept_as_text_of_json_in_text_of_json(cells: list[dict[str, Any]]) -> None:
    nested = [row for row in cells if row["_source.raw"] is not None]
    assert len(nested) == pytest.approx(0.04 * len(cells), abs=5)
    for row in nested:
        assert row["_source.education"] is None
        outer = json.loads(row["_source.raw"])
        assert isinstance(outer["education"], str)
        assert isinstance(json.loads(outer["education"]), list)


def test_lists_are_json_and_a_few_are_very_long(cells: list[dict[str, Any]]) -> None:
    names = ("positions", "social", "name.alias", "tags")
    lengths = [len(json.loads(text)) for name in names for text in column(cells, name)]
    assert max(lengths) >= 60
    assert sum(length > 10 for length in lengths) <= 8


def test_sources_are_named_by_as_many_as_ordered(cells: list[dict[str, Any]], twin: Twin) -> None:
    tagged = [json.loads(text) for text in column(cells, "source") if text is not None]
    assert len(tagged) == twin.planted["claim.K7.tagged"]
    assert all(1 <= len(listed) <= 2 and set(listed[0]) == {"name", "url", "crawl_ts"} for listed in tagged)


def test_names_are_swapped_only_where_the_family_comes_first(twin: Twin) -> None:
    rate = twin.rates["swapped_names"]
    assert rate.asked == 0.5
    assert 0.4 < rate.measured < 0.6


def test_summaries_have_remains_of_html_and_halves_of_pairs(cells: list[dict[str, Any]]) -> None:
    texts = column(cells, "summary")
    assert sum("\\ud83d" in text for text in texts) == pytest.approx(0.003 * len(cells), abs=4)
    assert sum(bool(re.search(r"&nbsp;|<br/>|&amp;|<p |&#8217;", text)) for text in texts) >= 0.11 * len(cells)


def test_times_are_epochs_or_text(cells: list[dict[str, Any]]) -> None:
    kinds = Counter(bool(re.fullmatch(r"\d{13}", text)) for text in column(cells, "update_time"))
    assert kinds[True] > kinds[False] > 0
    assert all(re.fullmatch(r"\d{13}|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", text) for text in column(cells, "update_time"))


def test_nothing_can_reach_anybody(cells: list[dict[str, Any]]) -> None:
    for email in filter(None, column(cells, "contact.email")):
        assert email.endswith(".example")
    for phone in filter(None, column(cells, "contact.phone")):
        assert phone[:3] in PHONE_PREFIXES
    for name in ("photo_url", "social", "source"):
        for text in filter(None, column(cells, name)):
            hosts = re.findall(r"https?://([^/\"]+)", text)
            assert all(host.endswith(".example") for host in hosts)


def test_the_first_document_of_each_file_is_marked(cells: list[dict[str, Any]], twin: Twin) -> None:
    files = sum(name.startswith("elastic/person-") for name in twin.report.files)
    assert column(cells, "note").count(MARK) == files


def test_people_with_several_profiles_are_spelt_differently(cells: list[dict[str, Any]]) -> None:
    spellings: dict[int, set[str]] = {}
    for row in cells:
        spellings.setdefault(row["_entity"], set()).add(row["_source.name.en"])
    counts = Counter(row["_entity"] for row in cells)
    several = [entity for entity, count in counts.items() if count > 1]
    assert len(several) > 40
    assert sum(len(spellings[entity]) > 1 for entity in several) > len(several) / 3
