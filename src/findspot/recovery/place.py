"""From a row id back to the sealed bytes: the answer of ``findspot where``."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from findspot.errors import UsageProblem
from findspot.model import tables
from findspot.model.batch import BATCH_ROWS
from findspot.model.span import How
from findspot.store import Case, StreamInfo
from findspot.store.parquet import read_batches

SHOWN_BYTES: Final = 512
"""Bytes of a record that the hex view shows, at most."""

_ROW_ID: Final = re.compile(r"(\d{1,9}):(\d{1,18})(?:\.(\d{1,9}))?")
_LINE: Final = 16
_VALUE_BYTES: Final = frozenset({*range(0x30, 0x3A), *range(0x41, 0x5B), *range(0x61, 0x7B), *range(0x80, 0x100)})


@dataclass(frozen=True, slots=True)
class Link:
    """One step of the chain from a stream to the sealed file it came from."""

    stream: int
    name: str
    step: str
    length: int
    sha256: str
    offset: int | None = None
    size: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types; ``offset`` and ``length`` say where in this stream the one before it lies."""
        return {
            "stream": self.stream,
            "name": self.name,
            "step": self.step,
            "bytes": self.length,
            "sha256": self.sha256,
            "offset": self.offset,
            "length": self.size,
        }


@dataclass(frozen=True, slots=True)
class Place:
    """What lies at a place of a stream and how to get there.

    ``kind`` is ``row``, ``reject``, ``structure``, ``child``, ``gap`` or ``separator``; ``chain`` starts with the
    stream itself and ends with the sealed file. ``hex`` is masked unless the case's bytes were revealed.
    """

    row_id: str
    kind: str
    offset: int
    length: int
    table: str = ""
    how: str = ""
    detail: str = ""
    chain: tuple[Link, ...] = ()
    repairs: tuple[dict[str, Any], ...] = ()
    runs: tuple[dict[str, Any], ...] = ()
    hex: tuple[str, ...] = field(default=())

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return {
            "row_id": self.row_id,
            "kind": self.kind,
            "table": self.table,
            "how": self.how,
            "detail": self.detail,
            "offset": self.offset,
            "length": self.length,
            "chain": [link.to_dict() for link in self.chain],
            "repairs": list(self.repairs),
            "runs": list(self.runs),
            "hex": list(self.hex),
        }


def locate(case: Case, row_id: str, *, masked: bool = True) -> Place:
    """Return what lies at ``STREAM:OFFSET[.SUB]`` and the chain to the sealed bytes.

    Args:
        case: A case after ``recover``.
        row_id: Any byte of a record will do; the place tells where the record starts.
        masked: Hide letters, digits and all bytes from 0x80 on, in the hex view and the repairs.

    Raises:
        UsageProblem: If the id is malformed or lies outside the stream.
    """
    match = _ROW_ID.fullmatch(row_id)
    if match is None:
        raise UsageProblem(f"{row_id!r} is no row id.", advice="Write STREAM:OFFSET, such as 3:1048576.")
    stream, offset, sub = int(match[1]), int(match[2]), int(match[3] or 0)
    infos = {info.id: info for info in case.streams()}
    if stream not in infos or not 0 <= offset < infos[stream].length:
        raise UsageProblem(
            f"There is no byte {offset} in stream {stream}.",
            advice="`findspot status` lists the streams and their lengths.",
        )
    found = _find_row(case, stream, offset, sub) or _find_other(case, stream, offset)
    shown = min(found["length"], SHOWN_BYTES)
    data = case.open_stream(stream).read(found["offset"], shown)
    start, row_sub = found["offset"], found.get("sub", 0)
    return Place(
        row_id=f"{stream}:{start}" + (f".{row_sub}" if row_sub else ""),
        kind=found["kind"],
        offset=start,
        length=found["length"],
        table=found.get("table", ""),
        how=found.get("how", ""),
        detail=found.get("detail", ""),
        chain=_chain(case, infos, stream),
        repairs=_repairs(case, stream, start, row_sub, masked=masked),
        runs=_runs(case, stream, start),
        hex=tuple(hex_lines(data, start, masked=masked)),
    )


def hex_lines(data: bytes, offset: int, *, masked: bool) -> list[str]:
    """Return a hex view, 16 bytes a line: place, bytes, characters; masked bytes are ``··``."""
    lines = []
    for start in range(0, len(data), _LINE):
        part = data[start : start + _LINE]
        cells = ["··" if masked and b in _VALUE_BYTES else f"{b:02x}" for b in part]
        text = "".join(_shown(b, masked=masked) for b in part)
        lines.append(f"{offset + start:012x}  {' '.join(cells):<47}  {text}")
    return lines


def _shown(byte: int, *, masked: bool) -> str:
    if masked and byte in _VALUE_BYTES:
        return "·"
    return chr(byte) if 0x20 <= byte < 0x7F else "."


def _find_row(case: Case, stream: int, offset: int, sub: int) -> dict[str, Any] | None:
    held = case.meta(tables.TABLES).to_pylist()
    for name in dict.fromkeys(t["name"] for t in held if t["stream"] == stream):
        for part in case.sealed.parts(name):
            if int(part.stem.split("-")[0]) != stream:
                continue
            row = _row_in_part(case, part, offset, sub)
            if row is not None:
                return {"table": name, **row}
    return None


def _row_in_part(case: Case, part: Path, offset: int, sub: int) -> dict[str, Any] | None:
    columns = ["_fs_offset", "_fs_length", "_fs_sub", "_fs_how"]
    for batch in read_batches(part, case.keys.sealing, columns, BATCH_ROWS):
        start, length, subs, how = (batch.column(i).to_numpy(zero_copy_only=False) for i in range(4))
        hits = ((start <= offset) & (offset < start + length)).nonzero()[0]
        if len(hits):
            i = next((int(h) for h in hits if subs[h] == sub), int(hits[0]))
            return {
                "kind": "row",
                "offset": int(start[i]),
                "length": int(length[i]),
                "sub": int(subs[i]),
                "how": How(int(how[i])).name.lower(),
            }
    return None


_OTHER_KINDS: Final = (
    (tables.REJECTS, "reject", "code"),
    (tables.GAPS, "gap", "reason"),
    (tables.CHILD_SPANS, "child", "child"),
    (tables.CONTAINER_SPANS, "structure", "kind"),
    (tables.STRUCTURE, "structure", "kind"),
)


def _find_other(case: Case, stream: int, offset: int) -> dict[str, Any]:
    for spec, kind, detail in _OTHER_KINDS:
        found = case.meta(spec)
        own, start, length = (found.column(n).to_numpy() for n in ("stream", "offset", "length"))
        hits = ((own == stream) & (start <= offset) & (offset < start + length)).nonzero()[0]
        if len(hits):
            i = int(hits[0])
            text = str(found.column(detail)[i].as_py())
            return {"kind": kind, "offset": int(start[i]), "length": int(length[i]), "detail": text}
    return {"kind": "separator", "offset": offset, "length": 1}


def _chain(case: Case, infos: dict[int, StreamInfo], stream: int) -> tuple[Link, ...]:
    spans = case.meta(tables.CHILD_SPANS).to_pylist()
    links: list[Link] = []
    child: int | None = None
    current: int | None = stream
    while current is not None:
        info = infos[current]
        own = [s for s in spans if s["stream"] == current and s["child"] == child] if child is not None else []
        start = min((s["offset"] for s in own), default=None)
        end = max((s["offset"] + s["length"] for s in own), default=None)
        size = end - start if start is not None and end is not None else None
        links.append(Link(info.id, info.name, info.step, info.length, info.sha256, start, size))
        child, current = current, info.parent
    return tuple(links)


def _repairs(case: Case, stream: int, offset: int, sub: int, *, masked: bool) -> tuple[dict[str, Any], ...]:
    rows = [
        {k: r[k] for k in ("column", "rule", "before", "after")}
        for r in case.meta(tables.REPAIRS).to_pylist()
        if (r["stream"], r["offset"], r["sub"]) == (stream, offset, sub)
    ]
    if masked:
        rows = [{**r, "before": "·" * len(r["before"] or ""), "after": "·" * len(r["after"] or "")} for r in rows]
    return tuple(rows)


def _runs(case: Case, stream: int, offset: int) -> tuple[dict[str, Any], ...]:
    return tuple(
        {"stream": r["run_stream"], "offset": r["offset"], "length": r["length"]}
        for r in case.meta(tables.BYTE_RUNS).to_pylist()
        if (r["stream"], r["row_offset"]) == (stream, offset)
    )
