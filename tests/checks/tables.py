"""Tables as checks and matchers are given them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pyarrow as pa

from findspot.model.batch import physical_name
from findspot.model.profile import ColumnProfile, TableProfile
from findspot.model.tables import Privacy

Columns = Mapping[str, Sequence[str | None]]


def describe(columns: Columns, *, sources: Sequence[str] = ()) -> TableProfile:
    """Return the profile of a table whose columns are named by their meanings (``#2`` and so on left out)."""
    rows = len(next(iter(columns.values())))
    described = tuple(
        ColumnProfile(
            name=physical_name(i),
            source=sources[i] if sources else meaning,
            meaning=meaning.partition("#")[0],
            confidence=1.0,
            privacy=Privacy.DIRECT,
            type="text",
            fill=1.0,
            valid=1.0 / (i + 1),
            distinct=rows,
        )
        for i, meaning in enumerate(columns)
    )
    return TableProfile("members", rows, described)


def batches(columns: Columns, size: int = 2) -> Iterator[pa.RecordBatch]:
    """Yield the rows by physical name."""
    arrays = {physical_name(i): pa.array(list(values), pa.string()) for i, values in enumerate(columns.values())}
    table = pa.table(arrays)
    yield from table.to_batches(max_chunksize=size)
