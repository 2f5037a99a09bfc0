"""Where the chunks of one stream are put while it is read: encrypted parts in the stage's private folder.

Everything is finished before the mark ``done`` is written, so that a killed run either finds a whole deposit or none.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa

from findspot.model import tables
from findspot.model.batch import BATCH_ROWS, PROVENANCE, Chunk, SourceTable, TableRows, physical_name
from findspot.model.span import GapReason, RejectCode, Spans, StructureKind
from findspot.model.tables import TableSpec
from findspot.recovery.fitting import classify_columns
from findspot.store import TableWriter

DONE: Final = "done"
"""Name of the file that marks a finished deposit."""


def schema_for(columns: int) -> pa.Schema:
    """Return the schema of a recovered table with so many columns."""
    return pa.schema([*PROVENANCE, *(pa.field(physical_name(i), pa.string()) for i in range(columns))])


class TableDeposit:
    """The parts of one table of one stream; a new part begins whenever columns are added."""

    def __init__(self, folder: Path, stream: int, key: bytes) -> None:
        self._folder = folder
        self._stream = stream
        self._key = key
        self._part = 0
        self._writer: TableWriter | None = None
        self._width = -1
        self.rows = 0
        self.types = ""
        self.absent: Counter[str] = Counter()
        self.source = SourceTable("", ())

    def declare(self, source: SourceTable) -> None:
        """Take the columns as the source names them, so far."""
        self.source = source

    def write(self, rows: TableRows) -> None:
        """Append a batch."""
        batch = rows.batch
        width = max(len(self.source.columns), batch.num_columns - len(PROVENANCE))
        if self._writer is None or width > self._width:
            self._open(width)
        assert self._writer is not None
        if not self.rows:
            self.types = classify_columns(batch.slice(0, 1_000))
        missing = width - (batch.num_columns - len(PROVENANCE))
        nulls = [pa.nulls(batch.num_rows, pa.string())] * missing
        if missing:
            self.absent.update({physical_name(i): batch.num_rows for i in range(width - missing, width)})
        self._writer.write(pa.RecordBatch.from_arrays([*batch.columns, *nulls], schema=schema_for(width)))
        self.rows += batch.num_rows
        self.absent.update(rows.absent)

    def close(self) -> None:
        """Finish the last part; a table without rows still gets one, so that its columns are known."""
        if self._writer is None:
            self._open(len(self.source.columns))
        assert self._writer is not None
        self._writer.close()

    def _open(self, width: int) -> None:
        if self._writer is not None:
            self._writer.close()
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.absent.update({physical_name(i): self.rows for i in range(max(self._width, 0), width) if self.rows})
        path = self._folder / f"{self._stream:06d}-{self._part:04d}.parquet"
        self._writer = TableWriter(path, schema_for(width), self._key)
        self._part += 1
        self._width = width


class SpecDeposit:
    """Rows of one of the system's own tables, gathered and written in batches."""

    def __init__(self, path: Path, spec: TableSpec, key: bytes) -> None:
        self._writer = TableWriter(path, spec.schema, key)
        self._spec = spec
        self._held: list[dict[str, Any]] = []

    def add(self, row: Mapping[str, Any]) -> None:
        """Append one row."""
        self._held.append(dict(row))
        if len(self._held) >= BATCH_ROWS:
            self._flush()

    def close(self) -> None:
        """Write what is held and finish the file."""
        self._flush()
        self._writer.close()

    def _flush(self) -> None:
        if self._held:
            self._writer.write(pa.RecordBatch.from_pylist(self._held, schema=self._spec.schema))
            self._held = []


FOUND_TABLES: Final = TableSpec(
    "found_tables",
    pa.schema([("place", pa.string()), ("source", pa.string()), ("has_header", pa.bool_()), ("rows", pa.int64())]),
    "Tables of one stream before they are named; ``place`` is their folder in the deposit.",
)
FOUND_COLUMNS: Final = TableSpec(
    "found_columns",
    pa.schema(
        [
            ("place", pa.string()),
            ("source", pa.string()),
            ("type", pa.string()),
            ("shape", pa.string()),
            ("absent", pa.int64()),
        ]
    ),
    "Their columns in physical order; ``shape`` as ``fitting`` gives it.",
)
_BETWEEN_ROWS: Final = (StructureKind.SEPARATOR, StructureKind.ROW_PREFIX)
_PER_CHUNK: Final = (tables.REJECTS, tables.STRUCTURE, tables.GAPS, tables.BYTE_RUNS, tables.REPAIRS)


class StreamDeposit:
    """Everything recovered from one stream, under ``folder``."""

    def __init__(self, folder: Path, stream: int, key: bytes, hash_at: Callable[[int, int], str]) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True, mode=0o700)
        self.folder = folder
        self._stream = stream
        self._key = key
        self._hash_at = hash_at
        self._tables: dict[str, TableDeposit] = {}
        self._specs = {s.name: SpecDeposit(folder / f"{s.name}.parquet", s, key) for s in _PER_CHUNK}

    def add_chunk(self, chunk: Chunk) -> None:
        """Put away what a chunk holds, save its gaps: those are known only after salvage."""
        for source in chunk.tables:
            self._table(source.name).declare(source)
        for rows in chunk.rows:
            self._table(rows.table).write(rows)
        self._add_rejects(chunk.rejects)
        named = ~np.isin(chunk.structure.code, _BETWEEN_ROWS)
        kept = Spans(chunk.structure.offset[named], chunk.structure.length[named], chunk.structure.code[named])
        self._add_spans(tables.STRUCTURE, kept, "kind", StructureKind)
        self._add_runs(chunk)
        self._add_repairs(chunk)

    def add_gaps(self, gaps: Spans) -> None:
        """Put away ranges that nothing claims."""
        self._add_spans(tables.GAPS, gaps, "reason", GapReason)

    def finish(self, summary: Mapping[TableSpec, list[dict[str, Any]]]) -> None:
        """Write the summary tables, then the mark that all is there."""
        for deposit in self._tables.values():
            deposit.close()
        for held in self._specs.values():
            held.close()
        for spec, rows in {**summary, **self._describe_tables()}.items():
            written = SpecDeposit(self.folder / f"{spec.name}.parquet", spec, self._key)
            for row in rows:
                written.add(row)
            written.close()
        (self.folder / DONE).touch(mode=0o600)

    def _describe_tables(self) -> dict[TableSpec, list[dict[str, Any]]]:
        found: list[dict[str, Any]] = []
        columns: list[dict[str, Any]] = []
        for place, held in enumerate(self._tables.values()):
            source = held.source
            row = {"place": f"t{place}", "source": source.name, "has_header": source.has_header, "rows": held.rows}
            found.append(row)
            shapes = held.types.ljust(len(source.columns), "?")
            columns.extend(
                {
                    "place": f"t{place}",
                    "source": column.name,
                    "type": column.type,
                    "shape": shapes[i],
                    "absent": held.absent[physical_name(i)],
                }
                for i, column in enumerate(source.columns)
            )
        return {FOUND_TABLES: found, FOUND_COLUMNS: columns}

    def _table(self, name: str) -> TableDeposit:
        if name not in self._tables:
            self._tables[name] = TableDeposit(self.folder / f"t{len(self._tables)}", self._stream, self._key)
        return self._tables[name]

    def _add_rejects(self, spans: Spans) -> None:
        for offset, length, code in zip(spans.offset.tolist(), spans.length.tolist(), spans.code.tolist(), strict=True):
            self._specs[tables.REJECTS.name].add(
                {
                    "stream": self._stream,
                    "offset": offset,
                    "length": length,
                    "code": RejectCode(code).name,
                    "hash": self._hash_at(offset, length),
                }
            )

    def _add_spans(
        self, spec: TableSpec, spans: Spans, field: str, codes: type[StructureKind] | type[GapReason]
    ) -> None:
        for offset, length, code in zip(spans.offset.tolist(), spans.length.tolist(), spans.code.tolist(), strict=True):
            row = {"stream": self._stream, "offset": offset, "length": length, field: codes(code).name}
            self._specs[spec.name].add(row)

    def _add_runs(self, chunk: Chunk) -> None:
        runs = chunk.runs
        for row, offset, length, counted in zip(
            runs.row_offset.tolist(), runs.offset.tolist(), runs.length.tolist(), runs.counted.tolist(), strict=True
        ):
            self._specs[tables.BYTE_RUNS.name].add(
                {
                    "stream": self._stream,
                    "row_offset": row,
                    "run_stream": self._stream,
                    "offset": offset,
                    "length": length,
                    "counted": counted,
                }
            )

    def _add_repairs(self, chunk: Chunk) -> None:
        for repair in chunk.repairs:
            self._specs[tables.REPAIRS.name].add(
                {
                    "stream": self._stream,
                    "offset": repair.offset,
                    "sub": repair.sub,
                    "column": repair.column,
                    "before": repair.before,
                    "after": repair.after,
                    "rule": repair.rule,
                }
            )
