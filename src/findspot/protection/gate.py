"""The gate's work on findings: which numbers are withheld, coarsened or left out before anything is published.

What is protected is any count of 1 to 9 persons and any difference of published numbers of one table that gives one.
Rows less persons is no such difference: it counts repeated rows. Numbers of different tables are not yet compared, nor
those of earlier releases; both belong here (issue 7) and need no change outside this package.

A label is a value of the data. Where most of a list counts few, its labels are no classification (streets, say, in a
dump read awry), so those of withheld cells are masked; identity numbers, phones and addresses are masked anywhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from findspot.model.finding import Estimate, Finding, order_findings
from findspot.protection.names import masked_cells
from findspot.protection.spans import coarsen_span
from findspot.protection.splits import SplitRules
from findspot.protection.suppression import is_exposed, withheld_cells

COUNTS_PERSONS: Final = "counts-persons"
"""The note by which analysis says that a finding counts persons, or rows that stand for persons."""

WITHHELD: Final = "withheld"
"""The note on every withheld number, whether small itself or withheld to protect another: they cannot be told apart."""

DENOMINATOR_WITHHELD: Final = "denominator-withheld"
"""The note where the denominator would give a small count away by difference."""

BOUNDS_WITHHELD: Final = "bounds-withheld"
"""The note where the bounds would give a small count away: what they leave open differs a little from other ones."""

_TOTALS: Final = ("DISTINCT", "PERSONS", "ROWS")
_SPANS: Final = ("SPAN-FIRST", "SPAN-LAST")
_GroupKey = tuple[str, tuple[str, ...], str]


@dataclass(frozen=True, slots=True)
class Cleared:
    """What passed: the findings, and how many lists of cells were left out because no part of them could pass."""

    findings: tuple[Finding, ...]
    lists_left_out: int


def clear_findings(
    findings: Iterable[Finding],
    *,
    threshold: int,
    rules: SplitRules | None = None,
) -> Cleared:
    """Return what of ``findings`` may be published, in the order of publication.

    Args:
        findings: What analysis found, with true counts.
        threshold: The smallest count of persons that is published.
        rules: By which columns counts may be listed; without rules, by any.
    """
    tables: dict[str, list[Finding]] = defaultdict(list)
    for finding in order_findings(findings):
        tables[finding.table].append(finding)
    cleared: list[Finding] = []
    left_out = 0
    for table, found in tables.items():
        groups = _groups(f for f in found if f.cell)
        allowed = {key: g for key, g in groups.items() if rules is None or rules.allow(table, key[1])}
        gate = _TableGate(table, found, threshold, rules)
        passed, dropped = gate.clear(allowed)
        left_out += len(groups) - len(allowed) + dropped
        cleared.extend(passed)
    return Cleared(tuple(order_findings(cleared)), left_out)


def _groups(findings: Iterable[Finding]) -> dict[_GroupKey, list[Finding]]:
    """Return the lists of cells: findings of one code, split and scope."""
    groups: dict[_GroupKey, list[Finding]] = defaultdict(list)
    for finding in findings:
        groups[(finding.code, finding.by, finding.scope)].append(finding)
    return dict(groups)


class _TableGate:
    """Clears the findings of one table.

    Totals and dates are looked at where rows stand for persons, lists also where they may.
    """

    def __init__(self, table: str, found: Sequence[Finding], threshold: int, rules: SplitRules | None) -> None:
        self._table = table
        self._rules = rules
        self._threshold = threshold
        self._plain = [f for f in found if not f.cell]
        self._lists_persons = any(COUNTS_PERSONS in f.notes for f in found)
        self._is_doubtful = self._lists_persons or (rules is not None and table in rules.doubtful)
        totals = {f.code: _whole(f.estimate.value) for f in self._plain if f.code in _TOTALS and not f.by}
        self._totals = {code: value for code, value in totals.items() if value is not None}
        self._few_persons = self._lists_persons and any(self._is_small(v) for v in self._totals.values())
        self._slacks = {s for f in self._plain if f.code == "ROWS" and (s := _slack(f.estimate)) is not None}

    def clear(self, groups: Mapping[_GroupKey, Sequence[Finding]]) -> tuple[list[Finding], int]:
        """Return the findings that pass and the number of lists left out."""
        passed = [self._clear_plain(f) for f in self._plain] if self._lists_persons else list(self._plain)
        if not self._is_doubtful:
            return passed + [f for group in groups.values() for f in group], 0
        by_split: dict[tuple[str, ...], list[Sequence[Finding]]] = defaultdict(list)
        for key, group in groups.items():
            by_split[key[1]].append(group)
        dropped = 0
        for lists in by_split.values():
            cleared = self._clear_lists(lists)
            passed.extend(cleared)
            dropped += 0 if cleared else len(lists)
        return passed, dropped

    def _is_small(self, count: int | None) -> bool:
        return count is None or 0 < count < self._threshold

    def _clear_plain(self, finding: Finding) -> Finding:
        dated = finding.estimate.denominator
        if finding.code in _SPANS:
            few_dates = dated is not None and self._is_small(dated)
            is_withheld = self._few_persons or few_dates
            return withhold(finding) if is_withheld else self._guard(coarsen_span(finding))
        if self._counts_few(finding) or (self._few_persons and finding.code not in _TOTALS):
            return withhold(finding)
        return self._guard(finding)

    def _counts_few(self, finding: Finding) -> bool:
        count, denominator = _numerator(finding), finding.estimate.denominator
        if finding.code != "SHARE" or count is None or denominator is None:
            return self._is_small(count)
        return self._is_small(count) or self._is_small(denominator - count) or not self._can_tell(denominator)

    def _clear_lists(self, lists: Sequence[Sequence[Finding]]) -> list[Finding]:
        """Clear all lists of cells split by the same columns: what one withholds, the others withhold too.

        Returns nothing where a list would give somebody away, or hold neither a number nor a label.
        """
        labels: set[tuple[str, ...]] = set()
        while True:
            before = len(labels)
            chosen = [self._choose(cells, labels) for cells in lists]
            if any(c is None for c in chosen):
                return []
            for cells, positions in zip(lists, chosen, strict=True):
                labels.update(cells[i].cell for i in positions or ())
            if len(labels) == before:
                break
        cleared = [self._apply(cells, positions or ()) for cells, positions in zip(lists, chosen, strict=True)]
        tells = any(not f.suppressed and f.estimate.value for cells in cleared for f in cells)
        return [f for cells in cleared for f in cells] if tells or self._is_classification(lists[0]) else []

    def _choose(self, cells: Sequence[Finding], labels: Iterable[tuple[str, ...]]) -> frozenset[int] | None:
        """Return the positions to withhold, None where even that gives somebody away."""
        every = frozenset(range(len(cells)))
        counts = [_numerator(f) for f in cells]
        known = [c for c in counts if c is not None]
        untold = any(d is not None and not self._can_tell(d) for d in (f.estimate.denominator for f in cells))
        if len(known) < len(cells) or self._few_persons or (untold and cells[0].code == "SHARE"):
            return every
        wanted = set(labels)
        also = [i for i, f in enumerate(cells) if f.cell in wanted]
        totals = self._known_totals(cells)
        if len(cells[0].by) > 1:  # margins of tables of two and more ways are not solved here: all cells or none
            return every if also or withheld_cells(known, totals, self._threshold) else frozenset()
        withheld = withheld_cells(known, totals, self._threshold, also)
        return None if is_exposed(known, withheld, totals) else withheld

    def _known_totals(self, cells: Sequence[Finding]) -> set[int]:
        """Return the numbers that a reader knows the cells to add up to."""
        denominators = {d for f in cells if (d := f.estimate.denominator) is not None and self._can_tell(d)}
        whole = {v for v in self._totals.values() if not self._is_small(v)}
        if denominators and denominators <= whole:
            return denominators
        return denominators | {v for code, v in self._totals.items() if code != "DISTINCT"}

    def _apply(self, cells: Sequence[Finding], positions: Iterable[int]) -> list[Finding]:
        withheld = set(positions)
        mask = not self._is_classification(cells)
        labels = masked_cells([f.cell for f in cells], withheld, mask_withheld=mask)
        return [
            replace(withhold(f) if i in withheld else self._guard(f), cell=label)
            for i, (f, label) in enumerate(zip(cells, labels, strict=True))
        ]

    def _is_classification(self, cells: Sequence[Finding]) -> bool:
        """Return whether labels are those of a classification: known to everybody, or most borne by many.

        Rows without a label say nothing: a key spoiled by damage makes a column with the text of a single row.
        """
        if self._rules is not None and self._rules.know(self._table, cells[0].by):
            return True
        counts = [_numerator(f) for f in cells if any(f.cell)]
        return sum(self._is_small(c) for c in counts) * 2 <= sum(c != 0 for c in counts)

    def _can_tell(self, denominator: int) -> bool:
        """Return whether a denominator is neither small nor a few persons away from a total."""
        totals = self._totals.values()
        is_close = denominator not in totals and any(0 < abs(denominator - t) < self._threshold for t in totals)
        return not is_close and not self._is_small(denominator)

    def _guard(self, finding: Finding) -> Finding:
        """Return the finding without a denominator or bounds that would count a few persons by difference."""
        denominator, slack = finding.estimate.denominator, _slack(finding.estimate)
        if denominator is not None and not self._can_tell(denominator):
            estimate = replace(finding.estimate, denominator=None)
            finding = replace(finding, estimate=estimate, notes=_with_note(finding, DENOMINATOR_WITHHELD))
        if slack is not None and any(0 < abs(slack - s) < self._threshold for s in self._slacks):
            estimate = replace(finding.estimate, bound_low=None, bound_high=None)
            finding = replace(finding, estimate=estimate, notes=_with_note(finding, BOUNDS_WITHHELD))
        return finding


def withhold(finding: Finding) -> Finding:
    """Return the finding without its value, interval, bounds and denominator: interval ends give counts away too."""
    old = finding.estimate
    estimate = Estimate(None, None, None, old.level, old.method, None, old.recovered_share)
    return replace(finding, estimate=estimate, suppressed=True, notes=_with_note(finding, WITHHELD))


def _with_note(finding: Finding, note: str) -> tuple[str, ...]:
    return tuple(sorted({*finding.notes, note}))


def _whole(value: float | str | None) -> int | None:
    return None if value is None or isinstance(value, str) else round(value)


def _slack(estimate: Estimate) -> float | None:
    """Return how far the upper bound lies above the value: the rows that may be missing or could not be attributed."""
    if estimate.bound_high is None or estimate.value is None or isinstance(estimate.value, str):
        return None
    return estimate.bound_high - estimate.value


def _numerator(finding: Finding) -> int | None:
    """Return the count behind a finding, None where it cannot be told."""
    value, denominator = finding.estimate.value, finding.estimate.denominator
    if value is None or isinstance(value, str):
        return None
    if finding.code == "SHARE":
        return None if denominator is None else round(value * denominator)
    return round(value)
