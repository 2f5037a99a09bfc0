"""Exporters come in by the plug-ins' door and say what they lose."""

from __future__ import annotations

from pathlib import Path

import pytest

from findspot.model.finding import Estimate, Finding
from findspot.model.release import release_from_gate
from findspot.plugins.manager import manager
from findspot.plugins.protocols import Exporter


def test_built_in_exporters_are_registered() -> None:
    assert {"EXP-CSV", "EXP-JSON"} <= {e.code for e in manager().exporters()}


@pytest.mark.parametrize("code", [e.code for e in manager().exporters()])
def test_every_exporter_writes_files_for_the_owner_and_says_what_is_lost(code: str, tmp_path: Path) -> None:
    (exporter,) = [e for e in manager().exporters() if e.code == code]
    assert isinstance(exporter, Exporter)
    assert exporter.media_type.count("/") == 1
    assert exporter.lost
    release = release_from_gate((Finding("ROWS", "t", Estimate.exact(50)),), 10)
    for path in exporter.write(release, tmp_path):
        assert path.stat().st_size
        assert path.stat().st_mode & 0o077 == 0
