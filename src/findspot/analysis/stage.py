"""The analyse stage: counts and spans of every table, with what is missing said."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from findspot.analysis.counting import TableCounter, TableMaterial
from findspot.analysis.losses import Losses, read_losses
from findspot.model.finding import Finding, findings_document, order_findings
from findspot.model.persons import PERSONS_DOCUMENT, clusters_name, read_persons_document
from findspot.model.profile import PROFILE_DOCUMENT, read_profile_document
from findspot.model.stage import Progress, Silent, StageReport
from findspot.store import working_session

if TYPE_CHECKING:
    from findspot.store import Case

FINDINGS_DOCUMENT: Final = "findings-true"
"""Name of the sealed document of findings before the gate: true counts, never published as they are."""
_WHOLE: Final = Losses(1.0, 0, 0, has_holes=False)


def analyse_case(case: Case, *, progress: Progress | None = None) -> StageReport:
    """Count rows, distinct rows, persons and the values of categories, and find the span of every date.

    Rows that were inferred or are partial are left out, and the notes say so. What is kept are true counts; ``protect``
    decides which may leave the case.

    Args:
        case: A case after ``resolve``.
        progress: Told of rows.
    """
    started = time.perf_counter()
    told = progress or Silent()
    profiles = read_profile_document(case.read_document(PROFILE_DOCUMENT))
    persons = {t.table: t for t in read_persons_document(case.read_document(PERSONS_DOCUMENT))}
    losses = read_losses(case)
    materials = [TableMaterial(p, losses.get(p.name, _WHOLE), persons.get(p.name)) for p in profiles]
    findings: list[Finding] = []
    told.start("analyse: counting", None)
    with working_session(case, _needed_tables(materials)) as session:
        for material in materials:
            findings += TableCounter(session, material).findings()
            told.advance(rows=material.profile.rows)
    told.finish()
    case.write_document(FINDINGS_DOCUMENT, findings_document(findings))
    counts = {"tables": len(profiles), "findings": len(findings)}
    return StageReport("analyse", "done", time.perf_counter() - started, counts)


def read_findings(case: Case) -> list[Finding]:
    """Return the findings with true counts, in the order of publication; none before the stage has run."""
    document = case.read_document(FINDINGS_DOCUMENT)
    return order_findings(Finding.from_dict(f) for f in document["findings"]) if document else []


def _needed_tables(materials: Sequence[TableMaterial]) -> list[str]:
    clusters = [clusters_name(m.profile.name) for m in materials if m.persons is not None]
    return [*(m.profile.name for m in materials), *clusters]
