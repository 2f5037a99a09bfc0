"""The stage ``intake``: every source hashed, sealed or referenced, and its containers opened."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from findspot.errors import InputRefused
from findspot.intake.limits import Budget, IntakeLimits
from findspot.intake.names import display_name
from findspot.intake.opening import Opener
from findspot.intake.records import STAGE, Catalog, SourceRecord, StreamRow
from findspot.intake.sealing import Sealed, seal_source
from findspot.intake.sources import SourceFile, list_sources
from findspot.model.stage import STAGES, Progress, Silent, StageReport
from findspot.store import Case, SegmentReader, StreamInfo
from findspot.store.files import make_private_folder, storing
from findspot.store.streams import FileBytes

_LISTED: Final = 10


def take_in(
    case: Case, sources: Sequence[Path], *, progress: Progress | None = None, limits: IntakeLimits | None = None
) -> StageReport:
    """Take sources into a case: hash, seal (or refer to), open containers.

    A run that was killed goes on where it stopped; sources taken in before keep their streams and are not read again.

    Args:
        case: The case.
        sources: Files and folders.
        progress: Told of the bytes.
        limits: How far containers may grow.

    Raises:
        InputRefused: A path does not exist, a folder holds no file, or nothing at all could be read.
        EnvironmentProblem: The disk is full, rights are missing, or another process works in the case.
    """
    started = time.perf_counter()
    files = list_sources(sources, leave_out=case.root)
    with case.lock():
        taking = _Taking(case, progress or Silent(), limits or IntakeLimits())
        is_new = taking.take(files)
        streams = case.streams()
    state = "skipped"
    if is_new or case.state.get(STAGE) is None:
        state = "look" if any(s.reason for s in streams) else "done"
    return StageReport(STAGE, state, time.perf_counter() - started, _counts(streams), _messages(streams))


class _Taking:
    """One run over the sources."""

    def __init__(self, case: Case, progress: Progress, limits: IntakeLimits) -> None:
        self._case = case
        self._progress = progress
        self._limits = limits
        self._catalog = Catalog(case)
        self._folder = make_private_folder(case.evidence / "streams")

    def take(self, files: Sequence[SourceFile]) -> bool:
        """Take in what is not known yet; return whether there was any."""
        fresh = [f for f in files if not self._is_known(f)]
        if not fresh:
            return False
        self._case.state.forget(*STAGES)
        for file in fresh:
            self._take_one(file)
        if not self._catalog.holds_bytes:
            self._case.clear_partial(STAGE)
            raise InputRefused("No source could be read.", where=str(fresh[0].path), advice="Check the disk it is on.")
        self._catalog.write()
        self._remove_orphans()
        self._case.clear_partial(STAGE)
        return True

    def _is_known(self, file: SourceFile) -> bool:
        known = self._catalog.known.get(file.key["path"])
        if known is None or (known["failed"] and not file.refusal):
            return False
        return file.key.items() <= known.items()

    def _take_one(self, file: SourceFile) -> None:
        known = self._catalog.known.get(file.key["path"])
        # A source that failed before is tried again under its old id.
        first_id = known["stream"] if known is not None and known["failed"] else self._catalog.next_id
        if self._catalog.resume(file.key, first_id):
            self._progress.start("seal", file.size)
            self._progress.advance(size=file.size)
            self._progress.finish()
            return
        record = SourceRecord(file.key)
        row = StreamRow(first_id, None, "source", display_name(file.raw_name), file.raw_name)
        record.streams.append(row)
        if file.refusal:
            row.reason = file.refusal
        elif not self._seal(file, row, known):
            return
        elif row.length and row.state != "duplicate":
            self._open(file, row, record)
        self._catalog.finish(record)

    def _seal(self, file: SourceFile, row: StreamRow, known: dict[str, Any] | None) -> bool:
        """Seal a source; False when it is, by its bytes, what is known of this path already."""
        copy = None if self._case.in_place else self._case.partial(STAGE) / "sealing"
        self._progress.start("seal", file.size)
        sealed = seal_source(file, copy, self._case.keys.sealing, self._progress)
        self._progress.finish()
        earlier = self._catalog.stream_of(sealed.sha256) if sealed.length else None
        if earlier is not None and known is not None and known["stream"] == earlier:
            self._catalog.recognise(file.key, earlier)
            return False
        if sealed.problem or not sealed.length:
            row.add_reason(sealed.problem or "empty")
        if sealed.problem and not sealed.length:
            return True
        row.sha256 = sealed.sha256
        if known is not None and not known["failed"]:
            row.add_reason(f"the file has changed since it was taken in as stream {known['stream']}")
        if earlier is not None:
            row.state = "duplicate"
            row.add_reason(f"the same bytes as stream {earlier}: not recovered again")
            return True
        self._adopt(row, sealed, copy)
        return True

    def _adopt(self, row: StreamRow, sealed: Sealed, copy: Path | None) -> None:
        row.length = sealed.length
        row.state = "reference"
        if copy is not None:
            row.state = "sealed"
            with storing(copy):
                copy.replace(self._case.evidence / sealed.sha256)

    def _open(self, file: SourceFile, row: StreamRow, record: SourceRecord) -> None:
        budget = Budget(self._limits, row.length)
        key = self._case.keys.sealing
        first_child = max(self._catalog.next_id, row.id + 1)
        opener = Opener(record, self._folder, key, budget, first_child)
        source = (
            FileBytes(file.path, row.length)
            if row.state == "reference"
            else SegmentReader(self._case.evidence / row.sha256, key)
        )
        self._progress.start("open", row.length)
        try:
            opener.open(row, source, self._progress)
        finally:
            source.close()
            self._progress.finish()

    def _remove_orphans(self) -> None:
        """Delete what a killed run sealed or opened and no stream refers to."""
        streams = self._case.streams()
        sealed = {s.sha256 for s in streams if s.state == "sealed"}
        cached = {str(s.id) for s in streams if s.state == "cached"}
        for folder, wanted in ((self._case.evidence, sealed), (self._folder, cached)):
            for path in folder.iterdir():
                if path.is_file() and path.name not in wanted:
                    path.unlink()


def _counts(streams: Sequence[StreamInfo]) -> dict[str, int]:
    sources = [s for s in streams if s.parent is None]
    return {
        "sources": len(sources),
        "source_bytes": sum(s.length for s in sources),
        "streams": len(streams),
        "opened": sum(s.state == "cached" for s in streams),
        "opened_bytes": sum(s.length for s in streams if s.state == "cached"),
        "failed": sum(s.state == "failed" for s in streams),
        "duplicates": sum(s.state == "duplicate" for s in streams),
    }


def _messages(streams: Sequence[StreamInfo]) -> tuple[str, ...]:
    """Return what needs a look, a sentence for each reason; members are told by id, sources by name too."""
    by_reason: dict[str, list[str]] = {}
    first: dict[str, int] = {}
    again: list[str] = []
    for s in streams:
        if s.reason:
            by_reason.setdefault(s.reason, []).append(f"{s.id} ({s.name})" if s.parent is None else str(s.id))
        if s.is_readable and s.length and first.setdefault(s.sha256, s.id) != s.id:
            again.append(str(s.id))
    messages = [f"{_listed(ids)}: {reason}." for reason, ids in by_reason.items()]
    if again:
        messages.append(f"{_listed(again)}: the same bytes as an earlier stream, so rows count more than once.")
    return tuple(messages)


def _listed(ids: Sequence[str]) -> str:
    shown = ", ".join(ids[:_LISTED])
    more = f" and {len(ids) - _LISTED} more" if len(ids) > _LISTED else ""
    return f"{'Streams' if len(ids) > 1 else 'Stream'} {shown}{more}"
