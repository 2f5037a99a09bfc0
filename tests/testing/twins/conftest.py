"""Registers that the tests of twins read; each is made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from findspot.testing.twins import TwinReport, make_twin

EVERY_CONTAINER = {"rows": 1200, "containers": "csv,sql,xlsx,bcp", "archive": "7z", "sql_cut": 0}


@pytest.fixture(scope="session")
def register(tmp_path_factory: pytest.TempPathFactory) -> TwinReport:
    """A register of size S."""
    return make_twin("register", size="S", seed=1, out=tmp_path_factory.mktemp("register"))


@pytest.fixture(scope="session")
def every_container(tmp_path_factory: pytest.TempPathFactory) -> TwinReport:
    """A small register in every container."""
    return make_twin("register", seed=2, out=tmp_path_factory.mktemp("containers"), knobs=EVERY_CONTAINER)


@pytest.fixture
def folder(register: TwinReport) -> Path:
    """The folder of the register of size S."""
    return register.folder
