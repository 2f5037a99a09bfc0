"""Fixtures of the tests of intake."""

from __future__ import annotations

from pathlib import Path

import pytest

from findspot.store import Case, create_case


@pytest.fixture
def case(tmp_path: Path) -> Case:
    """A new case."""
    return create_case(tmp_path / "case")
