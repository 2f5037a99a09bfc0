"""What may be said of streams, tables and checks outside a case, beside its findings; made only by the gate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

STRIP_LAYERS: Final = ("read", "repaired", "flagged", "rejects", "structure", "child", "gaps")
"""The classes that a slice of a released damage map tells apart, in order."""


@dataclass(frozen=True, slots=True)
class ReleasedStream:
    """One run of bytes by number and kind, never by name.

    ``sha256`` is given for sources only. ``rows`` and ``flagged`` are None where they would give a small count of
    persons away. ``strip`` holds, per slice from the first byte to the last, the share of each of ``STRIP_LAYERS``;
    ``hole_slices`` are the slices in which a piece of unknown length is missing.
    """

    id: int
    parent: int | None
    kind: str
    state: str
    reason: str
    length: int
    sha256: str
    format: str
    encoding: str
    rows: int | None
    flagged: int | None
    rejects: int
    bytes_rows: int
    bytes_rejects: int
    bytes_structure: int
    bytes_child: int
    bytes_gaps: int
    holes: int
    strip: tuple[tuple[float, ...], ...]
    hole_slices: tuple[int, ...] = ()

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> ReleasedStream:
        """Return what ``dataclasses.asdict`` and JSON made of it."""
        strip = tuple(tuple(s) for s in data["strip"])
        return cls(**{**data, "strip": strip, "hole_slices": tuple(data["hole_slices"])})


@dataclass(frozen=True, slots=True)
class ReleasedColumn:
    """One column without any of its values; shares and counts that would give persons away are None."""

    name: str
    meaning: str
    confidence: float
    privacy: str
    type: str
    fill: float | None
    valid: float | None
    distinct: int | None
    patterns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReleasedTable:
    """One table; ``lists_persons`` says whether its rows stand for persons."""

    name: str
    lists_persons: bool
    rows: int | None
    streams: tuple[int, ...]
    columns: tuple[ReleasedColumn, ...]

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> ReleasedTable:
        """Return what ``dataclasses.asdict`` and JSON made of it."""
        columns = tuple(ReleasedColumn(**{**c, "patterns": tuple(c["patterns"])}) for c in data["columns"])
        return cls(**{**data, "streams": tuple(data["streams"]), "columns": columns})


@dataclass(frozen=True, slots=True)
class ReleasedCheck:
    """What a check found; numbers that would give a small count of persons away are None, its counts then empty."""

    code: str
    table: str
    null: str
    statistic: str
    effect: float | None
    low: float | None
    high: float | None
    rows: int | None
    verdict: str
    notes: tuple[str, ...]
    counts: tuple[tuple[str, int], ...]
    withheld: bool

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> ReleasedCheck:
        """Return what ``dataclasses.asdict`` and JSON made of it."""
        counts = tuple((str(name), int(count)) for name, count in data["counts"])
        return cls(**{**data, "notes": tuple(data["notes"]), "counts": counts})


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Streams, tables and checks that a release tells about beside its findings."""

    streams: tuple[ReleasedStream, ...] = ()
    tables: tuple[ReleasedTable, ...] = ()
    checks: tuple[ReleasedCheck, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Surroundings:
        """Return what ``to_dict`` gave."""
        return cls(
            tuple(ReleasedStream.from_dict(s) for s in data["streams"]),
            tuple(ReleasedTable.from_dict(t) for t in data["tables"]),
            tuple(ReleasedCheck.from_dict(c) for c in data["checks"]),
        )
