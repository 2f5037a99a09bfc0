"""Streams in memory and in plain files, and the law that every byte of a stream is in exactly one class."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from findspot.model.batch import PROVENANCE, Chunk
from findspot.model.span import ByteClass


@dataclass(frozen=True, slots=True)
class MemoryStream:
    """A ``ByteStream`` over bytes in memory."""

    data: bytes
    name: str = "stream.txt"
    id: int = 1

    @property
    def length(self) -> int:
        """Bytes in the stream."""
        return len(self.data)

    def read(self, offset: int, size: int) -> bytes:
        """Return ``size`` bytes from ``offset``, fewer only at the end of the stream."""
        return self.data[offset : offset + size]


@dataclass(frozen=True, slots=True)
class FileStream:
    """A ``ByteStream`` over a plain file, opened anew for each read so that threads can share it."""

    path: Path
    id: int = 1

    @property
    def name(self) -> str:
        """The file's name."""
        return self.path.name

    @property
    def length(self) -> int:
        """Bytes in the file."""
        return self.path.stat().st_size

    def read(self, offset: int, size: int) -> bytes:
        """Return ``size`` bytes from ``offset``, fewer only at the end of the file."""
        with self.path.open("rb", buffering=0) as file:
            file.seek(offset)
            return file.read(size)


def collect(chunks: Iterable[Chunk]) -> dict[str, pa.Table]:
    """Return the rows of all chunks by table, in the order yielded; columns that come late are null before.

    A table that is only declared comes with no rows. The provenance columns come first.
    """
    batches: dict[str, list[pa.Table]] = {}
    for chunk in chunks:
        for table in chunk.tables:
            batches.setdefault(table.name, [])
        for rows in chunk.rows:
            batches.setdefault(rows.table, []).append(pa.Table.from_batches([rows.batch]))
    return {
        name: pa.concat_tables(parts, promote_options="default") if parts else PROVENANCE.empty_table()
        for name, parts in batches.items()
    }


def check_partition(chunks: Iterable[Chunk], length: int) -> dict[ByteClass, int]:
    """Hold that the chunks put every byte of a stream in exactly one class, and return the bytes of each class.

    Within a chunk, rows, counted runs, rejects, structure and gaps must cover each byte once. Chunks may come in any
    order, but must not overlap; bytes in no chunk are gaps.

    Raises:
        AssertionError: Some byte is claimed twice, by none, or lies outside; the message names the place.
    """
    totals = dict.fromkeys(ByteClass, 0)
    extents = []
    for chunk in chunks:
        assert 0 <= chunk.start <= chunk.end <= length, f"chunk {chunk.start}–{chunk.end} leaves the stream of {length}"
        extents.append((chunk.start, chunk.end))
        pieces = []
        for byte_class, offset, size in _claims(chunk):
            assert (size >= 0).all(), f"negative length in {byte_class.name} of chunk {chunk.start}–{chunk.end}"
            totals[byte_class] += int(size.sum())
            pieces.append((offset[size > 0], size[size > 0]))
        _hold_exact_cover(chunk, pieces)
    extents = sorted(e for e in extents if e[1] > e[0])
    for (start, end), (following, _) in itertools.pairwise(extents):
        assert following >= end, f"chunk at {start}–{end} overlaps the one at {following}"
    totals[ByteClass.GAP] += length - sum(end - start for start, end in extents)
    return totals


def _claims(chunk: Chunk) -> Iterator[tuple[ByteClass, NDArray[np.int64], NDArray[np.int64]]]:
    for rows in chunk.rows:
        assert rows.batch.schema.names[:5] == PROVENANCE.names, f"table {rows.table} lacks the provenance columns"
        first = rows.batch.column("_fs_sub").to_numpy() == 0
        offset = rows.batch.column("_fs_offset").to_numpy()[first]
        yield ByteClass.ROW, offset, rows.batch.column("_fs_length").to_numpy()[first].astype(np.int64)
    counted = chunk.runs.counted
    yield ByteClass.ROW, chunk.runs.offset[counted], chunk.runs.length[counted]
    yield ByteClass.REJECT, chunk.rejects.offset, chunk.rejects.length
    yield ByteClass.STRUCTURE, chunk.structure.offset, chunk.structure.length
    yield ByteClass.GAP, chunk.gaps.offset, chunk.gaps.length


def _hold_exact_cover(chunk: Chunk, pieces: list[tuple[NDArray[np.int64], NDArray[np.int64]]]) -> None:
    offset = np.concatenate([p[0] for p in pieces])
    order = np.argsort(offset, kind="stable")
    starts = offset[order]
    ends = starts + np.concatenate([p[1] for p in pieces])[order]
    expected = np.concatenate([[chunk.start], ends])
    found = np.concatenate([starts, [chunk.end]])
    wrong = np.flatnonzero(expected != found)
    if len(wrong):
        at = int(wrong[0])
        kind = "claimed twice" if found[at] < expected[at] else "claimed by none"
        place = f"bytes from {min(expected[at], found[at])} to {max(expected[at], found[at])}"
        raise AssertionError(f"chunk {chunk.start}–{chunk.end}: {place} are {kind}")
