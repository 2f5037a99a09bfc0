from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from findspot.api import RunSettings, run
from findspot.cli.twins import add_commands

ROWS = ["--set", "rows=200"]


def call(*arguments: str | Path) -> Any:
    app = typer.Typer()
    add_commands(app)
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def twin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli") / "twin"
    result = call("twin", "visitors", "--out", folder, "--seed", "3", *ROWS)
    assert result.exit_code == 0
    assert "entry_exit" in result.stdout
    return folder


def test_twin_prints_json_or_its_rates(tmp_path: Path) -> None:
    result = call("twin", "visitors", "--out", tmp_path / "a", *ROWS, "--json")
    answer = json.loads(result.stdout)
    assert (answer["kind"], answer["seed"]) == ("visitors", 1)
    shown = call("twin", "visitors", "--out", tmp_path / "a", *ROWS, "--report")
    assert all(rate["knob"] in shown.stdout for rate in answer["rates"])


def test_wrong_orders_are_usage_errors(tmp_path: Path) -> None:
    for extra in (["--set", "rows"], ["--set", "nosuch=1"], ["--size", "XL"]):
        assert call("twin", "visitors", "--out", tmp_path / "a", *extra).exit_code == 2
    assert call("twin", "nosuch", "--out", tmp_path / "a").exit_code == 2
    assert call("damage", tmp_path, "--kind", "flips").exit_code == 3


def test_a_twin_is_damaged_run_and_scored(twin: Path, tmp_path: Path) -> None:
    done = call("damage", twin, "--kind", "flips", "--seed", "2", "--json")
    assert json.loads(done.stdout)["fates"]["touched"] > 0
    assert "touched" in call("damage", twin, "--kind", "zero", "--amount", "0.02").stdout
    assert call("damage", twin).exit_code == 2
    run([twin / "dump"], case=tmp_path / "case", settings=RunSettings(workers=1))
    scored = call("score", tmp_path / "case", "--truth", twin, "--json")
    answer = json.loads(scored.stdout)
    assert scored.exit_code == (0 if answer["passed"] else 1)
    assert next(i for i in answer["items"] if i["name"] == "intact rows exact")["passed"]
    shown = call("score", tmp_path / "case", "--truth", twin)
    assert shown.exit_code == scored.exit_code
    assert all(item["name"] in shown.stdout for item in answer["items"])
    # The truth of another twin does not fit.
    call("twin", "register", "--out", tmp_path / "other", *ROWS)
    assert call("score", tmp_path / "case", "--truth", tmp_path / "other").exit_code == 1
    assert call("score", tmp_path / "case", "--truth", tmp_path).exit_code == 3
