"""Damage maps: each stream as a strip from its first byte to its last, drawn as inline SVG and told in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from findspot.model.released import STRIP_LAYERS, ReleasedStream
from findspot.publication.custody import stream_label
from findspot.publication.numerals import format_bytes, format_share, listed

HEIGHT: Final = 100
LEGEND: Final = (
    ("read", "rows as read"),
    ("repaired", "rows repaired and proved"),
    ("flagged", "rows with a flag"),
    ("rejects", "records that could not be read"),
    ("structure", "structure (headers, commas, page heads)"),
    ("child", "opened into another stream"),
    ("gaps", "gaps: nothing could be made of them"),
)
"""The classes of a map with their words, in the order of ``STRIP_LAYERS``."""

_WORDS: Final = dict(LEGEND)
_STACK: Final = ("gaps", "rejects", "flagged", "repaired", "read", "child", "structure")  # from the top
_DAMAGE: Final = ("gaps", "rejects", "flagged", "repaired")
_LEAST: Final = 0.16  # of the height: a speck of damage must be seen
_MOST_PLACES: Final = 8


@dataclass(frozen=True, slots=True)
class Band:
    """All of one class in a strip, as an SVG path."""

    layer: str
    path: str


@dataclass(frozen=True, slots=True)
class Strip:
    """One stream's map; ``width`` is its slices, ``shares`` and ``places`` tell it in words."""

    label: str
    size: str
    width: int
    bands: tuple[Band, ...]
    notches: tuple[int, ...]
    shares: str
    places: tuple[str, ...]


def draw_strips(streams: Sequence[ReleasedStream]) -> list[Strip]:
    """Return a strip for every stream that has bytes of its own; without a map it has no bands."""
    return [_draw(s) for s in streams if s.length and s.state not in ("failed", "duplicate")]


def _draw(stream: ReleasedStream) -> Strip:
    columns = [_stacked(s) for s in stream.strip]
    bands = [Band(layer, _path([c[layer] for c in columns])) for layer in _STACK]
    return Strip(
        label=stream_label(stream),
        size=format_bytes(stream.length),
        width=len(columns),
        bands=tuple(b for b in bands if b.path),
        notches=stream.hole_slices,
        shares=_shares(stream),
        places=tuple(_places(stream)),
    )


def _stacked(shares: Sequence[float]) -> dict[str, tuple[int, int]]:
    """Return top and height of each class in one slice; damage gets a least height, the rest what is left."""
    by_layer = dict(zip(STRIP_LAYERS, shares, strict=True))
    total = sum(shares) or 1.0
    heights = {n: max(_LEAST, s / total) if n in _DAMAGE and s else s / total for n, s in by_layer.items()}
    scale = HEIGHT / (sum(heights.values()) or 1.0)
    stacked, top, exact = {}, 0, 0.0
    for layer in _STACK:
        exact += heights[layer] * scale
        bottom = round(exact)
        stacked[layer] = (top, bottom - top)
        top = bottom
    return stacked


def _path(boxes: Sequence[tuple[int, int]]) -> str:
    """Return the boxes of one class, one a slice, as path data; equal neighbours are drawn as one."""
    parts = []
    start = 0
    for end in range(1, len(boxes) + 1):
        if end < len(boxes) and boxes[end] == boxes[start]:
            continue
        top, height = boxes[start]
        if height:
            parts.append(f"M{start} {top}h{end - start}v{height}h-{end - start}z")
        start = end
    return "".join(parts)


def _shares(stream: ReleasedStream) -> str:
    parts = [
        (stream.bytes_rows, "rows"),
        (stream.bytes_rejects, "rejects"),
        (stream.bytes_structure, "structure"),
        (stream.bytes_child, "opened"),
        (stream.bytes_gaps, "gaps"),
    ]
    return ", ".join(f"{format_share(size / stream.length)} {word}" for size, word in parts if size)


def _places(stream: ReleasedStream) -> list[str]:
    """Return, for each kind of damage, where it lies in per cent of the stream."""
    strip = stream.strip
    columns = {layer: STRIP_LAYERS.index(layer) for layer in _DAMAGE}
    hit = {_WORDS[n]: [i for i, s in enumerate(strip) if s[c] > 0] for n, c in columns.items()}
    hit["a piece of unknown length is missing"] = list(stream.hole_slices)
    return [f"{words}: {_told(_runs(slices), len(strip))}" for words, slices in hit.items() if slices]


def _told(runs: Sequence[tuple[int, int]], slices: int) -> str:
    places = [_percent(a, b, slices) for a, b in runs[:_MOST_PLACES]]
    if len(runs) > _MOST_PLACES:
        places.append(f"{len(runs) - _MOST_PLACES} more places")
    return f"at {listed(places)} of the way through"


def _runs(positions: Sequence[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for position in positions:
        if runs and runs[-1][1] == position:
            runs[-1] = (runs[-1][0], position + 1)
        else:
            runs.append((position, position + 1))
    return runs


def _percent(start: int, end: int, slices: int) -> str:
    return f"{100 * start // slices}–{-(-100 * end // slices)}\u202f%"
