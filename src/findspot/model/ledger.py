"""The first law, kept: each byte of a stream is in exactly one class (contracts §1).

Chunks are checked as they come and then only summed, so that memory does not grow with the stream.
"""

from __future__ import annotations

import bisect
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from findspot.errors import FindspotError
from findspot.model.batch import Chunk
from findspot.model.span import ByteClass, GapReason, Spans

MAP_SLICES: Final = 1_024
"""Slices of a damage map, at most."""

MAP_LAYERS: Final = ("read", "repaired", "flagged", "rejects", "structure", "child", "gaps")
"""What a damage map tells apart, in the order of its columns."""

_LAYER_OF_HOW: Final = np.array([0, 1, 2, 2, 2])
_LAYER_OF_CLASS: Final = {ByteClass.REJECT: 3, ByteClass.STRUCTURE: 4, ByteClass.CHILD: 5, ByteClass.GAP: 6}
_LENGTH_BINS: Final = 4_096


class LedgerBroken(FindspotError):
    """A reader's claims overlap, leave bytes out or reach outside: a mistake in the reader, not in the data."""


@dataclass(slots=True)
class DamageMap:
    """Bytes of each layer in equal slices of a stream: ``counts`` is slices × ``MAP_LAYERS``, int64."""

    length: int
    counts: NDArray[np.int64] = field(init=False)
    edges: NDArray[np.int64] = field(init=False)

    def __post_init__(self) -> None:
        slices = max(1, min(MAP_SLICES, self.length))
        self.edges = np.arange(slices + 1, dtype=np.int64) * self.length // slices
        self.counts = np.zeros((slices, len(MAP_LAYERS)), np.int64)

    def add(
        self, offset: NDArray[np.int64], length: NDArray[np.int64], layer: NDArray[np.int64] | int, *, sign: int = 1
    ) -> None:
        """Count the bytes of the ranges in their slices, or take them back with ``sign`` -1."""
        if not len(offset):
            return
        layers = np.broadcast_to(np.asarray(layer, np.int64), offset.shape)
        first = np.searchsorted(self.edges, offset, "right") - 1
        last = np.searchsorted(self.edges, offset + length - 1, "right") - 1
        inside = first == last
        cells = first[inside] * len(MAP_LAYERS) + layers[inside]
        added = np.bincount(cells, weights=length[inside], minlength=self.counts.size)
        self.counts += sign * added.astype(np.int64).reshape(self.counts.shape)
        for i in np.flatnonzero(~inside):
            low, high = int(first[i]), int(last[i])
            cut = np.clip(self.edges[low : high + 2], offset[i], offset[i] + length[i])
            self.counts[low : high + 1, layers[i]] += sign * np.diff(cut)


@dataclass(slots=True)
class StreamLedger:
    """The running account of one stream.

    Attributes:
        stream: Key into ``streams``.
        length: Bytes of the stream.
    """

    stream: int
    length: int
    rows: int = 0
    flagged: int = 0
    rejects: int = 0
    by_class: dict[ByteClass, int] = field(default_factory=lambda: dict.fromkeys(ByteClass, 0))
    encodings: Counter[str] = field(default_factory=Counter)
    map: DamageMap = field(init=False)
    _claims: list[tuple[int, int]] = field(default_factory=list)
    _row_lengths: NDArray[np.int64] = field(default_factory=lambda: np.zeros(_LENGTH_BINS, np.int64))

    def __post_init__(self) -> None:
        self.map = DamageMap(self.length)

    def add_chunk(self, chunk: Chunk) -> None:
        """Check that the chunk accounts for each of its bytes once, and add it up.

        Raises:
            LedgerBroken: If bytes are claimed twice or not at all, or the chunk overlaps another.
        """
        spans = _ChunkRows(chunk)
        _check_cover(self.stream, chunk, spans)
        self._claim(chunk.start, chunk.end)
        self._account(chunk, spans)

    def _account(self, chunk: Chunk, spans: _ChunkRows) -> None:
        self.rows += sum(t.batch.num_rows for t in chunk.rows)
        self.flagged += int(np.count_nonzero(spans.how))
        self.rejects += len(chunk.rejects)
        self.encodings.update(chunk.encodings)
        self.by_class[ByteClass.ROW] += int(spans.length.sum()) + int(spans.run_length.sum())
        self._row_lengths += np.bincount(np.minimum(spans.length, _LENGTH_BINS - 1), minlength=_LENGTH_BINS)
        self.map.add(spans.offset, spans.length, _LAYER_OF_HOW[spans.how])
        self.map.add(spans.run_offset, spans.run_length, layer=0)
        self._add_spans(ByteClass.REJECT, chunk.rejects)
        self._add_spans(ByteClass.STRUCTURE, chunk.structure)
        self._add_spans(ByteClass.GAP, chunk.gaps)

    def add_container(self, child: Spans, structure: Spans) -> None:
        """Add the bytes that an opener took: those opened into other streams, and its own structure."""
        for kind, spans in ((ByteClass.CHILD, child), (ByteClass.STRUCTURE, structure)):
            for start, size in zip(spans.offset.tolist(), spans.length.tolist(), strict=True):
                self._claim(start, start + size)
            self._add_spans(kind, spans)

    def add_salvaged(self, chunk: Chunk, gaps: Spans) -> None:
        """Add a chunk made of bytes that ``close`` counted as gaps, all inside one of ``gaps``.

        Raises:
            LedgerBroken: If it reaches outside, or bytes are claimed twice or not at all.
        """
        inside = (gaps.offset <= chunk.start) & (gaps.offset + gaps.length >= chunk.end)
        if not inside.any():
            raise LedgerBroken("A reader salvaged outside the gaps.", where=_place(self.stream, chunk.start, chunk.end))
        spans = _ChunkRows(chunk)
        _check_cover(self.stream, chunk, spans)
        gap = Spans.of([(chunk.start, chunk.end - chunk.start, 0)])
        self.by_class[ByteClass.GAP] -= gap.total
        self.map.add(gap.offset, gap.length, _LAYER_OF_CLASS[ByteClass.GAP], sign=-1)
        self._account(chunk, spans)

    def close(self) -> Spans:
        """Count what nobody claimed as gaps and return those ranges."""
        position, unclaimed = 0, []
        for start, end in self._claims:
            if start > position:
                unclaimed.append((position, start - position, int(GapReason.UNCLAIMED)))
            position = end
        if position < self.length:
            unclaimed.append((position, self.length - position, int(GapReason.UNCLAIMED)))
        gaps = Spans.of(unclaimed)
        self._add_spans(ByteClass.GAP, gaps)
        return gaps

    @property
    def record_p5(self) -> int:
        """The 5th percentile of record lengths, 0 without rows (contracts §8)."""
        total = int(self._row_lengths.sum())
        if not total:
            return 0
        return int(np.searchsorted(np.cumsum(self._row_lengths), total * 0.05, "left"))

    @property
    def encoding(self) -> str:
        """Names of the encodings rows were decoded with, most frequent first."""
        return ", ".join(name for name, _ in sorted(self.encodings.items(), key=lambda e: (-e[1], e[0])))

    def _add_spans(self, kind: ByteClass, spans: Spans) -> None:
        self.by_class[kind] += spans.total
        self.map.add(spans.offset, spans.length, _LAYER_OF_CLASS[kind])

    def _claim(self, start: int, end: int) -> None:
        if end <= start:
            return
        place = bisect.bisect_left(self._claims, (start, end))
        before = self._claims[place - 1] if place else (0, 0)
        after = self._claims[place] if place < len(self._claims) else (self.length, self.length)
        if before[1] > start or after[0] < end:
            raise LedgerBroken(
                "A reader claims bytes twice or outside the stream.", where=_place(self.stream, start, end)
            )
        if place and before[1] == start:
            self._claims[place - 1] = (before[0], end)
        else:
            self._claims.insert(place, (start, end))


class _ChunkRows:
    """Places of a chunk's rows, once for each (``_fs_sub`` 0), how each was obtained, and the counted further runs."""

    def __init__(self, chunk: Chunk) -> None:
        held: list[list[NDArray[np.int64]]] = [[], [], []]
        for table in chunk.rows:
            columns = [table.batch.column(i).to_numpy(zero_copy_only=False) for i in range(5)]
            first = columns[3] == 0
            for values, index in zip(held, (1, 2, 4), strict=True):
                values.append(columns[index][first].astype(np.int64))
        self.offset, self.length, self.how = (np.concatenate(v) if v else np.empty(0, np.int64) for v in held)
        self.run_offset = chunk.runs.offset[chunk.runs.counted]
        self.run_length = chunk.runs.length[chunk.runs.counted]


def _place(stream: int, start: int, end: int) -> str:
    return f"stream {stream}, byte {start} to {end}"


def _check_cover(stream: int, chunk: Chunk, rows: _ChunkRows) -> None:
    others = (chunk.rejects, chunk.structure, chunk.gaps)
    offset = np.concatenate([rows.offset, rows.run_offset, *(s.offset for s in others)])
    length = np.concatenate([rows.length, rows.run_length, *(s.length for s in others)])
    order = np.argsort(offset, kind="stable")
    offset, length = offset[order], length[order]
    ends = offset + length
    if len(offset):
        exact = offset[0] == chunk.start and ends[-1] == chunk.end and bool((offset[1:] == ends[:-1]).all())
    else:
        exact = chunk.start == chunk.end
    if not exact or bool((length <= 0).any()):
        raise LedgerBroken(
            "A reader left bytes out or claimed some twice.",
            where=_place(stream, chunk.start, chunk.end),
            advice="This is a fault of findspot: please report it with the format of the file.",
        )
