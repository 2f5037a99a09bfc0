"""What the twin's findings are held against: the counts behind claims K1–K7, of the whole and of the recovered part."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from findspot.testing.twins.profiles import careers
from findspot.testing.twins.profiles.batches import Layout, countries
from findspot.testing.twins.profiles.people import OCCUPATIONS
from findspot.testing.twins.profiles.writing import Press

_HABITS: Final = (
    "tagged", "empty_nationality", "other_country_code", "swapped_names", "nested_json", "html_residues",
    "surrogate_halves", "type_flips", "long_arrays", "geo", "missing_dst", "reversed",
)  # fmt: skip


def describe_batches(layout: Layout) -> pa.Table:
    """Return the crawl batches: their profiles, source and main country, and whether they survive."""
    numbers = np.arange(len(layout.survives))
    codes = pa.array([country.code for country in countries()])
    return pa.table(
        {
            "first_row": layout.first[:-1],
            "profiles": np.diff(layout.first),
            "file": layout.file + 1,
            "source": pa.array(careers.SOURCES).take(pa.array(numbers * 7 % len(careers.SOURCES))),
            "focus": codes.take(pa.array(layout.focus)),
            "survives": layout.survives,
        }
    )


def plant_claims(press: Press, kept: NDArray[np.bool_], counts: Mapping[str, int]) -> None:
    """Note the planted counts, and the measured rate of each habit; ``kept`` says who has a surviving profile."""
    crawl, workshop = press.crawl, press.workshop
    layout, people = crawl.layout, crawl.people
    surviving = layout.surviving_profiles
    workshop.plant("claim.K1.profiles", layout.profiles)
    workshop.plant("claim.K1.persons", len(people.country))
    workshop.plant("claim.K1.highest_id", crawl.ids[-1].as_py())
    workshop.plant("claim.K2.profiles", int(surviving.sum()))
    workshop.plant("claim.K2.persons", int(kept.sum()))
    workshop.plant("claim.K2.batches", [int(layout.survives.sum()), len(layout.survives)])
    workshop.plant("claim.K2.files", [len(np.unique(layout.file[layout.survives])), int(layout.file[-1]) + 1])
    whole, recovered = (_by_country(people.country[chosen]) for chosen in (np.ones_like(kept), kept))
    workshop.plant("claim.K3.persons.whole", whole)
    workshop.plant("claim.K3.persons.recovered", recovered)
    workshop.plant("claim.K3.profiles.recovered", _by_country(people.country[layout.person[surviving]]))
    workshop.plant("claim.K5.whole", _by_class(people.occupation))
    workshop.plant("claim.K5.recovered", _by_class(people.occupation[kept]))
    tally = dict(press.tally.counts)
    for name, habit in (("children", "child"), ("minors", "minor")):
        workshop.plant(f"claim.K6.{name}", tally[habit][0])
    workshop.plant("claim.K7.tagged", tally["tagged"][0])
    workshop.plant("rows", {"person": layout.profiles, **{name.removesuffix("s"): n for name, n in counts.items()}})
    _report_rates(press, kept, surviving)


def _report_rates(press: Press, kept: NDArray[np.bool_], surviving: NDArray[np.bool_]) -> None:
    crawl, workshop = press.crawl, press.workshop
    order, layout = crawl.order, crawl.layout
    for habit in _HABITS:
        workshop.rate(habit, order.share(habit), *press.tally.counts[habit])
    workshop.rate("recovered_share", order.share("recovered_share"), int(surviving.sum()), layout.profiles)
    per_person = np.bincount(layout.person)
    several = int(per_person[per_person > 1].sum())
    workshop.rate("several_profiles", order.share("several_profiles"), several, layout.profiles)


def _by_country(country: NDArray[np.int16]) -> dict[str, int]:
    counts = np.bincount(country, minlength=len(countries()))
    return {listed.code: int(count) for listed, count in zip(countries(), counts, strict=True)}


def _by_class(occupation: NDArray[np.int8]) -> dict[str, int]:
    counts = np.bincount(occupation, minlength=len(OCCUPATIONS))
    return {name: int(count) for name, count in zip(OCCUPATIONS, counts, strict=True)}
