"""What intake knows of a source, and how it is kept: sealed, one record a source, so that a kill loses at most one."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from findspot.errors import SealBroken
from findspot.model.tables import CHILD_SPANS, CONTAINER_SPANS, HOLES, STREAMS, TableSpec
from findspot.store import Case, SegmentReader, SegmentWriter

_TABLES: Final = (STREAMS, CHILD_SPANS, CONTAINER_SPANS, HOLES)
_DOCUMENT: Final = "sources"
STAGE: Final = "intake"


@dataclass(slots=True)
class StreamRow:
    """A row of table ``streams`` while it is made."""

    id: int
    parent: int | None
    step: str
    name: str
    raw_name: bytes
    length: int = 0
    sha256: str = ""
    state: str = "failed"
    reason: str = ""

    def add_reason(self, reason: str) -> None:
        """Add why this stream is not all it should be."""
        self.reason = f"{self.reason}; {reason}" if self.reason else reason


@dataclass(slots=True)
class SourceRecord:
    """All that came of one source: its stream and those opened from it, and the spans between them.

    ``key`` (path, size, time of change) tells a source from others, and from a later version of it, without reading.
    """

    key: dict[str, Any]
    streams: list[StreamRow] = field(default_factory=list)
    children: list[tuple[int, int, int, int]] = field(default_factory=list)
    structure: list[tuple[int, int, int, str]] = field(default_factory=list)
    holes: list[tuple[int, int, str]] = field(default_factory=list)

    def to_json(self) -> bytes:
        """Return the record as JSON."""
        streams = [{**asdict(s), "raw_name": s.raw_name.hex()} for s in self.streams]
        rest = {"children": self.children, "structure": self.structure, "holes": self.holes}
        return json.dumps({"key": self.key, "streams": streams, **rest}).encode()

    @classmethod
    def from_json(cls, data: bytes) -> SourceRecord:
        """Return what ``to_json`` gave."""
        held = json.loads(data)
        streams = [StreamRow(**{**s, "raw_name": bytes.fromhex(s["raw_name"])}) for s in held["streams"]]
        spans = (([tuple(row) for row in held[k]]) for k in ("children", "structure", "holes"))
        return cls(held["key"], streams, *spans)


class Catalog:
    """The sources of a case: those of earlier runs, and those finished in this one.

    The sealed document ``sources`` is written last and counts: rows of ids it does not know are left from a kill.
    """

    def __init__(self, case: Case) -> None:
        self._case = case
        held = case.read_document(_DOCUMENT) or {"next_id": 1, "sources": []}
        self.next_id: int = held["next_id"]
        self.known: dict[str, dict[str, Any]] = {k["path"]: k for k in held["sources"]}
        self._old = {spec.name: _below(case.meta(spec), self.next_id) for spec in _TABLES}
        self._hashes: dict[int, str] = {}
        self._streams_by_hash: dict[str, int] = {}
        for row in self._old[STREAMS.name].select(["id", "sha256", "state"]).to_pylist():
            self._learn(row["id"], row["sha256"], row["state"])
        self._fresh: list[SourceRecord] = []

    def _learn(self, stream: int, sha256: str, state: str) -> None:
        if state in ("sealed", "reference"):
            self._hashes[stream] = sha256
            self._streams_by_hash.setdefault(sha256, stream)

    @property
    def holds_bytes(self) -> bool:
        """Whether any source was taken in with its bytes."""
        return bool(self._hashes)

    def stream_of(self, sha256: str) -> int | None:
        """Return the stream of the source with these bytes, None when it was not taken in."""
        return self._streams_by_hash.get(sha256)

    def resume(self, key: dict[str, Any], first_id: int) -> bool:
        """Take in the record that a killed run finished for this source; False when there is none."""
        path = self._place(first_id)
        if not path.exists():
            return False
        try:
            with SegmentReader(path, self._case.keys.sealing) as reader:
                record = SourceRecord.from_json(reader.read(0, reader.length))
        except SealBroken:
            return False
        if record.key != key:
            return False
        self._accept(record)
        return True

    def finish(self, record: SourceRecord) -> None:
        """Keep the record of a source that is done."""
        with SegmentWriter(self._place(record.streams[0].id), self._case.keys.sealing) as writer:
            writer.write(record.to_json())
        self._accept(record)

    def recognise(self, key: dict[str, Any], stream: int) -> None:
        """Keep that the file of ``key`` still is what was taken in as ``stream``."""
        self.known[key["path"]] = {**key, "stream": stream, "failed": False}

    def _place(self, first_id: int) -> Path:
        return self._case.partial(STAGE) / f"{first_id:09d}.record"

    def _accept(self, record: SourceRecord) -> None:
        self._fresh.append(record)
        first = record.streams[0]
        self.known[record.key["path"]] = {**record.key, "stream": first.id, "failed": first.state == "failed"}
        for row in record.streams:
            self.next_id = max(self.next_id, row.id + 1)
        self._learn(first.id, first.sha256, first.state)

    def write(self) -> None:
        """Write the tables, and last what makes them count."""
        fresh = {s.id for r in self._fresh for s in r.streams}
        rows: dict[str, list[Any]] = {
            STREAMS.name: [[getattr(s, n) for n in STREAMS.schema.names] for r in self._fresh for s in r.streams],
            CHILD_SPANS.name: [row for r in self._fresh for row in r.children],
            CONTAINER_SPANS.name: [row for r in self._fresh for row in r.structure],
            HOLES.name: [row for r in self._fresh for row in r.holes],
        }
        for spec in _TABLES:
            old = self._old[spec.name]
            kept = old.filter(pa.array([i not in fresh for i in old.column(0).to_pylist()], pa.bool_()))
            table = pa.concat_tables([kept, _columns(spec, rows[spec.name])])
            self._case.write_meta(spec, table.sort_by([(n, "ascending") for n in spec.schema.names[:2]]))
        if self._case.in_place:
            paths = {self._hashes.get(k["stream"]): k["path"] for k in self.known.values()}
            self._case.write_document("references", {h: p for h, p in paths.items() if h})
        self._case.write_document(_DOCUMENT, {"next_id": self.next_id, "sources": list(self.known.values())})


def _below(table: pa.Table, next_id: int) -> pa.Table:
    """Return the rows whose stream, in the first column, was given its id before ``next_id``."""
    return table.filter(pa.array([i < next_id for i in table.column(0).to_pylist()], pa.bool_()))


def _columns(spec: TableSpec, rows: Iterable[Iterable[Any]]) -> pa.Table:
    columns = list(zip(*rows, strict=True)) or [()] * len(spec.schema)
    arrays = [pa.array(c, f.type) for c, f in zip(columns, spec.schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=spec.schema)
