"""The wheel has what the program needs, and works where nothing of the repository is."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
PACKAGE = REPOSITORY / "src" / "findspot"
PIP = (sys.executable, "-m", "pip", "--quiet", "--quiet", "--disable-pip-version-check")

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    options = ("--no-index", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder))
    subprocess.run([*PIP, "wheel", *options, str(REPOSITORY)], check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


def test_it_has_every_file_of_the_package(wheel: Path) -> None:
    packed = set(zipfile.ZipFile(wheel).namelist())
    needed = {
        path.relative_to(PACKAGE.parent).as_posix()
        for path in PACKAGE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert needed <= packed
    assert "findspot/py.typed" in packed
    assert any(name.endswith(".html") for name in packed)
    assert any(name.endswith(".sql") for name in packed)


def test_it_has_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    others = {n.split("/")[0] for n in names} - {"findspot"}
    assert len(others) == 1
    assert others.pop().endswith(".dist-info")
    assert any(n.endswith("licenses/LICENSE") for n in names)


def test_it_runs_installed(wheel: Path, tmp_path: Path) -> None:
    installed = tmp_path / "installed"
    subprocess.run([*PIP, "install", "--no-index", "--no-deps", "--target", str(installed), str(wheel)], check=True)
    done = subprocess.run(
        [sys.executable, "-c", "import findspot; print(findspot.__file__); import findspot.__main__", "--help"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(installed), "PATH": ""},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert str(installed) in done.stdout
    assert "reveal" in done.stdout
