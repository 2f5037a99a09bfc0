"""Small tables of words and codes as CSV files that anyone can add to; the readers keep each file in memory once read.

Sources: countries from Unicode CLDR 46 (territory names, alias codes; Unicode licence), Han surnames from the Hundred Family
Surnames (public domain) with today's common ones added, the rest written for this project.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of the table ``name`` (``sex`` for ``sex.csv``) by column."""
    text = files(__name__).joinpath(f"{name}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


@cache
def words(name: str, column: str, *, script: str = "") -> tuple[str, ...]:
    """Return one column of the table ``name``, only the rows of ``script`` if it is given."""
    return tuple(row[column] for row in rows(name) if not script or row["script"] == script)
