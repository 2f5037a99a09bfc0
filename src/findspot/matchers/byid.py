"""MAT-ID: one valid identity number, one person."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from findspot.model.profile import ColumnProfile, TableProfile
from findspot.text.identifiers import canonical_resident_ids, read_resident_ids
from findspot.text.lookups import only_where


class ById:
    """Rows with the same valid identity number; the forms of 15 and 18 digits of one number count as the same."""

    code = "MAT-ID"
    meanings: Sequence[str] = ("cn-resident-id",)

    def columns(self, table: TableProfile) -> Sequence[ColumnProfile]:
        """Return the column with most valid numbers, if there is one."""
        found = table.with_meaning(*self.meanings)
        return [max(found, key=lambda c: c.fill * c.valid)] if found else []

    def key(self, batch: pa.RecordBatch, columns: Sequence[ColumnProfile]) -> pa.StringArray:
        """Return the number in its canonical form, null where it is not valid."""
        ids = read_resident_ids(batch.column(columns[0].name))
        return only_where(canonical_resident_ids(ids), ids.valid)
