from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from findspot.testing.scoring.privacy import count_values, identifiers, privacy_item
from findspot.testing.twins.truthfiles import read_truth

Twins = Callable[[str], Path]


@pytest.mark.parametrize(
    ("text", "values", "count"),
    [
        ("the report names Ann O\u2019Dell here", ["Ann O\u2019Dell"], 1),
        ("&lt;Ann O&#39;Dell&gt;", ["Ann O'Dell"], 1),
        (json.dumps({"name": "\u6c85\u6d77\u7532\u4e59"}), ["\u6c85\u6d77\u7532\u4e59"], 1),
        ("\u4f4f\u5740\u6c85\u6d77\u7532\u4e59\u53f7", ["\u6c85\u6d77\u7532\u4e59"], 1),
        ("ENGLAND and 110123456789", ["LAND", "ENGL", "1234567"], 0),
        ("LANDS of LAND", ["LAND"], 1),
        ("abcd", [], 0),
        ("", ["abcd"], 0),
        ("one, two", ["one, two", "one, three"], 1),
    ],
)
def test_values_are_found_as_words_of_their_own(text: str, values: list[str], count: int) -> None:
    assert count_values(text, values) == count


@pytest.mark.parametrize(("twin", "least"), [("register", 500), ("visitors", 200), ("profiles", 300), ("media", 0)])
def test_twins_have_identifiers_of_four_characters_or_more(twin: str, least: int, twins: Twins) -> None:
    folder = twins(twin)
    values = set(identifiers(folder, read_truth(folder)))
    assert len(values) >= least
    assert all(len(value) >= 4 for value in values)


def test_one_published_value_fails_and_is_not_told(twins: Twins, tmp_path: Path) -> None:
    folder = twins("register")
    truth = read_truth(folder)
    value = max(identifiers(folder, truth))
    out = tmp_path / "out" / "bundle"
    out.mkdir(parents=True)
    (out / "findings.json").write_text(json.dumps({"format": 1}), "utf-8")
    assert privacy_item(folder, tmp_path, truth).passed
    (out / "report.html").write_text(f"<p>{value}</p>", "utf-8")
    item = privacy_item(folder, tmp_path, truth)
    assert not item.passed
    assert value not in str(item.to_dict())


def test_nothing_published_fails(twins: Twins, tmp_path: Path) -> None:
    assert not privacy_item(twins("media"), tmp_path, read_truth(twins("media"))).passed
