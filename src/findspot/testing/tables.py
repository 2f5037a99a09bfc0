"""Small tables of words for made-up content: CSV files that anyone can add to, read once.

Names of months, weekdays, places, currencies and measures are Unicode CLDR's (Unicode licence); names of people are
made up of parts in common use; the rest was written for this project.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files


@cache
def read_table(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of the table ``name`` by column."""
    text = files("findspot.testing").joinpath("data", f"{name}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))
