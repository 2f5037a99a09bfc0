"""The registered queries: files of plain SQL in the subset that DuckDB and Spark read alike (design §6).

Only physical names go into their text, and only after a check; nothing of a dump does.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Final

from findspot.errors import UsageProblem

_TABLE: Final = re.compile(r"\w[\w.#-]{0,199}")
_COLUMN: Final = re.compile(r"(?:n_)?c[0-9]{3,6}")


@cache
def query_names() -> tuple[str, ...]:
    """Return the names of all registered queries."""
    folder = files(__package__).joinpath("sql")
    return tuple(sorted(f.name.removesuffix(".sql") for f in folder.iterdir() if f.name.endswith(".sql")))


@cache
def query_text(name: str) -> str:
    """Return the text of the registered query ``name`` with its placeholders.

    Raises:
        UsageProblem: There is none of this name.
    """
    if name not in query_names():
        raise UsageProblem("There is no such registered query.", where=name)
    return files(__package__).joinpath("sql", f"{name}.sql").read_text(encoding="utf-8")


def render_query(name: str, *, table: str, column: str = "") -> str:
    """Return the query for one table, and one column where it has a place for one.

    Args:
        name: A registered query.
        table: Name of a table of the case.
        column: A physical column: ``c001``, ``n_c001``.

    Raises:
        UsageProblem: A name is not a physical one.
    """
    if not _TABLE.fullmatch(table) or (column and not _COLUMN.fullmatch(column)):
        raise UsageProblem("Not a physical name of a table or column.")
    return query_text(name).replace("{table}", f'"{table}"').replace("{column}", column)
