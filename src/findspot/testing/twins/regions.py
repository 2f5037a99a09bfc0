"""The invented region table of the twins: codes under 97, a province number that was never given.

GB/T 2260 has no province 97. The table has the shape of the real one (codes come and go, counties become districts),
so that checks on the time a code was in force can be tested; it extends the real table, which has no such code.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from findspot.testing.tables import read_table
from findspot.testing.twins.draws import Flags, Indices

CODES_SINCE: Final = 1984
"""Nobody has an id with a code of before: the system was new then."""
ISSUED_WITHIN: Final = 8
"""Years after birth, or after the beginning of the system, within which a code is given."""
HOME: Final = 9701
"""The city whose register is made up."""

_NO_END: Final = 9999


@dataclass(frozen=True, slots=True)
class Regions:
    """County codes with their names and the years they were in force; ``home`` are those of the register's city."""

    code: Indices
    since: Indices
    until: Indices
    home: Flags
    province: str
    prefecture: pa.Array
    county: pa.Array

    def in_force(self, year: int) -> Flags:
        """Return which codes were in force in a year."""
        return np.asarray((self.since <= year) & (year < self.until))

    def draw(self, random: np.random.Generator, born_year: Indices, at_home: Flags) -> Indices:
        """Return a region for each year of birth, in force when the id was given, of the city or from elsewhere."""
        issued = np.maximum(born_year, CODES_SINCE) + random.integers(0, ISSUED_WITHIN + 1, len(born_year))
        luck = random.random(len(born_year))
        drawn = np.zeros(len(born_year), np.int64)
        for year in np.unique(issued).tolist():
            for home in (True, False):
                mine = np.flatnonzero((issued == year) & (at_home == home))
                pool = np.flatnonzero(self.in_force(year) & (self.home == home))
                # Squared, so that some regions are much more common than others.
                drawn[mine] = pool[(luck[mine] ** 2 * len(pool)).astype(np.int64)]
        return drawn


@cache
def load_regions() -> Regions:
    """Return the county codes of the invented table, in the order of the codes."""
    rows = read_table("regions")
    names = {row["code"]: row["name"] for row in rows}
    counties = [row for row in rows if not row["code"].endswith("00")]
    code = np.array([int(row["code"]) for row in counties], np.int64)
    return Regions(
        code=code,
        since=np.array([int(row["from"]) for row in counties], np.int64),
        until=np.array([int(row["to"] or _NO_END) for row in counties], np.int64),
        home=code // 100 == HOME,
        province=names["970000"],
        prefecture=pa.array([names[row["code"][:4] + "00"] for row in counties]),
        county=pa.array([row["name"] for row in counties]),
    )


@cache
def phone_prefixes(year: int) -> NDArray[np.int64]:
    """Return the invented mobile prefixes that were handed out by a year."""
    rows = read_table("phones")
    return np.array([int(r["prefix"]) for r in rows if r["kind"] == "mobile" and int(r["from"]) <= year], np.int64)
