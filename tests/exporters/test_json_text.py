"""``EXP-JSON``: the document of the findings, the same bytes each time."""

from __future__ import annotations

import json
from pathlib import Path

from findspot.exporters.json_text import JsonExporter, findings_bytes
from findspot.model.finding import Estimate, Finding, findings_document
from findspot.model.release import release_from_gate

RELEASE = release_from_gate(
    (
        Finding("ROWS", "成员", Estimate.exact(50)),
        Finding("PERSONS", "成员", Estimate(None, None, None, None, "count"), suppressed=True),
    ),
    10,
)


def test_it_writes_the_document_of_the_findings(tmp_path: Path) -> None:
    (path,) = JsonExporter().write(RELEASE, tmp_path / "new")
    assert json.loads(path.read_bytes()) == findings_document(RELEASE.findings)
    assert path.read_bytes() == findings_bytes(RELEASE)
    assert "成员" in path.read_text("utf-8")


def test_the_order_of_findings_changes_nothing() -> None:
    assert findings_bytes(release_from_gate(RELEASE.findings[::-1], 10)) == findings_bytes(RELEASE)
