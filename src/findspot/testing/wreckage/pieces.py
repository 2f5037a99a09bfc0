"""What becomes of a run of bytes: which pieces of the old are kept and where they come to lie, and what stands between.

A stream after damage is a sequence of pieces. From them follows, for any byte range of the old stream, where it is
whole, where parts of it are, and whether anything is left of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ranges = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Edit:
    """Bytes ``start`` to ``end`` become ``data``; with ``again`` these old bytes follow once more behind it.

    ``same_meaning`` says that the data reads as what it replaces, which is exactly one record or none.
    """

    start: int
    end: int
    what: str
    data: bytes = b""
    again: tuple[int, int] | None = None
    same_meaning: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of the new stream: old bytes as they were (``data`` None), or others in the place of old ones."""

    start: int
    end: int
    at: int
    data: bytes | None = None
    what: str = ""
    same_meaning: bool = False

    @property
    def length(self) -> int:
        """Bytes in the new stream."""
        return self.end - self.start if self.data is None else len(self.data)


@dataclass(frozen=True, slots=True)
class Found:
    """Where ranges are in the new stream; ``record`` says which range each entry is about.

    ``exposed`` ranges are whole, but what marks their beginning or end is not.
    """

    record: Ranges
    offset: Ranges
    length: Ranges
    exposed: NDArray[np.bool_]


def compose(length: int, edits: Iterable[Edit]) -> list[Piece]:
    """Return the pieces of a stream of some length after edits, which must not overlap."""
    pieces: list[Piece] = []
    at = old = 0

    def add(start: int, end: int, data: bytes | None, edit: Edit | None) -> None:
        nonlocal at
        last = pieces[-1] if pieces else None
        if data is None and last is not None and last.data is None and last.end == start:
            pieces[-1] = Piece(last.start, end, last.at)
        elif start < end or data:
            what, same = (edit.what, edit.same_meaning) if edit else ("", False)
            pieces.append(Piece(start, end, at, data, what, same))
        at += end - start if data is None else len(data)

    for edit in sorted(edits, key=lambda e: (e.start, e.end)):
        assert edit.start >= old, "edits overlap"
        if edit.start > old:
            add(old, edit.start, None, None)
        if edit.again:
            add(*edit.again, None, None)
        else:
            add(edit.start, edit.end, edit.data, edit)
        old = edit.end
    if old < length:
        add(old, length, None, None)
    return pieces


def apply(data: Any, pieces: Sequence[Piece]) -> bytes:
    """Return the new bytes."""
    return b"".join(data[p.start : p.end] if p.data is None else p.data for p in pieces)


def find_whole(pieces: Sequence[Piece], offset: Ranges, length: Ranges, *, ends_open: bool) -> Found:
    """Return every place where a range is whole; ``offset`` must rise.

    Args:
        pieces: The new stream.
        offset: Where ranges begin in the old one.
        length: Their lengths.
        ends_open: Whether it takes what follows a range to tell where it ends, as with tuples.
    """
    total = max((p.end for p in pieces), default=0)
    parts: list[tuple[Ranges, Ranges, NDArray[np.bool_]]] = []
    for number, piece in enumerate(pieces):
        if piece.data is not None:
            continue
        marks = [p.same_meaning for p in (pieces[number - 1], pieces[(number + 1) % len(pieces)])]
        first = int(np.searchsorted(offset, piece.start))
        last = int(np.searchsorted(offset, piece.end))
        record = np.arange(first, last)
        record = record[offset[first:last] + length[first:last] <= piece.end]
        begins = (offset[record] == piece.start) & (piece.start > 0) & (piece.at > 0) & (not marks[0])
        ends = (offset[record] + length[record] == piece.end) & (piece.end < total) & (ends_open and not marks[1])
        parts.append((record, offset[record] - piece.start + piece.at, begins | ends))
    if not parts:
        nothing = np.empty(0, np.int64)
        return Found(nothing, nothing, nothing, np.empty(0, np.bool_))
    record, place, exposed = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Found(record, place, length[record], exposed)


def find_rewritten(pieces: Sequence[Piece], offset: Ranges) -> Found:
    """Return the ranges that were written anew with the same meaning; ``offset`` must rise."""
    anew = [p for p in pieces if p.same_meaning]
    begins = np.array([p.start for p in anew], np.int64)
    record = np.searchsorted(offset, begins)
    fits = record < len(offset)
    fits[fits] = offset[record[fits]] == begins[fits]
    place = np.array([p.at for p in anew], np.int64)
    length = np.array([p.length for p in anew], np.int64)
    return Found(record[fits], place[fits], length[fits], np.zeros(int(fits.sum()), np.bool_))


def find_rest(pieces: Sequence[Piece], offset: Ranges, length: Ranges) -> tuple[Ranges, Ranges]:
    """Return where what is left of ranges lies, from its first to its last byte; -1 and 0 where nothing is left."""
    start, end, at, size = (
        np.array([getattr(p, name) for p in pieces], np.int64) for name in ("start", "end", "at", "length")
    )
    kept = np.array([p.data is None for p in pieces], np.bool_)
    place, extent = np.full(len(offset), -1, np.int64), np.zeros(len(offset), np.int64)
    for number, (first, last) in enumerate(zip(offset.tolist(), (offset + length).tolist(), strict=True)):
        shared = (start < last) & (end > first)
        if not (shared & kept).any():
            continue
        in_step = (end - start) == size
        begins = at + np.where(in_step, np.maximum(first - start, 0), 0)
        ends = at + np.where(in_step, np.minimum(end, last) - start, size)
        place[number] = begins[shared].min()
        extent[number] = ends[shared].max() - place[number]
    return place, extent


def move(pieces: Sequence[Piece], positions: Sequence[int]) -> list[int]:
    """Return where positions come to lie: that of the byte itself, or of the first behind it that is left."""
    moved = []
    for position in positions:
        later = [(p.start, p.at + min(p.length, max(0, position - p.start))) for p in pieces if p.end > position]
        moved.append(min(later)[1] if later else sum(p.length for p in pieces))
    return moved
