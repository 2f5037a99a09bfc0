"""What a format reader yields: chunks of a stream with every byte accounted for.

A row batch is a plain ``pyarrow.RecordBatch`` whose first five columns say where each row came from (design §3).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from findspot.model.span import Spans

PROVENANCE: Final = pa.schema(
    [
        pa.field("_fs_stream", pa.int32(), nullable=False),
        pa.field("_fs_offset", pa.int64(), nullable=False),
        pa.field("_fs_length", pa.int32(), nullable=False),
        pa.field("_fs_sub", pa.int32(), nullable=False),
        pa.field("_fs_how", pa.int8(), nullable=False),
    ]
)
"""The five columns that every row keeps."""

BATCH_ROWS: Final = 16_384
"""Rows in a full batch."""


def physical_name(index: int) -> str:
    """Return the physical name of the column at ``index`` (from 0): ``c001`` and so on."""
    return f"c{index + 1:03d}"


class ByteStream(Protocol):
    """Random access to the bytes of one stream."""

    @property
    def id(self) -> int:
        """Key into table ``streams``."""

    @property
    def name(self) -> str:
        """Last part of the stream's name, safe to show, with its extension."""

    @property
    def length(self) -> int:
        """Bytes in the stream."""

    def read(self, offset: int, size: int) -> bytes:
        """Return ``size`` bytes from ``offset``, fewer only at the end of the stream."""


@dataclass(frozen=True, slots=True)
class SourceColumn:
    """A column as the source names it; ``name`` is empty where the source has none."""

    name: str
    type: str = ""


@dataclass(frozen=True, slots=True)
class SourceTable:
    """A table as the source names it (empty for an unnamed one), its columns in physical order.

    A later one of the same name may have more columns at the end, never fewer or others.
    """

    name: str
    columns: tuple[SourceColumn, ...]
    has_header: bool = True


@dataclass(frozen=True, slots=True)
class TableRows:
    """Rows of one table: ``batch`` has the provenance columns, then ``c001``… as string.

    ``batch`` may have fewer value columns than the table has by now; the rest are absent. ``absent`` counts, by
    physical name, the nulls that stand for a field the record does not have.
    """

    table: str
    batch: pa.RecordBatch
    absent: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Repair:
    """One changed value: the row by its offset and sub, the physical column, both texts, and the rule."""

    offset: int
    sub: int
    column: str
    before: str
    after: str
    rule: str


@dataclass(frozen=True, slots=True)
class ByteRuns:
    """Further runs of records that lie in several pieces, in columns: the row's offset, the run's place and length.

    Bytes given here count as rows, once; a run that is shared or counted elsewhere has ``counted`` False.
    """

    row_offset: NDArray[np.int64]
    offset: NDArray[np.int64]
    length: NDArray[np.int64]
    counted: NDArray[np.bool_]

    @classmethod
    def empty(cls) -> ByteRuns:
        """Return no runs."""
        none = np.empty(0, np.int64)
        return cls(none, none, none, np.empty(0, np.bool_))

    def __len__(self) -> int:
        return len(self.offset)


@dataclass(frozen=True, slots=True)
class Chunk:
    """All that was made of the bytes from ``start`` to ``end`` of a stream.

    Rows (by their provenance columns), counted ``runs``, ``rejects``, ``structure`` and ``gaps`` cover each of these
    bytes exactly once; the ledger refuses a chunk for which that is not so. Chunks do not overlap; bytes in no chunk
    are gaps. ``encodings`` counts rows by the encoding they were decoded with.
    """

    start: int
    end: int
    tables: tuple[SourceTable, ...] = ()
    rows: tuple[TableRows, ...] = ()
    rejects: Spans = field(default_factory=Spans.empty)
    structure: Spans = field(default_factory=Spans.empty)
    gaps: Spans = field(default_factory=Spans.empty)
    runs: ByteRuns = field(default_factory=ByteRuns.empty)
    repairs: tuple[Repair, ...] = ()
    encodings: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class ReadSettings:
    """How formats read; none of it changes what comes out, save ``max_record_bytes`` and ``max_depth``.

    Attributes:
        workers: Threads that build columns beside the one that scans.
        window_bytes: Bytes looked at in one go, at least 64 KiB.
        max_record_bytes: A longer record is a reject.
        max_depth: Nesting of JSON beyond which a record is a reject.
    """

    workers: int = 2
    window_bytes: int = 4 << 20
    max_record_bytes: int = 16 << 20
    max_depth: int = 200


def provenance_arrays(
    stream: int, offset: NDArray[np.int64], length: NDArray[np.int64], how: NDArray[np.int8]
) -> list[pa.Array]:
    """Return the five provenance columns of rows that each start at a place of their own (``_fs_sub`` 0)."""
    count = len(offset)
    return [
        pa.array(np.full(count, stream, np.int32)),
        pa.array(offset, pa.int64()),
        pa.array(length.astype(np.int32)),
        pa.array(np.zeros(count, np.int32)),
        pa.array(how, pa.int8()),
    ]
