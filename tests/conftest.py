"""Fixtures that all tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The public sample dumps and hostile corpora; skipped where they are not there."""
    shared = Path(os.environ.get("FINDSPOT_SHARED", REPOSITORY.parent / "shared")) / "data"
    if not shared.is_dir():
        pytest.skip("public sample data not found: set FINDSPOT_SHARED to the folder that holds data/")
    return shared


@pytest.fixture(autouse=True)
def own_keys(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A key folder of the test's own, so that no test touches the user's keys."""
    folder = tmp_path_factory.mktemp("keys") / "keys"
    monkeypatch.setenv("FINDSPOT_KEYS", str(folder))
    return folder
