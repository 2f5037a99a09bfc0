"""The resolve stage: each row gets the token of its person, by the first matcher that can tell."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from findspot.model.batch import PROVENANCE
from findspot.model.persons import (
    CLUSTERS,
    PERSONS_DOCUMENT,
    MatcherUse,
    TablePersons,
    clusters_name,
    persons_document,
    read_persons_document,
)
from findspot.model.profile import PROFILE_DOCUMENT, ColumnProfile, TableProfile, read_profile_document
from findspot.model.span import How
from findspot.model.stage import Progress, Silent, StageReport
from findspot.plugins.manager import manager
from findspot.plugins.protocols import Matcher
from findspot.store import TableWriter, make_tokens
from findspot.text.scripts import text_array

if TYPE_CHECKING:
    from findspot.store import Case

_Rule = tuple[Matcher, Sequence[ColumnProfile]]


def resolve_case(case: Case, *, progress: Progress | None = None) -> StageReport:
    """Tell persons apart in every table that has columns for it, and write which rows are whose.

    A row belongs to the person whom the first matcher (by code) that finds something in it names; rows in which none
    does belong to nobody and are counted apart. Rows told apart by different matchers are never joined.

    Args:
        case: A case after ``profile``.
        progress: Told of bytes and rows.
    """
    started = time.perf_counter()
    told = progress or Silent()
    profiles = read_profile_document(case.read_document(PROFILE_DOCUMENT))
    resolved = []
    for profile in profiles:
        rules = [(m, columns) for m in manager().matchers() if (columns := m.columns(profile))]
        if rules:
            resolved.append(_TableResolution(case, profile, rules, told).run())
        else:
            case.working.remove(clusters_name(profile.name))
    case.write_document(PERSONS_DOCUMENT, persons_document(resolved))
    case.clear_partial("resolve")
    counts = {
        "tables": len(resolved),
        "rows": sum(t.rows for t in resolved),
        "unresolved": sum(t.unresolved for t in resolved),
    }
    return StageReport("resolve", "done", time.perf_counter() - started, counts, tuple(_messages(resolved)))


def read_persons(case: Case) -> list[TablePersons]:
    """Return how persons were told apart in each table that has any, none before the stage has run."""
    return read_persons_document(case.read_document(PERSONS_DOCUMENT))


def _messages(resolved: Sequence[TablePersons]) -> Iterator[str]:
    for table in resolved:
        if table.unresolved:
            yield f"{table.table}: {table.unresolved} of {table.rows} rows could not be told to be a person's."


class _TableResolution:
    """The clusters of one table, by batch."""

    def __init__(self, case: Case, profile: TableProfile, rules: Sequence[_Rule], progress: Progress) -> None:
        self._case = case
        self._profile = profile
        self._rules = rules
        self._progress = progress
        self._told: Counter[str] = Counter()
        self._rows = 0

    def run(self) -> TablePersons:
        """Write the clusters and return what was used."""
        name = clusters_name(self._profile.name)
        path = self._case.partial("resolve") / "000000-0000.parquet"
        path.unlink(missing_ok=True)
        self._progress.start("resolve: telling persons apart", None)
        needed = dict.fromkeys([*PROVENANCE.names, *(c.name for _, columns in self._rules for c in columns)])
        with TableWriter(path, CLUSTERS, None) as writer:
            for batch in self._case.sealed.batches(self._profile.name, list(needed)):
                writer.write(self._resolve(batch))
                size = pc.sum(batch.column("_fs_length")).as_py() or 0
                self._progress.advance(size=size, rows=batch.num_rows)
        self._progress.finish()
        self._case.working.adopt(name, [path])
        path.unlink()
        uses = tuple(
            MatcherUse(m.code, tuple(c.name for c in columns), self._told[m.code]) for m, columns in self._rules
        )
        return TablePersons(self._profile.name, self._rows, self._rows - sum(u.rows for u in uses), uses)

    def _resolve(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        cluster, by = pa.nulls(batch.num_rows, pa.string()), pa.nulls(batch.num_rows, pa.string())
        for matcher, columns in self._rules:
            keys = text_array(matcher.key(batch, columns))
            own = make_tokens(keys, key=self._case.keys.tokens, meaning=matcher.code)
            first = pc.and_(pc.is_null(cluster), pc.is_valid(own))
            cluster = pc.coalesce(cluster, own)
            by = pc.if_else(first, pa.scalar(matcher.code), by)
        counted = np.asarray(batch.column("_fs_how")) <= How.SALVAGED
        self._rows += int(counted.sum())
        for item in pc.value_counts(by.filter(pa.array(counted)).drop_null()).to_pylist():
            self._told[item["values"]] += item["counts"]
        places = [batch.column(name) for name in PROVENANCE.names]
        return pa.RecordBatch.from_arrays([*places, cluster, by], schema=CLUSTERS)
