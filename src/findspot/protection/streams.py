"""What may be said of streams: sizes, kinds, the ledger, and a damage map too coarse to place a record.

A row's place is a direct identifier (contracts §3), so a slice of a released map holds at least as many records, on
average, as the threshold asks for.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from findspot.model.released import STRIP_LAYERS, ReleasedStream
from findspot.store.streams import StreamInfo

MOST_SLICES: Final = 200
"""Slices of a released damage map, at most."""

_FORMAT: Final = "FMT-"
_OPENER: Final = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*")
_MIN_NAME: Final = 3  # shorter parts of names occur in any sentence


@dataclass(frozen=True, slots=True)
class StreamMaterial:
    """What is known inside: streams; ledger rows, map slices, places of holes by stream; rows by table and stream."""

    streams: Sequence[StreamInfo]
    ledger: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    maps: Mapping[int, Sequence[Sequence[int]]] = field(default_factory=dict)
    holes: Mapping[int, Sequence[int]] = field(default_factory=dict)
    parts: Sequence[tuple[str, int, int]] = ()


def clear_streams(
    material: StreamMaterial, *, person_tables: Collection[str], threshold: int
) -> tuple[ReleasedStream, ...]:
    """Return what may be said of each stream, by id.

    Rejects and flagged rows are counted whatever their number: they are about the state of a file, not about persons.
    """
    uncounted = _uncounted_streams(material.parts, person_tables, threshold)
    kinds = _Kinds(material)
    released = []
    for info in sorted(material.streams, key=lambda s: s.id):
        entry = material.ledger.get(info.id, {})
        rows, flagged = int(entry.get("rows") or 0), int(entry.get("flagged") or 0)
        records = rows + int(entry.get("rejects") or 0)
        strip = _strip(material.maps.get(info.id, ()), records, threshold)
        holes = material.holes.get(info.id, ())
        released.append(
            ReleasedStream(
                id=info.id,
                parent=info.parent,
                kind=kinds.of(info),
                state=info.state,
                reason=_reason(info),
                length=info.length,
                sha256=info.sha256 if info.parent is None else "",
                format=format_of(entry),
                encoding=str(entry.get("encoding") or ""),
                rows=None if info.id in uncounted else rows,
                flagged=None if info.id in uncounted else flagged,
                rejects=int(entry.get("rejects") or 0),
                **{f"bytes_{c}": int(entry.get(f"bytes_{c}") or 0) for c in _CLASSES},
                holes=len(holes),
                strip=strip,
                hole_slices=tuple(sorted({_slice_of(o, info.length, len(strip)) for o in holes if strip})),
            )
        )
    return tuple(released)


_CLASSES: Final = ("rows", "rejects", "structure", "child", "gaps")


def _uncounted_streams(
    parts: Iterable[tuple[str, int, int]], person_tables: Collection[str], threshold: int
) -> set[int]:
    """Return the streams whose number of rows is withheld.

    Streams and tables that share rows are one component; where a person table in it is small, or has a small part in
    one stream, no stream of the component is counted, so that no difference gives the part away.
    """
    parts = [p for p in parts if p[2]]
    home: dict[str | int, str | int] = {}

    def root(node: str | int) -> str | int:
        while home.setdefault(node, node) != node:
            node = home[node]
        return node

    rows: dict[str, int] = defaultdict(int)
    for table, stream, count in parts:
        home[root(table)] = root(stream)
        rows[table] += count
    small = {root(t) for t, _, n in parts if t in person_tables and (n < threshold or rows[t] < threshold)}
    return {stream for _, stream, _ in parts if root(stream) in small}


class _Kinds:
    """Says what a stream is by format and by what it was opened from: ``CSV in zip``."""

    def __init__(self, material: StreamMaterial) -> None:
        self._by_id = {s.id: s for s in material.streams}
        self._formats = {i: format_of(e).removeprefix(_FORMAT) for i, e in material.ledger.items()}
        self._opened_with = {s.parent: _opener(s.step) for s in material.streams if s.parent is not None}

    def of(self, info: StreamInfo) -> str:
        own = self._formats.get(info.id) or self._opened_with.get(info.id) or "file"
        containers = []
        while info.parent is not None and info.parent in self._by_id:
            containers.append(_opener(info.step))
            info = self._by_id[info.parent]
        return " in ".join([own, *containers])


def format_of(entry: Mapping[str, Any]) -> str:
    """Return the code of the format that a stream was read as; empty for a container and for what nobody could read."""
    code = str(entry.get("format") or "")
    return code if code.startswith(_FORMAT) else ""


def _opener(step: str) -> str:
    match = _OPENER.match(step)
    return match.group().lower().removeprefix("open-") if match else "container"


def _reason(info: StreamInfo) -> str:
    """Return why a stream failed, withheld where a part of its name might be quoted in it."""
    names = {part.lower() for part in re.split(r"[/\\]", info.name or "") if len(part) >= _MIN_NAME}
    reason = info.reason or ""
    return "reason withheld: it quotes a name" if any(n in reason.lower() for n in names) else reason


def _strip(slices: Sequence[Sequence[int]], records: int, threshold: int) -> tuple[tuple[float, ...], ...]:
    """Return the map in fewer slices, as shares to two decimals."""
    if not slices:
        return ()
    count = min(MOST_SLICES, len(slices))
    if records:
        count = max(1, min(count, records // threshold))
    strip = []
    for i in range(count):
        held = slices[i * len(slices) // count : (i + 1) * len(slices) // count]
        sums = [sum(s[layer] for s in held) for layer in range(len(STRIP_LAYERS))]
        total = sum(sums) or 1
        strip.append(tuple(_share(s, total) for s in sums))
    return tuple(strip)


def _slice_of(offset: int, length: int, slices: int) -> int:
    return min(slices - 1, offset * slices // max(1, length))


def _share(part: int, total: int) -> float:
    """Return a share to two decimals, never 0 for what is there: damage must not vanish from the map."""
    return max(0.01, round(part / total, 2)) if part else 0.0
