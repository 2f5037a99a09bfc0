"""All that `make check` checks holds in `make test` too."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]


def checks() -> list[str]:
    """Return the commands of `make check`, without the folder they are called from."""
    makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    recipe = re.search(r"^check:.*\n((?:\t.*\n)+)", makefile, re.MULTILINE)
    assert recipe is not None
    return [line.strip().removeprefix("$(BIN)/") for line in recipe[1].splitlines()]


def test_check_has_all_parts() -> None:
    programs = {command.split()[0] for command in checks()}
    assert programs == {"ruff", "lint-imports", "python", "mypy", "cog"}


@pytest.mark.parametrize("command", checks())
def test_check(command: str) -> None:
    program, *words = command.split()
    done = subprocess.run(
        [str(Path(sys.executable).with_name(program)), *words],
        cwd=REPOSITORY,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[:5_000]
