"""The verify stage: every check over every table it applies to."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from findspot.model.profile import PROFILE_DOCUMENT, TableProfile, read_profile_document
from findspot.model.span import How
from findspot.model.stage import Progress, Silent, StageReport
from findspot.plugins.manager import manager
from findspot.plugins.protocols import Check, Verdict

if TYPE_CHECKING:
    from findspot.store import Case

VERDICTS_DOCUMENT: Final = "verdicts"


def verify_case(case: Case, *, progress: Progress | None = None) -> StageReport:
    """Run the checks over the sealed rows that findings count; what is kept are aggregates only.

    Args:
        case: A case after ``profile``.
        progress: Told of bytes and rows.
    """
    started = time.perf_counter()
    told = progress or Silent()
    tables = read_profile_document(case.read_document(PROFILE_DOCUMENT))
    verdicts = [
        _run_check(check, table, _CountedRows(case, table.name, told))
        for table in tables
        for check in manager().checks()
        if check.applies(table)
    ]
    case.write_document(VERDICTS_DOCUMENT, {"format": 1, "verdicts": [_to_dict(v) for v in verdicts]})
    counts = {word: sum(v.verdict == word for v in verdicts) for word in ("passed", "look", "failed")}
    state = "look" if counts["look"] or counts["failed"] else "done"
    messages = tuple(f"{v.code} on {v.table}: {v.verdict}." for v in verdicts if v.verdict != "passed")
    return StageReport("verify", state, time.perf_counter() - started, {"checks": len(verdicts), **counts}, messages)


def read_verdicts(case: Case) -> list[Verdict]:
    """Return the verdicts by table and check, none before the stage has run."""
    document = case.read_document(VERDICTS_DOCUMENT)
    return [Verdict(**{**v, "notes": tuple(v["notes"])}) for v in document["verdicts"]] if document else []


class _CountedRows:
    """The sealed rows of a table that findings count; nothing inferred or partial is held against a dump."""

    def __init__(self, case: Case, name: str, progress: Progress) -> None:
        self._batches = case.sealed.batches(name)
        self._progress = progress
        self._name = name

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        self._progress.start("verify: reading rows", None)
        for batch in self._batches:
            yield batch.filter(pc.less_equal(batch.column("_fs_how"), pa.scalar(How.SALVAGED, pa.int8())))
            size = pc.sum(batch.column("_fs_length")).as_py() or 0
            self._progress.advance(size=size, rows=batch.num_rows)
        self._progress.finish()


def _run_check(check: Check, table: TableProfile, rows: _CountedRows) -> Verdict:
    """Return the verdict; a check that fails itself gives one that says so, and the others go on."""
    try:
        return check.run(table, iter(rows))
    except Exception as error:  # noqa: BLE001 - a stranger's check may raise anything; its kind is recorded
        note = f"check-broke-{type(error).__name__}"
        return Verdict(check.code, table.name, check.null_hypothesis, "", None, None, None, 0, "look", (note,))


def _to_dict(verdict: Verdict) -> dict[str, Any]:
    return {**asdict(verdict), "notes": list(verdict.notes), "counts": dict(verdict.counts)}
