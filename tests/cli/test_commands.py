"""The command line as a user meets it: output, JSON, exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.api.sources import make_sources
from typer.testing import CliRunner

from findspot.cli.commands import app
from findspot.cli.progress import Bars
from findspot.version import __version__

runner = CliRunner()


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli")
    make_sources(folder / "sources", rows=60)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FINDSPOT_KEYS", str(folder / "keys"))
        result = runner.invoke(app, ["run", str(folder / "sources"), "--case", str(folder / "case")])
    assert result.exit_code in {0, 1}, result.output
    assert "report.html" in result.stdout
    return folder / "case"


@pytest.fixture(autouse=True)
def module_keys(own_keys: Path, case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FINDSPOT_KEYS", str(case.parent / "keys"))


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (["status"], "Streams"),
        (["findings"], "Findings"),
        (["log"], "Log:"),
        (["where", "CASE", "1:0"], "Chain to the sealed bytes"),
        (["log", "CASE", "--verify"], "The log holds"),
    ],
    ids=lambda v: " ".join(v) if isinstance(v, list) else "",
)
def test_commands_show_tables(case: Path, command: list[str], expected: str) -> None:
    words = [str(case) if w == "CASE" else w for w in command] if "CASE" in command else [*command, str(case)]
    result = runner.invoke(app, words)
    assert result.exit_code == 0, result.output
    assert expected in result.stdout


@pytest.mark.parametrize("command", ["status", "findings", "log"])
def test_json_is_on_standard_output_alone(case: Path, command: str) -> None:
    result = runner.invoke(app, [command, str(case), "--json"])
    assert result.exit_code == 0
    assert isinstance(json.loads(result.stdout), dict)


def test_status_has_what_the_design_names(case: Path) -> None:
    answer = json.loads(runner.invoke(app, ["status", str(case), "--json"]).stdout)
    named = {"id", "name", "parent", "step", "bytes", "sha256", "format", "rows", "rejects", "bytes_rows"}
    named |= {"bytes_rejects", "bytes_structure", "bytes_child", "bytes_gaps", "encoding"}
    assert all(named <= set(stream) for stream in answer["streams"])
    assert all({"name", "rows", "columns"} <= set(table) for table in answer["tables"])
    assert all({"name", "source", "meaning", "privacy"} <= set(c) for t in answer["tables"] for c in t["columns"])
    assert all({"name", "state", "seconds"} <= set(stage) for stage in answer["stages"])


@pytest.mark.parametrize("stage", ["recover", "profile", "verify", "resolve", "analyse", "protect", "publish"])
def test_a_stage_done_before_is_skipped(case: Path, stage: str) -> None:
    result = runner.invoke(app, [stage, str(case), "--json"])
    assert result.exit_code == 0
    assert json.loads(result.stdout)["state"] == "skipped"
    assert "skipped" in runner.invoke(app, [stage, str(case)]).stdout


def test_intake_of_the_same_sources_again_adds_nothing(case: Path) -> None:
    result = runner.invoke(app, ["intake", str(case.parent / "sources"), "--case", str(case), "--json"])
    assert json.loads(result.stdout)["state"] == "skipped"


def test_reveal_writes_and_says_so(case: Path, tmp_path: Path) -> None:
    out = tmp_path / "cards.parquet"
    words = ["reveal", str(case), "cards__card", "--reason", "a test", "--out", str(out)]
    result = runner.invoke(app, words)
    assert result.exit_code == 0, result.output
    assert "60 rows" in result.stdout
    assert runner.invoke(app, words).exit_code == 2


def test_reveal_without_a_reason_is_a_usage_error(case: Path, tmp_path: Path) -> None:
    out = tmp_path / "cards.parquet"
    assert runner.invoke(app, ["reveal", str(case), "cards__card", "--out", str(out)]).exit_code == 2
    assert not out.exists()


def test_check_bundle_finds_a_changed_byte(case: Path, tmp_path: Path) -> None:
    import shutil

    bundle = tmp_path / "bundle"
    shutil.copytree(case / "out" / "bundle", bundle)
    good = runner.invoke(app, ["check-bundle", str(bundle)])
    assert (good.exit_code, "as it was published" in good.stdout) == (0, True)
    report = bundle / "data" / "report.html"
    report.write_bytes(report.read_bytes().replace(b"<", b"(", 1))
    bad = runner.invoke(app, ["check-bundle", str(bundle)])
    assert (bad.exit_code, "damaged or altered" in bad.stdout) == (1, True)


def test_plugins_are_listed() -> None:
    assert "FMT-CSV" in runner.invoke(app, ["plugins"]).stdout
    assert json.loads(runner.invoke(app, ["plugins", "--json"]).stdout)["plugins"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["status", "no-such-case"], 3),
        (["run", "no-such-source", "--case", "c"], 3),
        (["run"], 2),
        (["nonsense"], 2),
        (["where", "CASE", "nonsense"], 2),
        (["check-bundle", "no-such-bundle"], 2),
    ],
    ids=lambda v: " ".join(v) if isinstance(v, list) else str(v),
)
def test_exit_codes(case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], code: int) -> None:
    monkeypatch.chdir(tmp_path)
    result = runner.invoke(app, [str(case) if w == "CASE" else w for w in words])
    assert result.exit_code == code, result.output


def test_an_error_is_also_told_as_json(tmp_path: Path) -> None:
    result = runner.invoke(app, ["status", str(tmp_path), "--json"])
    assert result.exit_code == 3
    assert json.loads(result.stdout)["error"] == "NotACase"
    assert "findspot:" in result.stderr


def test_a_case_of_a_newer_version_is_refused_untouched(tmp_path: Path) -> None:
    (tmp_path / "case.toml").write_text('id = "00"\nformat = 99\n')
    result = runner.invoke(app, ["recover", str(tmp_path)])
    assert result.exit_code == 3
    assert [p.name for p in tmp_path.iterdir()] == ["case.toml"]


def test_version_and_module_entry() -> None:
    shown = subprocess.run([sys.executable, "-m", "findspot", "--version"], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == f"findspot {__version__}"


def test_bars_draw_only_where_they_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    for shown in (False, True):
        with Bars(shown=shown) as bars:
            bars.start("stream 1", 100)
            bars.advance(size=50, rows=7)
            bars.start("stream 2", None)
            bars.advance(size=1)
            bars.finish()
            bars.finish()
        assert (capsys.readouterr().err != "") is shown
