"""Builds row batches from the records of a window's pages."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from findspot.formats.sqlite.database import Database, Role
from findspot.formats.sqlite.foreign import settle_encodings
from findspot.formats.sqlite.payloads import Payloads, gather_payloads
from findspot.formats.sqlite.scan import END, PAGE, ROWID, START, PageScan, Window
from findspot.formats.sqlite.schema import TableEntry
from findspot.formats.sqlite.values import LONE_SURROGATE, DecodingNotes, StoredColumn, build_column, count_absent
from findspot.model.batch import BATCH_ROWS, PROVENANCE, Repair, TableRows, physical_name, provenance_arrays
from findspot.model.span import How
from findspot.text.kernels import sqlite as kernels

_MOST_FIELDS: Final = 1 << 21
"""Fields of a batch: bounds memory for tables of thousands of columns."""


@dataclass(slots=True)
class WindowRows:
    """Row batches of a window, with the repairs made in them and their rows counted by encoding."""

    batches: list[TableRows] = field(default_factory=list)
    repairs: list[Repair] = field(default_factory=list)
    encodings: Counter[str] = field(default_factory=Counter)


def build_rows(database: Database, window: Window, scan: PageScan, tables: list[TableEntry]) -> WindowRows:
    """Return the rows of every table that has some in the window, by place."""
    result = WindowRows()
    numbers = scan.numbers[scan.cells[:, PAGE]]
    is_row = scan.is_accepted & (database.role[numbers] == Role.ROWS)
    owner = database.owner[numbers]
    for table in np.unique(owner[is_row]).tolist():
        chosen = np.flatnonzero(is_row & (owner == table))
        step = min(BATCH_ROWS, max(1, _MOST_FIELDS // len(tables[table].shape.columns)))
        for at in range(0, len(chosen), step):
            part = chosen[at : at + step]
            how = np.where(scan.is_ordered[part], How.READ, How.SALVAGED).astype(np.int8)
            _add_batch(result, database, window, tables[table], scan.cells[part], how)
    return result


def _add_batch(
    result: WindowRows,
    database: Database,
    window: Window,
    table: TableEntry,
    cells: NDArray[np.int64],
    how: NDArray[np.int8],
) -> None:
    payloads = gather_payloads(database, window, cells)
    notes = DecodingNotes()
    stored = _stored_columns(payloads, table, database.header.encoding, cells[:, PAGE], notes)
    offset = cells[:, START] + window.offset
    arrays, absent = [], {}
    for i, column in enumerate(stored):
        if i == table.shape.rowid_column:
            arrays.append(pa.array(cells[:, ROWID]).cast(pa.string()))
            continue
        arrays.append(build_column(column, notes))
        missing = count_absent(column)
        if missing:
            absent[physical_name(i)] = missing
        result.repairs += [
            Repair(int(offset[row]), 0, physical_name(i), before, after, LONE_SURROGATE)
            for row, before, after in notes.changed
        ]
        notes.changed.clear()
    _mark_rows(how, stored, payloads, notes)
    result.encodings.update(notes.foreign.values())
    result.encodings[database.header.encoding] += len(cells) - len(notes.foreign)
    provenance = provenance_arrays(database.stream.id, offset, cells[:, END] - cells[:, START], how)
    names = [*PROVENANCE.names, *(physical_name(i) for i in range(len(arrays)))]
    schema = pa.schema([*PROVENANCE, *(pa.field(n, pa.string()) for n in names[len(PROVENANCE) :])])
    result.batches.append(
        TableRows(table.name, pa.RecordBatch.from_arrays([*provenance, *arrays], schema=schema), absent)
    )


def _stored_columns(
    payloads: Payloads, table: TableEntry, encoding: str, page: NDArray[np.int64], notes: DecodingNotes
) -> list[StoredColumn]:
    shape = (len(payloads.start), len(table.shape.columns))
    kind = np.empty(shape, np.int8)
    first, last = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    kernels.parse_records(payloads.data, payloads.start, payloads.end, kind, first, last)
    if encoding == "utf-8":
        notes.foreign = settle_encodings(payloads.data, kind, first, last, page)
    pairs = zip(table.shape.columns, table.shape.order, strict=True)
    return [
        StoredColumn(column, payloads.data, encoding, kind[:, f], np.ascontiguousarray(first[:, f]), last[:, f])
        for column, f in pairs
    ]


def _mark_rows(how: NDArray[np.int8], stored: list[StoredColumn], payloads: Payloads, notes: DecodingNotes) -> None:
    """Flag the rows that something speaks against; missing bytes weigh more than an odd place or encoding."""
    how[list(notes.foreign)] = How.SALVAGED
    how[list(notes.broken)] = How.PARTIAL
    how[~payloads.is_whole] = How.PARTIAL
    for column in stored:
        how[column.kind == kernels.KIND_LOST] = How.PARTIAL
