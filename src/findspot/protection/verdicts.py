"""What may be said of checks: the verdict always, its numbers only where they give no small count of persons away."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from findspot.model.released import ReleasedCheck
from findspot.plugins.protocols import Verdict
from findspot.protection.columns import TableRules
from findspot.protection.names import Names


def clear_verdicts(
    verdicts: Iterable[Verdict], *, rules: TableRules, names: Names, table_rows: Mapping[str, int]
) -> tuple[ReleasedCheck, ...]:
    """Return the checks in the order given; in a table of persons a small count withholds all numbers of its check."""
    released = []
    for verdict in verdicts:
        lists_persons = verdict.table in rules.person_tables
        withheld = lists_persons and (
            verdict.table in rules.uncounted
            or _gives_few_away(verdict, table_rows.get(verdict.table, verdict.rows), rules.threshold)
        )
        released.append(
            ReleasedCheck(
                code=verdict.code,
                table=names.table(verdict.table),
                null=verdict.null,
                statistic=verdict.statistic,
                effect=None if withheld else verdict.effect,
                low=None if withheld else verdict.low,
                high=None if withheld else verdict.high,
                rows=None if withheld else verdict.rows,
                verdict=verdict.verdict,
                notes=tuple(verdict.notes),
                counts=() if withheld else tuple(sorted(verdict.counts.items())),
                withheld=withheld,
            )
        )
    return tuple(released)


def _gives_few_away(verdict: Verdict, rows: int, threshold: int) -> bool:
    """Return whether a count, its distance from the rows tested or from all rows, or a share of them is small."""
    bases = (verdict.rows, rows)
    counts = [*verdict.counts.values(), verdict.rows]
    if verdict.effect is not None and 0 < verdict.effect < 1:
        counts.append(round(verdict.effect * verdict.rows))
    return any(_is_small(c, threshold) or _is_near(c, bases, threshold) for c in counts)


def _is_small(count: int, threshold: int) -> bool:
    return 0 < count < threshold


def _is_near(count: int, bases: Collection[int], threshold: int) -> bool:
    return any(0 < abs(base - count) < threshold for base in bases)
