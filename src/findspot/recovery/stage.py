"""The stage ``recover``: every stream read once, its rows sealed, its ledger closed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np

from findspot.model import tables
from findspot.model.batch import ReadSettings
from findspot.model.ledger import MAP_LAYERS, StreamLedger
from findspot.model.span import ByteClass, Spans
from findspot.model.stage import Progress, Silent, StageReport
from findspot.plugins.manager import manager
from findspot.plugins.protocols import Format
from findspot.recovery.assembly import adopt_deposits
from findspot.recovery.choice import choose_format
from findspot.recovery.deposit import DONE, StreamDeposit
from findspot.recovery.salvage import StreamReader, hash_range
from findspot.store import Case, StreamInfo

STAGE: Final = "recover"
_READABLE: Final = ("sealed", "cached", "reference")


def recover_case(
    case: Case,
    *,
    settings: ReadSettings | None = None,
    progress: Progress | None = None,
    formats: Sequence[Format] | None = None,
) -> StageReport:
    """Read every stream of the case and write ``sealed/`` with the ledger, rejects, repairs, structure and gaps.

    Streams that a killed run had finished are not read again.

    Args:
        case: An open case after intake.
        settings: How formats read; no setting of speed changes what comes out.
        progress: Told of bytes and rows.
        formats: Formats to choose from, all registered ones by default.

    Raises:
        EnvironmentProblem: If the disk is full or the case cannot be written.
        SealBroken: If sealed bytes were altered.
    """
    work = _Work(
        case, settings or ReadSettings(), progress or Silent(), manager().formats() if formats is None else formats
    )
    folders = [work.recover(info) for info in case.streams() if info.state in _READABLE]
    counts = adopt_deposits(case, folders)
    case.clear_partial(STAGE)
    looks = counts["rejects"] or counts["bytes_gaps"] or counts["flagged"] or work.messages
    return StageReport(STAGE, "look" if looks else "done", 0.0, counts, tuple(work.messages))


class _Work:
    """What all streams of a run share."""

    def __init__(self, case: Case, settings: ReadSettings, progress: Progress, formats: Sequence[Format]) -> None:
        self._case = case
        self._settings = settings
        self._progress = progress
        self._formats = formats
        self._child = _by_stream(case, tables.CHILD_SPANS)
        self._container = _by_stream(case, tables.CONTAINER_SPANS)
        self.messages: list[str] = []

    def recover(self, info: StreamInfo) -> Path:
        """Read one stream, unless it was finished before, and return the folder of its deposit."""
        folder = self._case.partial(STAGE) / f"{info.id:06d}"
        if (folder / DONE).exists():
            return folder
        stream = self._case.open_stream(info.id)
        hash_at = partial(hash_range, stream, key=self._case.keys.rejects)
        deposit = StreamDeposit(folder, info.id, self._case.keys.sealing, hash_at)
        ledger = StreamLedger(info.id, stream.length)
        child, container = self._child.get(info.id, Spans.empty()), self._container.get(info.id, Spans.empty())
        ledger.add_container(child, container)
        is_container = bool(len(child) or len(container))
        chosen = None if is_container or not stream.length else choose_format(stream, self._formats)
        self._progress.start(f"stream {info.id}", stream.length)
        reader = StreamReader(stream, ledger, deposit, self._progress)
        reader.read_with(chosen, self._settings)
        self._progress.finish()
        self._tell(info, chosen, reader.problems, is_container=is_container)
        deposit.finish(_summarise(ledger, chosen.code if chosen else ("container" if is_container else "")))
        return folder

    def _tell(self, info: StreamInfo, chosen: Format | None, problems: Sequence[str], *, is_container: bool) -> None:
        if chosen is None and not is_container and info.length:
            self.messages.append(f"Stream {info.id} is no data that any format knows; all its bytes are a gap.")
        self.messages.extend(
            f"Stream {info.id}: the reader {chosen.code if chosen else ''} stopped early ({p}); the rest is a gap."
            for p in problems
        )


def _by_stream(case: Case, spec: tables.TableSpec) -> dict[int, Spans]:
    found = case.meta(spec)
    stream, offset, length = (found.column(n).to_numpy() for n in ("stream", "offset", "length"))
    return {
        int(s): Spans(
            offset[stream == s].astype(np.int64),
            length[stream == s].astype(np.int64),
            np.zeros(int((stream == s).sum()), np.int16),
        ).ordered()
        for s in np.unique(stream)
    }


def _summarise(ledger: StreamLedger, format_code: str) -> dict[tables.TableSpec, list[dict[str, Any]]]:
    account = {
        "stream": ledger.stream,
        "format": format_code,
        "encoding": ledger.encoding,
        "rows": ledger.rows,
        "flagged": ledger.flagged,
        "rejects": ledger.rejects,
        "bytes_rows": ledger.by_class[ByteClass.ROW],
        "bytes_rejects": ledger.by_class[ByteClass.REJECT],
        "bytes_structure": ledger.by_class[ByteClass.STRUCTURE],
        "bytes_child": ledger.by_class[ByteClass.CHILD],
        "bytes_gaps": ledger.by_class[ByteClass.GAP],
        "record_p5": ledger.record_p5,
    }
    slices = [
        {"stream": ledger.stream, "slice": i, **dict(zip(MAP_LAYERS, map(int, row), strict=True))}
        for i, row in enumerate(ledger.map.counts)
    ]
    return {tables.LEDGER: [account], tables.DAMAGE_MAP: slices if ledger.length else []}
