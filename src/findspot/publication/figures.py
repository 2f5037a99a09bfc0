"""Findings as a reader sees them: for each table its totals with intervals, and its lists of counts as bar charts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from findspot.model.finding import Estimate, Finding
from findspot.publication.grid import Cell, Grid, cells, numbers, texts, withheld
from findspot.publication.numerals import NONE, format_level, format_value

_CODES: Final = {
    "ROWS": "Rows",
    "DISTINCT": "Different rows",
    "PERSONS": "Persons",
    "COUNT": "Count",
    "SHARE": "Share",
    "SPAN-FIRST": "First date",
    "SPAN-LAST": "Last date",
}
_LISTS: Final = {"COUNT": "Rows", "SHARE": "Share of rows"}
_ORDER: Final = tuple(_CODES)
_HEADS: Final = (*texts("Finding"), *numbers("Value", "Interval", "Bounds"), *texts("How it was counted"))
MOST_BARS: Final = 60
"""Bars in one chart; the rest is in ``findings.json``."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One cell of a list: ``size``, ``low`` and ``high`` are shares of the longest bar; a withheld one has none."""

    label: str
    value: str
    size: float
    low: float
    high: float
    is_withheld: bool
    notes: tuple[str, ...]

    @property
    def has_interval(self) -> bool:
        """Whether the interval is wider than a line."""
        return self.high > self.low


@dataclass(frozen=True, slots=True)
class Chart:
    """A list of counts by the values of one or more columns; ``more`` is how many bars do not fit."""

    title: str
    bars: tuple[Bar, ...]
    more: int
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableFigures:
    """All findings of one table."""

    table: str
    totals: Grid | None
    charts: tuple[Chart, ...]


def table_figures(findings: Iterable[Finding], small: str) -> list[TableFigures]:
    """Return the findings by table; ``small`` stands for a withheld number."""
    by_table: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        by_table[finding.table].append(finding)
    return [TableFigures(t, _totals(t, found, small), _charts(found, small)) for t, found in sorted(by_table.items())]


def finding_title(finding: Finding) -> str:
    """Return what a finding counts: ``Persons``, ``First date in join_date``."""
    word = _CODES.get(finding.code, finding.code)
    split = f" in {', '.join(finding.by)}" if finding.by else ""
    whole = ", in the whole database" if finding.scope == "whole" else ""
    return f"{word}{split}{whole}"


def _totals(table: str, findings: Sequence[Finding], small: str) -> Grid | None:
    plain = sorted((f for f in findings if not f.cell), key=lambda f: (_rank(f.code), f.by))
    rows = tuple(cells(_total(f, small)) for f in plain)
    return Grid(f"Totals of {table}", _HEADS, rows) if rows else None


def _rank(code: str) -> int:
    return _ORDER.index(code) if code in _ORDER else len(_ORDER)


def _total(finding: Finding, small: str) -> list[str | Cell]:
    title = Cell(finding_title(finding), "", finding.notes)
    if finding.suppressed:
        return [title, withheld(small), NONE, NONE, finding.estimate.method]
    estimate, is_share = finding.estimate, finding.code == "SHARE"
    return [
        title,
        Cell(format_value(estimate.value, is_share=is_share), "value"),
        _interval(estimate, is_share=is_share),
        _bounds(estimate, is_share=is_share),
        _method(estimate),
    ]


def _interval(estimate: Estimate, *, is_share: bool) -> str:
    if estimate.low is None or estimate.low == estimate.high:
        return NONE
    ends = f"{format_value(estimate.low, is_share=is_share)}–{format_value(estimate.high, is_share=is_share)}"
    return f"{ends} ({format_level(estimate.level)})" if estimate.level else ends


def _bounds(estimate: Estimate, *, is_share: bool) -> str:
    if estimate.bound_low is None or estimate.bound_low == estimate.bound_high:
        return NONE
    low, high = (format_value(b, is_share=is_share) for b in (estimate.bound_low, estimate.bound_high))
    return f"{low}–{high}"


def _method(estimate: Estimate) -> str:
    if estimate.denominator is None:
        return estimate.method
    return f"{estimate.method}; of {format_value(estimate.denominator)}"


def _charts(findings: Sequence[Finding], small: str) -> tuple[Chart, ...]:
    groups: dict[tuple[str, tuple[str, ...], str], list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.cell:
            groups[(finding.code, finding.by, finding.scope)].append(finding)
    return tuple(_chart(group, small) for _, group in sorted(groups.items()))


def _chart(cells_of: Sequence[Finding], small: str) -> Chart:
    # Withheld cells come last by label: their order must not tell their size.
    ordered = sorted(cells_of, key=lambda f: (f.suppressed, -_number(f.estimate.value), f.cell))
    longest = max((_number(f.estimate.high) or _number(f.estimate.value) for f in ordered), default=0.0) or 1.0
    shared = set.intersection(*(set(f.notes) for f in ordered))
    bars = tuple(_bar(f, longest, small, shared) for f in ordered[:MOST_BARS])
    code = ordered[0].code
    word = _LISTS.get(code) or _CODES.get(code, code)
    return Chart(f"{word} by {', '.join(ordered[0].by)}", bars, len(ordered) - len(bars), tuple(sorted(shared)))


def _bar(finding: Finding, longest: float, small: str, shared: set[str]) -> Bar:
    estimate = finding.estimate
    size, low, high = (_number(n) / longest for n in (estimate.value, estimate.low, estimate.high))
    return Bar(
        label=" · ".join(finding.cell),
        value=small if finding.suppressed else format_value(estimate.value, is_share=finding.code == "SHARE"),
        size=round(size, 4),
        low=round(low, 4),
        high=round(high, 4),
        is_withheld=finding.suppressed,
        notes=tuple(n for n in finding.notes if n not in shared),
    )


def _number(value: float | str | None) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
