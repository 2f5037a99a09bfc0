"""Cases with sealed tables of made-up values, for the tests of the stages behind recovery."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa

from findspot.model.batch import PROVENANCE, physical_name
from findspot.model.tables import COLUMNS, HOLES, LEDGER, TABLES
from findspot.store import Case, TableWriter, create_case

RECORD_BYTES = 100


@dataclass(frozen=True)
class SourceRows:
    """A table as recover leaves it: columns by header, how each row was read, and the bytes lost beside them."""

    columns: Mapping[str, Sequence[str | None]]
    how: Sequence[int] = ()
    gaps: int = 0
    rejects: int = 0
    record_p5: int = RECORD_BYTES
    hole: bool = False
    parts: int = 1
    absent: Mapping[str, int] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        return len(next(iter(self.columns.values())))


def make_case(folder: Path, tables: Mapping[str, SourceRows]) -> Case:
    """Return a case after recover: each table from a stream of its own."""
    case = create_case(folder / "case")
    put_tables(case, tables)
    return case


def put_tables(case: Case, tables: Mapping[str, SourceRows]) -> None:
    """Put the tables into the case, with what recover notes of them."""
    for stream, (name, source) in enumerate(tables.items()):
        seal(case, name, source, stream)
    items = list(enumerate(tables.items()))
    case.write_meta(
        COLUMNS, pa.Table.from_pylist([r for n, t in tables.items() for r in _columns(n, t)], COLUMNS.schema)
    )
    named = [{"name": n, "stream": i, "source": n, "rows": t.rows} for i, (n, t) in items]
    case.write_meta(TABLES, pa.Table.from_pylist(named, TABLES.schema))
    case.write_meta(LEDGER, pa.Table.from_pylist([_account(i, t) for i, (_, t) in items], LEDGER.schema))
    holes = [{"stream": i, "offset": 5, "reason": "damaged"} for i, (_, t) in items if t.hole]
    case.write_meta(HOLES, pa.Table.from_pylist(holes, HOLES.schema))


def seal(case: Case, name: str, source: SourceRows, stream: int = 0) -> None:
    """Write a sealed table in as many parts as it says."""
    names = [physical_name(i) for i in range(len(source.columns))]
    schema = pa.schema([*PROVENANCE, *((n, pa.string()) for n in names)])
    count = source.rows
    places = [
        pa.array(np.full(count, stream, np.int32)),
        pa.array(np.arange(count, dtype=np.int64) * RECORD_BYTES),
        pa.array(np.full(count, RECORD_BYTES, np.int32)),
        pa.array(np.zeros(count, np.int32)),
        pa.array(np.array(source.how or [0] * count, np.int8)),
    ]
    values = [pa.array(list(column), pa.string()) for column in source.columns.values()]
    table = pa.Table.from_arrays([*places, *values], schema=schema)
    folder = case.partial("test")
    files = []
    step = -(-count // source.parts) or 1
    for part in range(source.parts):
        files.append(folder / f"{stream:06d}-{part:04d}.parquet")
        with TableWriter(files[-1], schema, case.keys.sealing) as writer:
            for batch in table.slice(part * step, step).to_batches():
                writer.write(batch)
    case.sealed.adopt(name, files)
    case.clear_partial("test")


def _columns(name: str, source: SourceRows) -> list[dict[str, object]]:
    return [
        {"table": name, "name": physical_name(i), "source": h, "type": "", "absent": source.absent.get(h, 0)}
        for i, h in enumerate(source.columns)
    ]


def _account(stream: int, source: SourceRows) -> dict[str, object]:
    numbers = {field.name: 0 for field in LEDGER.schema}
    return numbers | {
        "stream": stream,
        "format": "FMT-CSV",
        "encoding": "utf-8",
        "rows": source.rows,
        "bytes_rows": source.rows * RECORD_BYTES,
        "bytes_rejects": source.rejects,
        "bytes_gaps": source.gaps,
        "record_p5": source.record_p5,
    }


def people(rows: int, seed: int = 1) -> dict[str, list[str | None]]:
    """Return columns of made-up people by header."""
    from findspot.testing.people import make_people

    table = make_people(rows, seed)
    return {name: table.column(name).to_pylist() for name in table.column_names}
