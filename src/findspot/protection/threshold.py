"""The smallest count of persons that leaves a case."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Final

from findspot.errors import UsageProblem

LEAST: Final = 10
"""Counts of 1 to 9 persons are never published; a case can ask for more than this, not for less."""


def read_threshold(root: Path) -> int:
    """Return the threshold of the case in folder ``root``: ``threshold`` under ``[settings]`` in ``case.toml``, or 10.

    Raises:
        UsageProblem: If the setting is no whole number or below 10.
    """
    document = tomllib.loads((root / "case.toml").read_text(encoding="utf-8"))
    value = document.get("settings", {}).get("threshold", LEAST)
    if not isinstance(value, int) or isinstance(value, bool) or value < LEAST:
        raise UsageProblem(
            "The threshold of a case must be a whole number of at least 10.",
            where="case.toml, [settings] threshold",
            advice="Counts of 1 to 9 persons are never published; set 10 or more, or remove the line.",
        )
    return value
