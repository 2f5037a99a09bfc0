"""Two commands set up everything, from locks that pin and hash each package."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

import findspot

REPOSITORY = Path(__file__).parents[2]
LOCKS = sorted((REPOSITORY / "requirements").glob("lock-*.txt"))
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def bare_name(requirement: str) -> str:
    """Return the name of a package as locks write it."""
    match = re.match(r"[\w.-]+", requirement)
    assert match is not None
    return re.sub(r"[-_.]+", "-", match[0]).lower()


def test_there_is_a_lock_for_each_python_we_name() -> None:
    named = {c.rsplit(" ", 1)[1] for c in PROJECT["classifiers"] if re.search(r":: 3\.\d+$", c)}
    assert {lock.stem.removeprefix("lock-") for lock in LOCKS} == named


@pytest.mark.parametrize("lock", LOCKS, ids=lambda p: p.stem)
def test_a_lock_pins_and_hashes_everything_and_names_no_index(lock: Path) -> None:
    entries = re.sub(r"\s*\\\n\s*", " ", lock.read_text(encoding="utf-8")).splitlines()
    assert entries
    for entry in entries:
        assert re.fullmatch(r"[\w.-]+(\[[\w,-]+\])?==\S+( ; [^-]+)?( --hash=sha256:[0-9a-f]{64})+", entry), entry
    wanted = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"], "hatchling", "editables"]
    assert {bare_name(r) for r in wanted} <= {bare_name(e) for e in entries}


def test_the_build_server_runs_what_the_readme_says() -> None:
    script = (REPOSITORY / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    commands = [line for line in script if line and not line.startswith(("#", "set ", "cd "))]
    assert commands == ["exec make test"]
    assert "\nmake test\n" in (REPOSITORY / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("target", ["setup", "demo", "test", "coverage", "check", "format", "bench", "docs", "lock"])
def test_every_target_can_be_made_and_says_what_it_does(target: str) -> None:
    known = subprocess.run(["make", "-n", target], cwd=REPOSITORY, capture_output=True, check=False)
    assert known.returncode == 0, known.stderr
    listed = subprocess.run(["make"], cwd=REPOSITORY, capture_output=True, encoding="utf-8", check=True)
    assert re.search(rf"^{target} +\S", listed.stdout, re.MULTILINE)


def test_a_python_that_is_too_old_is_refused_with_advice(tmp_path: Path) -> None:
    old = tmp_path / "oldpython"
    old.write_text("#!/bin/sh\necho 3.9\n", encoding="utf-8")
    old.chmod(0o755)
    made = subprocess.run(
        ["make", f"PYTHON={old}", f"VENV={tmp_path}/venv", "setup"],
        cwd=REPOSITORY,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert made.returncode != 0
    assert "3.11, 3.12 or 3.13" in made.stderr
    assert not (tmp_path / "venv").exists()


def test_the_version_is_one_number_everywhere() -> None:
    from findspot.version import __version__

    assert findspot.__version__ == __version__
    assert f"## {__version__}" in (REPOSITORY / "CHANGELOG.md").read_text(encoding="utf-8")
