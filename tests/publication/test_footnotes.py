"""Footnotes are numbered as they come up."""

from __future__ import annotations

import re
from pathlib import Path

from findspot.publication.footnotes import SENTENCES, Footnotes


def test_codes_keep_the_number_of_their_first_mention() -> None:
    notes = Footnotes()
    assert [notes.number(c) for c in ("withheld", "no-value", "withheld")] == [1, 2, 1]
    assert notes.entries() == [
        (1, "withheld", SENTENCES["withheld"]),
        (2, "no-value", SENTENCES["no-value"]),
    ]


def test_the_manual_and_the_report_explain_the_same_codes() -> None:
    manual = Path(__file__).parents[2] / "docs" / "findings.md"
    notes = manual.read_text(encoding="utf-8").split("## Notes on findings")[1]
    codes = {code for code in re.findall(r"^\| `([a-z-]+…?)` \|", notes, re.MULTILINE) if not code.endswith("…")}
    assert set(SENTENCES) == codes


def test_an_unknown_code_has_no_sentence() -> None:
    notes = Footnotes()
    notes.number("from-a-plugin")
    assert notes.entries() == [(1, "from-a-plugin", "")]
