"""Meanings of whole columns, from ``tests/data/columns/columns.toml``, and the rules behind them."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from findspot.model.tables import Privacy
from findspot.plugins.manager import manager
from findspot.profiling.meaning import SURE, Choice, choose_meaning, value_type
from findspot.profiling.scoring import score_columns
from findspot.profiling.survey import ColumnFacts, ColumnSurvey

CASES = tomllib.loads((Path(__file__).parent.parent / "data" / "columns" / "columns.toml").read_text("utf-8"))["column"]
RECOGNISERS = manager().recognisers()


def facts_of(values: list[str | None]) -> ColumnFacts:
    survey = ColumnSurvey()
    survey.add(pa.array(values, pa.string()))
    return survey.facts()


def choose(values: list[str | None], header: str = "") -> Choice:
    facts = facts_of(values)
    return choose_meaning(facts, header, score_columns([facts.sample], RECOGNISERS)[0], RECOGNISERS)


@pytest.mark.parametrize("case", CASES, ids=[c["name"] for c in CASES])
def test_a_column_means_what_its_case_says(case: dict[str, Any]) -> None:
    found = choose(case["values"] * case.get("repeat", 1), case.get("header", ""))
    assert found.meaning == case["meaning"]


def test_unknown_and_empty_columns_are_direct_identifiers() -> None:
    assert choose(["##", "a?b"]) == Choice("unknown", 0.0, Privacy.DIRECT)
    assert choose([None, "", "NULL"]) == Choice("unknown", 0.0, Privacy.DIRECT)


def test_a_header_makes_it_surer() -> None:
    dates: list[str | None] = ["2019-03-04", "2019-03-05"]
    assert choose(dates, "date").confidence > choose(dates).confidence >= SURE


def test_a_telling_header_makes_a_category_sensitive_but_nothing_less_than_direct() -> None:
    assert choose(["甲组", "乙组"] * 40, "民族").privacy is Privacy.SENSITIVE
    assert choose(["甲组", "乙组"] * 40, "组").privacy is Privacy.QUASI
    assert choose(["王伟", "李娜"] * 40, "政治面貌").privacy is Privacy.DIRECT


def test_some_damage_does_not_hide_a_meaning() -> None:
    dates = [f"2019-03-{d:02d}" for d in range(1, 29)]
    assert choose([*dates, "20\ufffd9-03-0", "#"]).meaning == "date"


def test_a_category_needs_values_that_repeat() -> None:
    rare = [f"v{n}x" for n in range(12)]
    assert choose(["ja", "nein"] * 190 + rare[:8]).meaning == "category"
    assert choose(["ja", "nein"] * 15 + [*rare, *rare]).meaning == "unknown"


def test_a_stranger_who_is_sure_wins_among_equals() -> None:
    class Dog:
        code = "dog"
        privacy = Privacy.HARMLESS
        header_words = ("dog",)

        def score(self, values: pa.StringArray) -> float:
            return 2.0

        def normalise(self, values: pa.StringArray) -> pa.StringArray:
            return values

        def valid(self, values: pa.StringArray) -> pa.BooleanArray:
            return values.is_valid()

    facts, known = facts_of(["2019-03-04"]), [*RECOGNISERS, Dog()]
    found = choose_meaning(facts, "", score_columns([facts.sample], known)[0], known)
    assert found == Choice("dog", 0.9, Privacy.HARMLESS)


@pytest.mark.parametrize(
    ("values", "meaning", "kind"),
    [
        (["1", "-2"], "number", "integer"),
        (["1", "2.5"], "number", "decimal"),
        (["a"], "unknown", "text"),
        (["2019"], "birth-date", "date"),
        (["1551698553"], "timestamp", "timestamp"),
        (["", None], "unknown", "empty"),
    ],
)
def test_a_column_has_a_plain_type(values: list[str | None], meaning: str, kind: str) -> None:
    assert value_type(facts_of(values), meaning) == kind
