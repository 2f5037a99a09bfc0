"""``EXP-CSV``: the findings of a release as comma-separated text that no spreadsheet takes for formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from findspot.model.finding import Finding
from findspot.model.release import Release
from findspot.store.files import make_private_folder, write_whole

LIVE_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What makes a spreadsheet take a text for a formula (OWASP, CSV Injection; the wide forms work as well)."""

_ESTIMATE: Final = (
    "value",
    "low",
    "high",
    "level",
    "method",
    "denominator",
    "recovered_share",
    "bound_low",
    "bound_high",
)
COLUMNS: Final = ("code", "table", "by", "cell", "scope", "query", *_ESTIMATE, "suppressed", "notes")
_JOINT: Final = " | "


class CsvExporter:
    """One line a finding; a withheld number is an empty field with ``suppressed`` true."""

    code = "EXP-CSV"
    media_type = "text/csv"
    lost: Sequence[str] = (
        "lists become one field, joined with ' | '",
        "a text that a spreadsheet would run gets a leading apostrophe",
        "numbers and dates are both text",
    )

    def write(self, release: Release, folder: Path) -> Sequence[Path]:
        """Write ``findings.csv`` (UTF-8, comma, CR LF as in RFC 4180) below ``folder``."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow(COLUMNS)
        writer.writerows(_line(f) for f in release.findings)
        path = make_private_folder(folder) / "findings.csv"
        write_whole(path, text.getvalue().encode())
        return [path]


def disarm(text: str) -> str:
    """Return ``text`` so that a spreadsheet shows it and does not run it."""
    return f"'{text}" if text.startswith(LIVE_STARTS) else text


def _line(finding: Finding) -> list[str]:
    data = finding.to_dict()
    data.update(data.pop("estimate"))
    return [_field(data[name]) for name in COLUMNS]


def _field(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return disarm(_JOINT.join(value))
    if isinstance(value, bool):
        return "true" if value else "false"
    return disarm(value) if isinstance(value, str) else repr(value)
