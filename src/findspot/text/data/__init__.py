"""Small tables of words and codes as CSV files that anyone can add to; each is read once.

Sources: countries from Unicode CLDR (territory names and alias codes; Unicode licence), Han surnames from the Hundred
Family Surnames (public domain) with today's common ones added, the rest written for this project.
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
def words(name: str, column: str, **where: str) -> tuple[str, ...]:
    """Return one column of the table ``name``, of those rows only whose other columns are as in ``where``."""
    return tuple(row[column] for row in rows(name) if all(row[k] == v for k, v in where.items()))
