"""First and last dates: in a table of persons each is one person's value, so only the year leaves the case."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from findspot.model.finding import Finding

BY_YEAR: Final = "span-by-year"
"""The note on a first or last date that is given by its year."""

_YEAR: Final = re.compile(r"[0-9]{4}(?=$|-)")


def coarsen_span(finding: Finding) -> Finding:
    """Return the finding with its dates cut to years; ends that are no date are None."""
    old = finding.estimate
    estimate = replace(old, value=_year(old.value), low=_year(old.low), high=_year(old.high))
    return replace(finding, estimate=estimate, notes=tuple(sorted({*finding.notes, BY_YEAR})))


def _year(value: float | str | None) -> str | None:
    match = _YEAR.match(value) if isinstance(value, str) else None
    return match.group() if match else None
