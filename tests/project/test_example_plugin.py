"""The worked example of the manual installs, is found by its entry point, keeps the laws, and reads a file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from findspot.model.batch import ReadSettings
from findspot.plugins.manager import PluginManager
from findspot.plugins.protocols import Format
from findspot.testing.conformance import check_format
from findspot.testing.streams import MemoryStream, collect

EXAMPLE = Path(__file__).parents[2] / "examples" / "findspot-example-plugin"
PRINTED = b"""id     name         joined
------ ------------ ----------
     1 Ada          1998-04-30
     2 Brook        2003-11-02
     3 Cyan         20
     4 Dale         2011-01-09

(4 rows affected)
"""


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example as pip installs it, in a folder of its own."""
    target = tmp_path_factory.mktemp("plugin")
    options = ["--quiet", "--quiet", "--disable-pip-version-check", "--no-index", "--no-deps", "--no-build-isolation"]
    done = subprocess.run(
        [sys.executable, "-m", "pip", "install", *options, "--target", str(target), str(EXAMPLE)],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return target


@pytest.fixture
def example(monkeypatch: pytest.MonkeyPatch) -> Format:
    monkeypatch.syspath_prepend(str(EXAMPLE / "src"))
    (found,) = PluginManager(["findspot_ruled_text"], entry_points="none").formats()
    return found


def run_findspot(installed: Path, *words: str) -> tuple[int, Any]:
    """Return exit code and JSON of a command that runs beside the installed plug-in."""
    done = subprocess.run(
        [sys.executable, "-m", "findspot", *words, "--json"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(installed), os.environ.get("PYTHONPATH", "")])},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, json.loads(done.stdout)


def test_it_is_listed_with_version_and_code(installed: Path) -> None:
    _, answer = run_findspot(installed, "plugins")
    (record,) = [r for r in answer["plugins"] if r["name"] == "ruled-text"]
    assert record == {"name": "ruled-text", "version": "0.1.0", "codes": ["FMT-RULED"], "error": ""}


def test_a_run_reads_its_files_and_the_ledger_adds_up(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "people.rpt").write_bytes(PRINTED)
    code, _ = run_findspot(installed, "run", str(tmp_path / "people.rpt"), "--case", str(tmp_path / "case"))
    assert code == 1  # a line of another width wants a look
    _, status = run_findspot(installed, "status", str(tmp_path / "case"))
    (stream,) = status["streams"]
    assert (stream["format"], stream["rows"], stream["rejects"], stream["bytes_gaps"]) == ("FMT-RULED", 3, 1, 0)
    (table,) = status["tables"]
    assert [c["source"] for c in table["columns"]] == ["id", "name", "joined"]


def test_it_keeps_the_laws_of_a_format(example: Format) -> None:
    check_format(
        example, [PRINTED, PRINTED[:-20], PRINTED.replace(b"\n", b"\r\n"), PRINTED.replace(b"Ada", b"\xff\xfe\0")]
    )


def test_rows_are_cut_at_the_ruler(example: Format) -> None:
    chunks = list(example.read(MemoryStream(PRINTED), ReadSettings()))
    rows = collect(chunks)[""].select(["c001", "c002", "c003"]).to_pylist()
    assert [tuple(r.values()) for r in rows] == [
        ("1", "Ada", "1998-04-30"),
        ("2", "Brook", "2003-11-02"),
        ("4", "Dale", "2011-01-09"),
    ]
    assert sum(len(c.rejects) for c in chunks) == 1
    assert [s.name for c in chunks for t in c.tables for s in t.columns] == ["id", "name", "joined"]


def test_it_knows_its_files_by_the_ruler(example: Format) -> None:
    assert example.detect(PRINTED, "people.rpt") > 0.9
    assert example.detect(b"id,name\n1,Ada\n", "people.rpt") == 0


def test_a_plugin_that_fails_is_named_and_the_run_goes_on(installed: Path, tmp_path: Path) -> None:
    metadata = tmp_path / "broken_plugin-0.3.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: broken-plugin\nVersion: 0.3\n")
    (metadata / "entry_points.txt").write_text("[findspot]\nbroken = broken_plugin\n")
    (tmp_path / "broken_plugin.py").write_text("raise RuntimeError('no engine')\n")
    (tmp_path / "people.csv").write_text("id,name\n1,Ada\n2,Brook\n")
    _, answer = run_findspot(tmp_path, "plugins")
    (record,) = [r for r in answer["plugins"] if r["name"] == "broken"]
    assert (record["version"], record["codes"]) == ("0.3", [])
    assert "no engine" in record["error"]
    code, _ = run_findspot(tmp_path, "run", str(tmp_path / "people.csv"), "--case", str(tmp_path / "case"))
    assert code in {0, 1}
    _, log = run_findspot(tmp_path, "log", str(tmp_path / "case"))
    assert "no engine" in log["entries"][-1]["details"]["plugins"]["broken"]
