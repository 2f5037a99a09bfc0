"""MAT-NAME-BIRTH: the same name and the same day of birth, where there is no identity number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from findspot.model.profile import ColumnProfile, TableProfile
from findspot.text import data
from findspot.text.dates import iso_dates, read_dates
from findspot.text.headers import supports
from findspot.text.lookups import only_where
from findspot.text.person_names import normalise_names

_NAME: Final = "person-name"
_BIRTH: Final = "birth-date"
_BETWEEN: Final = "|"
"""Stands in no name and no date."""


class ByNameBirth:
    """Rows with the same full name and the same birth date to the day.

    About one person in eighty shares both with somebody else in a large register, so this counts too few rather than
    too many; spelling variants of one name count as two.
    """

    code = "MAT-NAME-BIRTH"
    meanings: Sequence[str] = (_NAME, _BIRTH)

    def columns(self, table: TableProfile) -> Sequence[ColumnProfile]:
        """Return the birth date, then the columns that make the name up; nothing where one of them is missing."""
        births, names = table.with_meaning(_BIRTH), table.with_meaning(_NAME)
        if not births or not names:
            return []
        parts = [c for c in names if supports(c.source, data.words("name_parts", "word"))]
        birth = max(births, key=lambda c: c.fill * c.valid)
        return [birth, *(parts if len(parts) > 1 else names[:1])]

    def key(self, batch: pa.RecordBatch, columns: Sequence[ColumnProfile]) -> pa.StringArray:
        """Return name and day, null where either is missing or the date is not to the day."""
        dates = read_dates(batch.column(columns[0].name))
        days = only_where(iso_dates(dates), dates.to_the_day)
        names = [normalise_names(batch.column(c.name)) for c in columns[1:]]
        return pc.binary_join_element_wise(*names, days, _BETWEEN)
