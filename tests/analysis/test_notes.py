"""Every note on a finding or a verdict is explained in ``docs/findings.md``."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from findspot.analysis.notes import Note
from findspot.plugins.manager import manager
from findspot.protection import gate, spans

MANUAL = (Path(__file__).parents[2] / "docs" / "findings.md").read_text(encoding="utf-8")
EXPLAINED = set(re.findall(r"^\| `([a-z-]+)` \| \S", MANUAL, re.MULTILINE))
BUILT_IN_CHECKS = [c for c in manager().checks() if type(c).__module__.startswith("findspot.")]
GATE = [gate.COUNTS_PERSONS, gate.WITHHELD, gate.DENOMINATOR_WITHHELD, spans.BY_YEAR]


@pytest.mark.parametrize("code", [*Note, *GATE])
def test_a_note_on_a_finding_is_explained(code: str) -> None:
    assert str(code) in EXPLAINED


@pytest.mark.parametrize("check", BUILT_IN_CHECKS, ids=lambda c: str(c.code))
def test_a_note_on_a_verdict_is_explained(check: object) -> None:
    assert set(getattr(check, "note_codes", ())) <= EXPLAINED


def test_the_code_of_findings_is_explained() -> None:
    for code in ("ROWS", "DISTINCT", "PERSONS", "COUNT", "SPAN-FIRST", "SPAN-LAST"):
        assert f"`{code}`" in MANUAL
