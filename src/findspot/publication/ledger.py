"""The ledger: for each stream, bytes by class, and the proof that they add up to its length."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from findspot.model.released import ReleasedStream
from findspot.publication.custody import stream_label
from findspot.publication.grid import Cell, Grid, cells, numbers, texts, withheld
from findspot.publication.numerals import format_count

_CLASSES: Final = ("bytes_rows", "bytes_rejects", "bytes_structure", "bytes_child", "bytes_gaps")
_HEADS: Final = (
    *texts("Stream"),
    *numbers("Length", "Rows", "Rejects", "Structure", "Opened", "Gaps"),
    *texts("Adds up"),
)
_COUNT_HEADS: Final = (*texts("Stream", "Read as", "Encoding"), *numbers("Rows", "of these flagged", "Rejects"))


def bytes_grid(streams: Sequence[ReleasedStream]) -> Grid:
    """Return the bytes of every readable stream by class; the last column tells whether they add up to its length."""
    read = readable(streams)
    rows = [
        cells([stream_label(s), *(format_count(n) for n in (s.length, *_classes(s))), _verdict(adds_up(s))])
        for s in read
    ]
    sums = [sum(column) for column in zip(*((s.length, *_classes(s)) for s in read), strict=True)]
    total = cells(["all streams", *map(format_count, sums), _verdict(all(map(adds_up, read)))]) if read else ()
    return Grid("Bytes of every stream by class", _HEADS, tuple(rows), total)


def counts_grid(streams: Sequence[ReleasedStream], small: str) -> Grid:
    """Return rows and rejects of every stream that was read as data; ``small`` stands for a withheld number."""
    read = [s for s in readable(streams) if s.format]
    rows = [
        cells(
            [
                stream_label(s),
                s.format.removeprefix("FMT-"),
                s.encoding or "–",
                _count(s.rows, small),
                _count(s.flagged, small),
                format_count(s.rejects),
            ]
        )
        for s in read
    ]
    total = cells(
        [
            "all streams",
            "",
            "",
            _count(_sum([s.rows for s in read]), small),
            _count(_sum([s.flagged for s in read]), small),
            format_count(sum(s.rejects for s in read)),
        ]
    )
    return Grid("Rows of every stream", _COUNT_HEADS, tuple(rows), total if read else ())


def readable(streams: Sequence[ReleasedStream]) -> list[ReleasedStream]:
    """Return the streams that have bytes of their own."""
    return [s for s in streams if s.state not in ("failed", "duplicate")]


def adds_up(stream: ReleasedStream) -> bool:
    """Return whether the classes of a stream cover its length exactly."""
    return sum(_classes(stream)) == stream.length


def _classes(stream: ReleasedStream) -> list[int]:
    return [getattr(stream, name) for name in _CLASSES]


def _verdict(is_right: bool) -> Cell:
    return Cell("yes", "passed") if is_right else Cell("no", "failed")


def _count(value: int | None, small: str) -> Cell:
    return withheld(small) if value is None else Cell(format_count(value))


def _sum(values: Sequence[int | None]) -> int | None:
    """Return the sum, None where one is withheld: a total would give it away."""
    known = [v for v in values if v is not None]
    return sum(known) if len(known) == len(values) else None
