"""The cases of ``tests/data/delimited/headers.toml``."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from findspot.formats.delimited.headers import header_words, is_header, shape_of

CASES = tomllib.loads((Path(__file__).parents[2] / "data/delimited/headers.toml").read_text("utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_header_is_told_from_data(case: dict[str, Any]) -> None:
    first, *below = case["records"]
    assert is_header(first, list(zip(*below, strict=True))) == case["header"]


@pytest.mark.parametrize(
    ("value", "shape"),
    [
        ("", "empty"),
        (" ", "empty"),
        ("1,234.5", "number"),
        ("-3%", "number"),
        ("1980-01-02", "date"),
        ("1980年1月2日", "date"),
        ("2/1/1980 10:00", "date"),
        ("31900019800101001X", "mixed"),
        ("Anna", "words"),
    ],
)
def test_shapes_of_values(value: str, shape: str) -> None:
    assert shape_of(value) == shape


def test_header_words_are_lower_case() -> None:
    assert all(word == word.lower() for word in header_words())
