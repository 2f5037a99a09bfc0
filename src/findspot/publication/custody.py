"""Custody: what was taken in, by hash and size, and what was opened from it; never a file's name."""

from __future__ import annotations

from collections.abc import Sequence

from findspot.model.released import ReleasedStream
from findspot.publication.grid import Cell, Grid, cells, numbers, texts
from findspot.publication.numerals import format_bytes, format_count, plural

_HOW = {
    "sealed": "sealed copy, encrypted",
    "reference": "left in place, hash kept",
    "duplicate": "the same bytes as an earlier source",
    "cached": "opened, encrypted copy",
    "failed": "could not be opened",
}


def stream_label(stream: ReleasedStream) -> str:
    """Return how a stream is called in a report: ``stream 3 (CSV in zip)``."""
    return f"stream {stream.id} ({stream.kind})"


def sources_grid(streams: Sequence[ReleasedStream]) -> Grid:
    """Return the sources with size and SHA-256."""
    heads = (*texts("Source"), *numbers("Size", "Bytes"), *texts("Kept as", "SHA-256"))
    rows = [
        cells(
            [
                stream_label(s),
                format_bytes(s.length),
                format_count(s.length),
                _kept(s),
                Cell(s.sha256 or "none: it could not be read", "hash"),
            ]
        )
        for s in streams
        if s.parent is None
    ]
    return Grid("Sources as they were taken in", heads, tuple(rows))


def opened_grid(streams: Sequence[ReleasedStream]) -> Grid | None:
    """Return what was opened from the sources, None where nothing was."""
    opened = [s for s in streams if s.parent is not None]
    if not opened:
        return None
    heads = (*texts("Stream", "Opened from"), *numbers("Size"), *texts("State"))
    rows = [cells([stream_label(s), f"stream {s.parent}", format_bytes(s.length), _kept(s)]) for s in opened]
    return Grid("Streams opened from the sources", heads, tuple(rows))


def _kept(stream: ReleasedStream) -> str:
    how = _HOW.get(stream.state, stream.state)
    holes = f"{plural(stream.holes, 'piece')} of unknown length missing" if stream.holes else ""
    return "; ".join(filter(None, [how, stream.reason, holes]))
