"""The index of records: where each row of each table came to lie, written as the bytes are."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final, Literal

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from findspot.testing.twins.encoding import join, joined, sizes_of

RecordKind = Literal["row", "cut", "odd", "header"]
"""A whole record; one of which only a part is there; one whose bytes say something else than the cells (an unquoted
comma); a repeated header row."""

KINDS: Final[tuple[RecordKind, ...]] = ("row", "cut", "odd", "header")

_NAMES: Final = pa.dictionary(pa.int32(), pa.string())
SCHEMA: Final = pa.schema(
    [
        ("file", _NAMES),
        ("stream", _NAMES),
        ("table", _NAMES),
        ("kind", _NAMES),
        ("row", pa.int64()),
        ("entity", pa.int64()),
        ("offset", pa.int64()),
        ("length", pa.int32()),
    ]
)
"""Columns of ``truth/records.parquet``; ``row`` and ``entity`` are -1 where there is none."""


@dataclass(frozen=True, slots=True)
class Places:
    """Records in a stream: their row numbers, entities and byte ranges; kinds where not all are rows."""

    table: str
    row: NDArray[np.int64]
    entity: NDArray[np.int64]
    offset: NDArray[np.int64]
    length: NDArray[np.int64]
    kind: NDArray[np.int64] | None = None


@dataclass(frozen=True, slots=True)
class Records:
    """Records about to be written: the bytes of each, its row number and entity; kinds where not all are rows."""

    table: str
    pieces: pa.Array
    row: NDArray[np.int64]
    entity: NDArray[np.int64]
    kind: NDArray[np.int64] | None = None


class RecordIndex:
    """Writes ``records.parquet``, a row group for each call."""

    def __init__(self, path: Path) -> None:
        self._writer = pq.ParquetWriter(path, SCHEMA, compression="zstd", compression_level=1)

    def add(self, file: str, stream: str, places: Places) -> None:
        """Append the records of one table in one stream."""
        count = len(places.row)
        kinds = places.kind if places.kind is not None else np.zeros(count, np.int64)
        columns = [
            _constant(file, count),
            _constant(stream, count),
            _constant(places.table, count),
            pa.DictionaryArray.from_arrays(pa.array(kinds, pa.int32()), pa.array(KINDS)),
            places.row,
            places.entity,
            places.offset,
            pa.array(places.length, pa.int32()),
        ]
        self._writer.write_table(pa.table(columns, schema=SCHEMA))

    def close(self) -> None:
        """Write the end of the file."""
        self._writer.close()


def kind_code(kind: RecordKind) -> int:
    """Return the number of a kind in ``Places.kind``."""
    return KINDS.index(kind)


def _constant(text: str, count: int) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(np.zeros(count, np.int32)), pa.array([text]))


@dataclass(slots=True)
class StreamInfo:
    """One payload stream: the file it is in, the members' names from outside in, and how to read it."""

    file: str
    stream: str
    format: str
    encoding: str
    options: dict[str, Any] = field(default_factory=dict)
    length: int = 0
    records: dict[str, int] = field(default_factory=dict)


class StreamWriter:
    """Writes a payload and the index of its records; every byte goes through it, so it knows the offsets."""

    def __init__(self, info: StreamInfo, index: RecordIndex, sink: IO[bytes] | None) -> None:
        self.info = info
        self._index = index
        self._sink = sink

    @property
    def length(self) -> int:
        """Bytes written so far."""
        return self.info.length

    def write(self, data: bytes) -> None:
        """Write bytes that are no record."""
        assert self._sink is not None, "this stream is written by somebody else"
        self._sink.write(data)
        self.info.length += len(data)

    def write_records(self, records: Records, *, before: pa.Array | None = None) -> None:
        """Write records, each behind what stands before it."""
        length = sizes_of(records.pieces)
        gap = np.zeros(len(length), np.int64)
        body = records.pieces
        if before is not None:
            gap = sizes_of(before)
            body = join(before, records.pieces)
        offset = self.info.length + np.cumsum(gap + length) - length
        self.write(joined(body))
        self.place_records(Places(records.table, records.row, records.entity, offset, length, records.kind))

    def place_records(self, places: Places, *, length: int | None = None) -> None:
        """Enter records that lie in the stream already; ``length`` is that of the whole stream then."""
        self._index.add(self.info.file, self.info.stream, places)
        self.info.records[places.table] = self.info.records.get(places.table, 0) + len(places.row)
        if length is not None:
            self.info.length = length
