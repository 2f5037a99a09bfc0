"""Help is quick because nothing heavy is loaded for it. (How quick is measured by `make bench`.)"""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("cryptography", "duckdb", "jinja2", "llvmlite", "numba", "numpy", "pyarrow", "pyspark", "splink")


def loaded_by(*arguments: str) -> set[str]:
    """Return the top-level modules that a Python process loads."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", *arguments], capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    lines = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    return {line.rsplit("|", 1)[1].strip().split(".")[0] for line in lines}


@pytest.mark.parametrize(
    "arguments",
    [
        ("-c", "import findspot"),
        ("-c", "import findspot.api"),
        ("-m", "findspot", "--help"),
        ("-m", "findspot", "--version"),
        ("-m", "findspot", "run", "--help"),
        ("-m", "findspot", "reveal", "--help"),
    ],
    ids=" ".join,
)
def test_nothing_heavy_is_loaded(arguments: tuple[str, ...]) -> None:
    loaded = loaded_by(*arguments)
    assert "findspot" in loaded
    assert loaded.isdisjoint(HEAVY)
