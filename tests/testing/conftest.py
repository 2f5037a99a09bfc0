"""Small twins, made once: tests that damage one take a copy."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from findspot.testing.twins import make_twin

ROWS = {"register": 600, "visitors": 600, "profiles": 300, "media": 300}


@pytest.fixture(scope="session")
def twins(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Return the folder of a small twin of a kind, not to be changed."""
    root = tmp_path_factory.mktemp("twins")

    def make(kind: str) -> Path:
        if not (root / kind).exists():
            make_twin(kind, seed=4, out=root / kind, knobs={"rows": ROWS[kind]})
        return root / kind

    return make


@pytest.fixture
def copied(twins: Callable[[str], Path], tmp_path: Path) -> Callable[[str], Path]:
    """Return a copy of a small twin."""

    def copy(kind: str) -> Path:
        return Path(shutil.copytree(twins(kind), tmp_path / kind))

    return copy
