"""The profile stage: two passes over each table, by batch."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa

from findspot.model.batch import PROVENANCE
from findspot.model.persons import clusters_name
from findspot.model.profile import (
    PROFILE_DOCUMENT,
    ColumnProfile,
    TableProfile,
    profile_document,
    read_profile_document,
)
from findspot.model.stage import Progress, Silent, StageReport
from findspot.model.tables import COLUMNS, Privacy
from findspot.plugins.manager import manager
from findspot.plugins.protocols import Recogniser
from findspot.profiling.births import agreeing_dates
from findspot.profiling.columns import describe_column
from findspot.profiling.meaning import Choice, choose_meaning
from findspot.profiling.scoring import score_columns
from findspot.profiling.survey import ColumnFacts, ColumnSurvey
from findspot.profiling.working import BIRTH_DATE, make_rewriter
from findspot.store import TableWriter

if TYPE_CHECKING:
    from findspot.store import Case

_BYTES_A_VALUE: Final = 24
"""Memory a distinct value takes while it is counted: its fingerprint, and the copy in which they are sorted."""


@dataclass(frozen=True, slots=True)
class ProfileSettings:
    """How much memory the counting of distinct values may take, and how many rows go into one file."""

    memory_bytes: int = 400 << 20
    part_rows: int = 1 << 20


def profile_case(
    case: Case, *, progress: Progress | None = None, settings: ProfileSettings | None = None
) -> StageReport:
    """Say what each column of each table means, and write the working tables.

    Args:
        case: A case after ``recover``.
        progress: Told of bytes and rows.
        settings: See ``ProfileSettings``; changes nothing in what comes out.
    """
    started = time.perf_counter()
    told, chosen = progress or Silent(), settings or ProfileSettings()
    sources = _sources(case)
    names = case.sealed.names()
    tables = [_TableStage(case, name, sources.get(name, {}), told, chosen).run() for name in names]
    for stale in set(case.working.names()) - set(names):
        case.working.remove(stale)
        case.working.remove(clusters_name(stale))
    case.write_document(PROFILE_DOCUMENT, profile_document(tables))
    case.clear_partial("profile")
    columns = [c for t in tables for c in t.columns]
    counts = {
        "tables": len(tables),
        "columns": len(columns),
        "rows": sum(t.rows for t in tables),
        "direct": sum(c.privacy is Privacy.DIRECT for c in columns),
        "unknown": sum(c.meaning == "unknown" for c in columns),
    }
    return StageReport("profile", "done", time.perf_counter() - started, counts)


def read_profiles(case: Case) -> list[TableProfile]:
    """Return the profiles of all tables, none before the stage has run."""
    return read_profile_document(case.read_document(PROFILE_DOCUMENT))


def _sources(case: Case) -> dict[str, dict[str, dict[str, Any]]]:
    """Return what recover noted of the columns, by table and physical name."""
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for row in case.meta(COLUMNS).to_pylist():
        found.setdefault(row["table"], {})[row["name"]] = row
    return found


class _TableStage:
    """The two passes over one table."""

    def __init__(
        self,
        case: Case,
        name: str,
        sources: dict[str, dict[str, Any]],
        progress: Progress,
        settings: ProfileSettings,
    ) -> None:
        self._case = case
        self._name = name
        self._sources = sources
        self._progress = progress
        self._settings = settings
        self._recognisers: dict[str, Recogniser] = {r.code: r for r in manager().recognisers()}
        self._columns = [c for c in case.sealed.schema(name).names if c not in PROVENANCE.names]
        self._rows = case.sealed.count(name)

    def run(self) -> TableProfile:
        """Return the profile; the working table is in its place then."""
        facts = self._survey()
        choices = self._choose(facts)
        self._find_births(choices)
        return self._write(
            [describe_column(c, self._source(c), facts[c], choices[c], absent=self._absent(c)) for c in self._columns]
        )

    def _choose(self, facts: dict[str, ColumnFacts]) -> dict[str, Choice]:
        known = list(self._recognisers.values())
        scores = score_columns([f.sample for f in facts.values()], known)
        return {
            name: choose_meaning(own, self._source(name), own_scores, known)
            for (name, own), own_scores in zip(facts.items(), scores, strict=True)
        }

    def _source(self, column: str) -> str:
        return str(self._sources.get(column, {}).get("source") or "")

    def _absent(self, column: str) -> int:
        return int(self._sources.get(column, {}).get("absent") or 0)

    def _survey(self) -> dict[str, ColumnFacts]:
        """First pass; a table too wide or long for the memory allowed is read several times, some columns each."""
        together = max(1, self._settings.memory_bytes // (_BYTES_A_VALUE * max(1, self._rows)))
        facts: dict[str, ColumnFacts] = {}
        for first in range(0, len(self._columns), together):
            chosen = self._columns[first : first + together]
            surveys = {c: ColumnSurvey() for c in chosen}
            for batch in self._batches(chosen, task="profile: reading columns"):
                for column, survey in surveys.items():
                    survey.add(batch.column(column))
            facts |= {c: s.facts() for c, s in surveys.items()}
        return facts

    def _find_births(self, choices: dict[str, Choice]) -> None:
        ids = [c for c, choice in choices.items() if choice.meaning == "cn-resident-id"]
        dates = [c for c, choice in choices.items() if choice.meaning == "date"]
        if not ids or not dates:
            return
        batches = self._case.sealed.batches(self._name, [ids[0], *dates])
        for column in agreeing_dates(batches, ids[0], dates):
            choices[column] = replace(choices[column], meaning=BIRTH_DATE)

    def _write(self, columns: Sequence[ColumnProfile]) -> TableProfile:
        """Second pass: write the working table and return the profile with its valid shares."""
        rewriter = make_rewriter(columns, self._recognisers, self._case.keys.tokens)
        batches = rewriter.rewrite(self._batches(None, task="profile: writing tokens"))
        folder = self._case.partial("profile") / self._name
        folder.mkdir(mode=0o700, exist_ok=True)
        files = []
        for number, run in enumerate(_runs(batches, self._settings.part_rows)):
            files.append(folder / f"000000-{number:04d}.parquet")
            with TableWriter(files[-1], rewriter.schema, None) as writer:
                for batch in run:
                    writer.write(batch)
        self._case.working.adopt(self._name, files)
        valid = rewriter.valid_shares()
        described = tuple(replace(c, valid=valid[c.name]) for c in columns)
        return TableProfile(self._name, self._rows, described, rewriter.distinct.count())

    def _batches(self, columns: Sequence[str] | None, *, task: str) -> Iterator[pa.RecordBatch]:
        """Yield sealed batches and tell how far it is."""
        self._progress.start(task, None)
        wanted = None if columns is None else ["_fs_length", *columns]
        for batch in self._case.sealed.batches(self._name, wanted):
            yield batch
            size = int(np.asarray(batch.column("_fs_length")).sum(dtype=np.int64))
            self._progress.advance(size=size, rows=batch.num_rows)
        self._progress.finish()


def _runs(batches: Iterator[pa.RecordBatch], rows: int) -> Iterator[Iterator[pa.RecordBatch]]:
    """Yield runs of batches of about ``rows`` rows each, at least one run; each must be used up before the next."""
    ended = False

    def run() -> Iterator[pa.RecordBatch]:
        nonlocal ended
        taken = 0
        for batch in batches:
            yield batch
            taken += batch.num_rows
            if taken >= rows:
                return
        ended = True

    while not ended:
        yield run()
