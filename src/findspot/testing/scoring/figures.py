"""Holds findings against what was planted: persons, rows, and counts by category."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow.compute as pc

from findspot.testing.damage import Fate
from findspot.testing.scoring.planted import OTHER, PlantedStream
from findspot.testing.scoring.report import Item

_PEOPLE: Final = frozenset({"person", "target", "traveller"})
_WHOLE: Final = (Fate.UNTOUCHED, Fate.RECODED)
_WITHHELD: Final = "(label withheld)"


@dataclass(frozen=True, slots=True)
class PlantedPart:
    """The records that a recovered table should have: the planted table, and its streams."""

    table: str
    entity: str
    streams: tuple[PlantedStream, ...]
    foreign: int = 0

    def rows(self) -> tuple[int, int]:
        """Return how many whole rows are there at least, and at most when all that is left of others counts."""
        whole = sum(int(np.isin(t.truth.fate, _WHOLE).sum()) + len(t.unplaced) for t in self._own())
        rest = sum(int(np.isin(t.truth.fate, (Fate.TOUCHED, OTHER)).sum()) + t.unplaced_touched for t in self._own())
        return whole, whole + rest + self.foreign

    def persons(self) -> tuple[int, int]:
        """Return how many entities the whole rows are about, and how many all that is left of others may be about."""
        sure, every = set[int](), set[int]()
        for table in self._own():
            known = table.entity >= 0
            whole = known & np.isin(table.truth.fate, _WHOLE)
            behind = table.unplaced_entity[table.unplaced_entity >= 0].tolist()
            sure.update(table.entity[whole].tolist(), behind)
            every.update(table.entity[known].tolist(), behind)
        return len(sure), len(every) + self.foreign + sum(table.unplaced_touched for table in self._own())

    def unsure(self) -> int:
        """Return how many rows may be there of which nobody can tell the values."""
        least, most = self.rows()
        return most - least

    def values(self, column: str) -> Counter[str] | None:
        """Return how often each value stands in whole rows, null as empty; None where there is no such column."""
        sure = Counter[str]()
        for table in self._own():
            if column not in table.truth.rows.column_names:
                return None
            cells = table.truth.rows.column(column)
            whole = np.isin(table.truth.fate, _WHOLE)
            for entry in pc.value_counts(cells.filter(whole)).to_pylist():
                sure[entry["values"] or ""] += entry["counts"]
            for value in table.unplaced.column(column).to_pylist():
                sure[value or ""] += 1
        return sure

    def _own(self) -> list[Any]:
        return [t for stream in self.streams for t in stream.tables if t.truth.name == self.table]


def hold_figures(findings: Sequence[Mapping[str, Any]], parts: Mapping[str, PlantedPart]) -> list[dict[str, Any]]:
    """Return what was planted beside each finding about it; ``parts`` is by the name of the recovered table.

    Findings that are withheld, or about columns whose values were written anew, are left out.
    """
    held = []
    for finding in findings:
        part = parts.get(finding["table"])
        estimate = finding["estimate"]
        if part is None or finding["suppressed"] or not isinstance(estimate["value"], int | float):
            continue
        planted = _planted_for(finding, part)
        if planted is not None:
            held.append(_hold(finding, planted))
    return held


def _planted_for(finding: Mapping[str, Any], part: PlantedPart) -> tuple[int, int] | None:
    code = finding["code"]
    if code == "ROWS":
        return part.rows()
    if code == "PERSONS":
        return part.persons() if part.entity in _PEOPLE else None
    if code != "COUNT" or len(finding["by"]) != 1 or finding["cell"][0].startswith(_WITHHELD):
        return None
    counted = part.values(finding["by"][0])
    value = finding["cell"][0]
    if counted is None or value not in counted:
        return None
    return counted[value], counted[value] + part.unsure()


def _hold(finding: Mapping[str, Any], planted: tuple[int, int]) -> dict[str, Any]:
    estimate = finding["estimate"]
    lows = [estimate[name] for name in ("low", "bound_low") if estimate[name] is not None]
    highs = [estimate[name] for name in ("high", "bound_high") if estimate[name] is not None]
    low, high = min(lows), max(highs)
    return {
        "table": finding["table"],
        "code": finding["code"],
        "by": list(finding["by"]),
        "cell": list(finding["cell"]),
        "value": estimate["value"],
        "low": low,
        "high": high,
        "planted": planted[0],
        "planted_most": planted[1],
        "inside": bool(low <= planted[1] and planted[0] <= high),
        "width": (estimate["high"] - estimate["low"]) / estimate["value"] if estimate["value"] else 0.0,
    }


def figure_items(held: Sequence[Mapping[str, Any]]) -> list[Item]:
    """Return the items about figures, by the kind of finding."""
    items = []
    for name, code in (("row counts inside", "ROWS"), ("persons inside", "PERSONS"), ("counts inside", "COUNT")):
        own = [figure for figure in held if figure["code"] == code]
        inside = sum(figure["inside"] for figure in own)
        items.append(Item(name, inside == len(own), f"{inside:,} of {len(own):,}", "all"))
    return items
