from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from findspot.model.finding import Estimate, Finding
from findspot.testing.scoring.figures import PlantedPart, figure_items, hold_figures
from findspot.testing.scoring.planted import Planted
from findspot.testing.wreckage import damage_twin

Twins = Callable[[str], Path]


def lists(folder: Path, table: str = "entry_exit", entity: str = "traveller") -> dict[str, PlantedPart]:
    streams = [s for s in Planted(folder).streams() if any(t.truth.name == table for t in s.tables)]
    return {"entry_exit": PlantedPart(table, entity, tuple(streams))}


def finding(code: str, value: float | str | None, **changes: Any) -> dict[str, Any]:
    own = {name: changes.pop(name) for name in ("by", "cell", "suppressed") if name in changes}
    estimate = Estimate(
        value, changes.get("low", value), changes.get("high", value), None, "m", **changes.get("bounds", {})
    )
    return Finding(code, "entry_exit", estimate, **own).to_dict()


def test_counts_are_inside_where_they_are_what_was_planted(twins: Twins) -> None:
    parts = lists(twins("visitors"))
    rows, persons = parts["entry_exit"].rows()[0], parts["entry_exit"].persons()[0]
    counted = parts["entry_exit"].values("_source.direction")
    assert counted is not None
    cell, count = counted.most_common(1)[0]
    by = {"by": ("_source.direction",), "cell": (cell,)}
    held = hold_figures([finding("ROWS", rows), finding("PERSONS", persons), finding("COUNT", count, **by)], parts)
    assert [figure["inside"] for figure in held] == [True] * 3
    assert all(item.passed for item in figure_items(held))
    wrong = [finding("ROWS", 2 * rows), finding("PERSONS", persons - 1), finding("COUNT", count + 1, **by)]
    assert not any(item.passed for item in figure_items(hold_figures(wrong, parts)))


def test_an_interval_or_bound_that_covers_is_inside_and_its_width_is_told(twins: Twins) -> None:
    parts = lists(twins("visitors"))
    rows = parts["entry_exit"].rows()[0]
    (wide,) = hold_figures([finding("ROWS", rows - 10, low=rows - 20, high=rows)], parts)
    assert wide["inside"]
    assert wide["width"] == pytest.approx(20 / (rows - 10))
    (bound,) = hold_figures([finding("ROWS", rows - 5, bounds={"bound_low": rows - 5, "bound_high": rows + 1})], parts)
    assert bound["inside"]


@pytest.mark.parametrize(
    "left_out",
    [
        finding("ROWS", None, suppressed=True),
        finding("SPAN-LAST", "2019"),
        finding("DISTINCT", 5),
        finding("COUNT", 5, by=("no such column",), cell=("x",)),
        finding("COUNT", 5, by=("_source.direction",), cell=("no such value",)),
        finding("COUNT", 5, by=("_source.direction",), cell=("(label withheld) 1",)),
        finding("COUNT", 5, by=("a", "b"), cell=("x", "y")),
    ],
)
def test_findings_that_say_nothing_of_what_was_planted_are_left_out(left_out: dict[str, Any], twins: Twins) -> None:
    assert hold_figures([left_out], lists(twins("visitors"))) == []


def test_tables_that_were_not_planted_and_things_that_are_no_people_are_left_out(twins: Twins) -> None:
    assert hold_figures([finding("ROWS", 1)], {}) == []
    assert hold_figures([finding("PERSONS", 1)], lists(twins("visitors"), entity="vehicle")) == []


def test_touched_records_may_count_or_not(copied: Twins) -> None:
    folder = copied("visitors")
    damage_twin(folder, kind="flips", seed=1, amount=0.001)
    parts = lists(folder)
    least, most = parts["entry_exit"].rows()
    assert least < most
    held = hold_figures([finding("ROWS", value) for value in (least - 1, least, most, most + 1)], parts)
    assert [figure["inside"] for figure in held] == [False, True, True, False]
