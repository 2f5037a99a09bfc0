from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest
from bench.inputs import make_inputs

from bench import inputs as bench_inputs


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_inputs, "BLOCK_ROWS", 500)


def test_all_files_hold_the_same_people_and_are_about_as_big_as_asked(tmp_path: Path) -> None:
    inputs = make_inputs(tmp_path, 0.5)
    for path in (inputs.csv, inputs.sql_blocks, inputs.sql_lines, inputs.ndjson):
        assert 0.45e6 < path.stat().st_size < 0.55e6
    with inputs.csv.open(newline="", encoding="utf-8") as file:
        people = list(csv.DictReader(file))
    documents = [json.loads(line) for line in inputs.ndjson.read_text("utf-8").splitlines()]
    assert [{k: str(v) for k, v in document.items()} for document in documents] == people[: len(documents)]
    blocks, lines = inputs.sql_blocks.read_text("utf-8"), inputs.sql_lines.read_text("utf-8")
    assert len(re.findall(r"\((\d+),'", blocks)) > 1000
    assert lines.count("INSERT INTO") > 1000
    assert blocks.count("CREATE TABLE") == lines.count("CREATE TABLE") == 1


def test_blocks_number_their_people_on(tmp_path: Path) -> None:
    inputs = make_inputs(tmp_path, 0.3)
    with inputs.csv.open(newline="", encoding="utf-8") as file:
        numbers = [int(row["序号"]) for row in csv.DictReader(file)]
    assert len(numbers) > 1000
    assert numbers == list(range(1, len(numbers) + 1))
    text = inputs.sql_lines.read_text("utf-8")
    assert text.count("CREATE TABLE") == 1
    assert [int(n) for n in re.findall(r"INSERT INTO `members` VALUES \((\d+),", text)] == list(
        range(1, text.count("INSERT INTO") + 1)
    )


def test_files_of_an_earlier_run_are_kept(tmp_path: Path) -> None:
    made = make_inputs(tmp_path, 0.1)
    before = made.csv.stat().st_mtime_ns
    assert make_inputs(tmp_path, 0.1).csv.stat().st_mtime_ns == before
