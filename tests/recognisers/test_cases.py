"""Every line of ``tests/data/recognisers`` holds: what a value looks like, and its canonical form."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from findspot.plugins.manager import manager
from findspot.recognisers.strength import StrengthRecogniser

CASES = Path(__file__).parent.parent / "data" / "recognisers"
LOOKS = {"yes": (0.75, 1.0), "half": (0.4, 0.74), "no": (0.0, 0.39)}
RECOGNISERS = {r.code: r for r in manager().recognisers() if isinstance(r, StrengthRecogniser)}


def cases() -> Iterator[object]:
    for path in sorted(CASES.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            for number, row in enumerate(csv.DictReader(lines), start=2):
                yield pytest.param(path.stem, row, id=f"{path.stem} line {number}")


@pytest.mark.parametrize(("code", "row"), list(cases()))
def test_a_value_has_the_strength_and_the_form_its_line_says(code: str, row: dict[str, str]) -> None:
    value = pa.array([row["value"]])
    recogniser = RECOGNISERS[code]
    low, high = LOOKS[row["looks"]]
    assert low <= recogniser.strengths(value)[0] <= high
    assert recogniser.normalise(value).to_pylist() == [row["normal"] or None]


@pytest.mark.parametrize("code", sorted(RECOGNISERS))
def test_every_meaning_has_cases(code: str) -> None:
    assert (CASES / f"{code}.csv").is_file()


@pytest.mark.parametrize("code", sorted(RECOGNISERS))
def test_every_meaning_has_header_words(code: str) -> None:
    words = RECOGNISERS[code].header_words
    assert words
    assert [w for w in words if w != w.lower()] == []
