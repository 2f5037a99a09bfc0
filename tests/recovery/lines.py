"""A format of its own for the tests of recovery: one ``key=value`` record a line; what has no ``=`` is a reject."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from findspot.model.batch import (
    PROVENANCE,
    ByteStream,
    Chunk,
    ReadSettings,
    Repair,
    SourceColumn,
    SourceTable,
    TableRows,
    provenance_arrays,
)
from findspot.model.span import How, RejectCode, Spans, StructureKind


def make_chunk(stream: int, start: int, data: bytes, how: How = How.READ) -> Chunk:
    """Return the chunk that the lines of ``data`` make, which begin at ``start``."""
    offset, rows, rejects, blanks, repairs = start, [], [], [], []
    for line in data.splitlines(keepends=True):
        text = line.decode("latin-1").strip()
        if "=" in text:
            key, _, value = text.partition("=")
            if value.isupper():
                repairs.append(Repair(offset, 0, "c002", value, value.lower(), "lower"))
            rows.append((offset, len(line), key, value.lower()))
        elif text:
            rejects.append((offset, len(line), RejectCode.SYNTAX))
        else:
            blanks.append((offset, len(line), StructureKind.BLANK))
        offset += len(line)
    source = SourceTable("pairs", (SourceColumn("key", "text"), SourceColumn("value")))
    return Chunk(
        start,
        offset,
        tables=(source,),
        rows=(_table_rows(stream, rows, how),) if rows else (),
        rejects=Spans.of(rejects),
        structure=Spans.of(blanks),
        repairs=tuple(repairs),
        encodings={"latin-1": len(rows)} if rows else {},
    )


def _table_rows(stream: int, rows: list[tuple[int, int, str, str]], how: How) -> TableRows:
    offset, length, keys, values = zip(*rows, strict=True)
    places = np.array(offset, np.int64), np.array(length, np.int64)
    arrays = provenance_arrays(stream, *places, np.full(len(rows), how, np.int8))
    schema = pa.schema([*PROVENANCE, ("c001", pa.string()), ("c002", pa.string())])
    batch = pa.RecordBatch.from_arrays([*arrays, pa.array(keys), pa.array(values)], schema=schema)
    return TableRows("pairs", batch, {"c002": values.count("")})


class LineFormat:
    """``key=value`` lines, up to a line ``stop`` behind which only salvage reads."""

    code = "FMT-LINES"
    media_types = ("text/x-lines",)
    extensions = (".lines",)
    can_resync = True

    def detect(self, head: bytes, name: str) -> float:
        return 0.9 if b"=" in head else 0.0

    def read(self, stream: ByteStream, settings: ReadSettings) -> Iterator[Chunk]:
        data = stream.read(0, stream.length)
        end = data.find(b"stop\n")
        data = data[: end if end >= 0 else len(data)]
        half = data.find(b"\n", len(data) // 2) + 1
        for start, part in ((0, data[:half]), (half, data[half:])):
            if part:
                yield make_chunk(stream.id, start, part)

    def salvage(self, stream: ByteStream, gaps: Spans, settings: ReadSettings) -> Iterator[Chunk]:
        for offset, length in zip(gaps.offset.tolist(), gaps.length.tolist(), strict=True):
            data = stream.read(offset, length)
            skipped = len(b"stop\n") if data.startswith(b"stop\n") else 0
            if data[skipped:]:
                yield make_chunk(stream.id, offset + skipped, data[skipped:], How.SALVAGED)


class RaisingFormat(LineFormat):
    """Breaks its promise: raises after the first chunk."""

    code = "FMT-RAISING"

    def read(self, stream: ByteStream, settings: ReadSettings) -> Iterator[Chunk]:
        yield next(super().read(stream, settings))
        raise ZeroDivisionError

    def salvage(self, stream: ByteStream, gaps: Spans, settings: ReadSettings) -> Iterator[Chunk]:
        return iter(())


class OverlappingFormat(RaisingFormat):
    """Claims the same bytes twice."""

    code = "FMT-OVERLAP"

    def read(self, stream: ByteStream, settings: ReadSettings) -> Iterator[Chunk]:
        chunk = next(LineFormat.read(self, stream, settings))
        yield chunk
        yield chunk


class UnsureFormat(LineFormat):
    """Raises when asked whether it knows a stream."""

    code = "FMT-UNSURE"

    def detect(self, head: bytes, name: str) -> float:
        raise ValueError
