"""Scores a case."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from findspot.model.finding import findings_document
from findspot.testing.comparison import RecoveredTable, recovered_by_stream
from findspot.testing.scoring.figures import PlantedPart, figure_items, hold_figures
from findspot.testing.scoring.ledgers import ledger_item
from findspot.testing.scoring.planted import Planted, PlantedStream, find_streams
from findspot.testing.scoring.privacy import privacy_item
from findspot.testing.scoring.recovery import recovery_items, score_stream
from findspot.testing.scoring.report import Score

if TYPE_CHECKING:
    from findspot.store import Case


def score_case(case: Case, folder: Path) -> Score:
    """Return how a case that went through all stages does against the truth of the twin in ``folder``.

    Raises:
        InputRefused: The folder holds no twin.
        UsageProblem: The case has not been through ``protect``.
    """
    from findspot.protection import read_release

    planted = Planted(folder)
    findings = findings_document(read_release(case).findings)["findings"]
    streams = list(planted.streams())
    ids = find_streams(case, streams)
    recovered = recovered_by_stream(case)
    unread = {stream.place: _why_unread(stream, ids) for stream in streams}
    unread = {place: reason for place, reason in unread.items() if reason}
    read = [stream for stream in streams if stream.place not in unread]
    scores = [score_stream(s, recovered.get(ids[s.place], ()) if s.place in ids else ()) for s in read]
    foreign = {score.place: score.foreign for score in scores}
    figures = hold_figures(findings, _parts(planted, read, ids, recovered, foreign))
    items = [
        *recovery_items(scores),
        ledger_item(case, recovered),
        *figure_items(figures),
        privacy_item(folder, case.root, planted.truth),
    ]
    tables = [entry for score in scores for entry in score.to_dicts()]
    return Score(tuple(items), tables, figures, unread)


def _why_unread(stream: PlantedStream, ids: dict[str, int]) -> str:
    """Return why a stream is not scored; one that should have been opened and was not is scored as empty."""
    if stream.unread:
        return stream.unread
    return "its compressed bytes are damaged" if stream.has_compressed_damage and stream.place not in ids else ""


def _parts(
    planted: Planted,
    read: list[PlantedStream],
    ids: dict[str, int],
    recovered: dict[int, list[RecoveredTable]],
    foreign_rows: dict[str, int],
) -> dict[str, PlantedPart]:
    """Return the planted records of each recovered table: those of the planted table that most of its rows are in."""
    by_id = {ids[stream.place]: stream for stream in read if stream.place in ids}
    holders: dict[str, dict[str, list[PlantedStream]]] = {}
    foreign: set[str] = set()
    for number, tables in recovered.items():
        for table in tables:
            stream = by_id.get(number)
            name = _planted_name(stream, table) if stream else ""
            if stream is None or not name:
                foreign.add(table.name)
            else:
                holders.setdefault(table.name, {}).setdefault(name, []).append(stream)
    return {
        name: PlantedPart(
            table,
            planted.truth["tables"][table]["entity"],
            tuple(streams),
            sum(foreign_rows[stream.place] for stream in streams),
        )
        for name, found in holders.items()
        if name not in foreign and len(found) == 1
        for table, streams in found.items()
    }


def _planted_name(stream: PlantedStream, table: RecoveredTable) -> str:
    """Return the planted table whose records a recovered table's rows are, by their places."""
    offset = table.rows.column("_fs_offset").to_numpy()
    counts = {t.truth.name: int(np.isin(offset, t.truth.offset).sum()) for t in stream.tables}
    best = max(counts, key=lambda name: counts[name], default="")
    return best if best and counts[best] else ""
