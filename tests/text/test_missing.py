"""Spellings of "no value"."""

from __future__ import annotations

import pyarrow as pa
import pytest

from findspot.text.missing import LONGEST_BYTES, missing, spellings, spells_nothing

NOTHING = (
    "",
    " ",
    "　",
    "无",
    "空",
    "不详",
    "NULL",
    "null",
    "\\N",
    "N/A",
    "n/a",
    "-",
    "—",
    "/",
    "?",
    "？",
    "ＮＵＬＬ",
    "None",
)


@pytest.mark.parametrize("text", NOTHING)
def test_these_are_no_values(text: str) -> None:
    assert spells_nothing(text)
    assert missing(pa.array([text])).tolist() == [True]


@pytest.mark.parametrize("text", ["王", "无锡", "N", "--a", "nullable", "00", "空军"])
def test_these_are_values(text: str) -> None:
    assert not spells_nothing(text)
    assert missing(pa.array([text])).tolist() == [False]


def test_some_spellings_are_values_where_the_meaning_says_so() -> None:
    values = pa.array(["0", "NA", "00000000"])
    assert missing(values).tolist() == [True, True, True]
    assert missing(values, "number").tolist() == [False, True, False]
    assert missing(values, "country").tolist() == [True, False, True]
    assert missing(values, "phone").tolist() == [True, True, True]


def test_null_is_missing_and_slices_count_from_their_start() -> None:
    values = pa.array(["a", None, "-", "b"])
    assert missing(values).tolist() == [False, True, True, False]
    assert missing(values.slice(2)).tolist() == [True, False]
    assert missing(pa.array([], pa.string())).tolist() == []


def test_no_spelling_is_longer_than_what_is_looked_at() -> None:
    assert max(len(s.encode()) for s in spellings()) <= LONGEST_BYTES - 8
