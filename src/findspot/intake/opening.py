"""Opens containers into child streams, nested ones too; what they give goes straight into sealed segments."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Final

from findspot.intake import gzips, tars, zips
from findspot.intake.claims import Claims
from findspot.intake.limits import Budget, OverLimit
from findspot.intake.names import MAX_NAME_BYTES, display_name
from findspot.intake.payload import Bytes, Findings, Member, Payload
from findspot.intake.records import SourceRecord, StreamRow
from findspot.model.stage import Progress
from findspot.store import SegmentReader, SegmentWriter

_HEAD_BYTES: Final = 512
_SUFFIXES: Final = ((b".tgz", b".tar"), (b".gz", b""), (b".z", b""))
_UNOPENED: Final = (
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "RAR"),
    (b"\xfd7zXZ\0", "xz"),
    (b"\x28\xb5\x2f\xfd", "Zstandard"),
    (b"BZh", "bzip2"),
    (b"MSCF\0\0\0\0", "cabinet"),
)

Walk = Callable[[Bytes, Claims, Findings], Iterator[Member]]


class Opener:
    """Opens all containers of one source.

    Args:
        record: Gets the streams, spans and holes.
        folder: Where opened streams rest, by id.
        key: The sealing key of the case.
        budget: What the source may grow to.
        first_id: Id of the first child.
    """

    def __init__(self, record: SourceRecord, folder: Path, key: bytes, budget: Budget, first_id: int) -> None:
        self._record = record
        self._folder = folder
        self._key = key
        self._budget = budget
        self._next_id = first_id

    def open(self, row: StreamRow, source: Bytes, progress: Progress | None = None, depth: int = 0) -> None:
        """Open stream ``row`` if it is a container, and what is in it likewise.

        Args:
            row: The stream; gets a reason for what could not be opened.
            source: Its bytes.
            progress: Told of the compressed bytes opened; inner containers do not count.
            depth: Containers around it.
        """
        head = source.read(0, _HEAD_BYTES)
        walk = self._walk_for(head)
        if walk is None:
            kinds = [kind for magic, kind in _UNOPENED if head.startswith(magic)]
            if kinds:
                row.add_reason(f"a {kinds[0]} archive: not opened by this version")
            return
        if depth >= self._budget.limits.max_depth:
            row.add_reason(f"more than {depth} containers inside each other: not opened")
            return
        claims, findings = Claims(source.length), Findings()
        for member in walk(source, claims, findings):
            if not self._budget.count_member():
                findings.note(f"more than {self._budget.limits.max_members} members: the rest is not opened")
                break
            self._take(row, member, claims, depth, progress)
        for problem in findings.problems:
            row.add_reason(problem)
        self._record.children += [(row.id, c.offset, c.length, int(c.what)) for c in claims.children()]
        self._record.structure += [(row.id, c.offset, c.length, str(c.what)) for c in claims.structure()]

    def _walk_for(self, head: bytes) -> Walk | None:
        if gzips.detect(head):
            return gzips.walk
        if zips.detect(head):
            return partial(zips.walk, max_members=self._budget.limits.max_members)
        return tars.walk if tars.detect(head) else None

    def _take(self, parent: StreamRow, member: Member, claims: Claims, depth: int, progress: Progress | None) -> None:
        raw_name = (member.raw_name or _inner_name(parent.raw_name))[:MAX_NAME_BYTES]
        row = StreamRow(self._next_id, parent.id, member.step, display_name(raw_name), raw_name)
        self._next_id += 1
        self._record.streams.append(row)
        if member.payload is None:
            row.add_reason(member.refusal)
            return
        path = self._folder / str(row.id)
        try:
            self._keep(row, member.payload, path, progress)
        except OverLimit as limit:
            row.length = 0
            row.add_reason(str(limit))
            return
        row.state = "cached"
        for offset, length in member.payload.spans:
            claims.add(offset, length, row.id)
        if member.payload.problem:
            row.add_reason(member.payload.problem)
        if member.payload.is_cut:
            self._record.holes.append((row.id, row.length, member.payload.problem))
        with SegmentReader(path, self._key) as source:
            self.open(row, source, depth=depth + 1)

    def _keep(self, row: StreamRow, payload: Payload, path: Path, progress: Progress | None) -> None:
        digest = hashlib.sha256()
        told = 0
        with SegmentWriter(path, self._key) as writer:
            for block in payload.blocks():
                row.length += len(block)
                self._budget.spend(len(block), row.length, payload.used)
                digest.update(block)
                writer.write(block)
                if progress is not None:
                    progress.advance(size=payload.used - told)
                    told = payload.used
        row.sha256 = digest.hexdigest()


def _inner_name(raw: bytes) -> bytes:
    """Return the name of what a gzip file without a name holds."""
    for suffix, instead in _SUFFIXES:
        if raw.lower().endswith(suffix) and len(raw) > len(suffix):
            return raw[: -len(suffix)] + instead
    return raw
