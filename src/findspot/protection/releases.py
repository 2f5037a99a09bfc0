"""The one door: a release is made here, kept in the case, and read back; nothing else makes one (design, law 3)."""

from __future__ import annotations

import time
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from findspot.errors import GateClosed
from findspot.model.finding import Finding
from findspot.model.release import Release, release_from_gate
from findspot.model.released import Surroundings
from findspot.model.stage import Progress, StageReport
from findspot.protection.columns import TableRules, clear_tables, tables_with_names
from findspot.protection.gate import COUNTS_PERSONS, Cleared, clear_findings
from findspot.protection.material import Material, gather_material
from findspot.protection.names import Names
from findspot.protection.splits import SplitRules
from findspot.protection.streams import clear_streams
from findspot.protection.threshold import read_threshold
from findspot.protection.verdicts import clear_verdicts

if TYPE_CHECKING:
    from findspot.store.case import Case

_DOCUMENT: Final = "release"
_FORMAT: Final = 1


def protect_case(case: Case, *, progress: Progress) -> StageReport:
    """Make the release of a case and keep it for publishing; say how much was withheld."""
    started = time.monotonic()
    progress.start("protect", None)
    with case.lock():
        material = gather_material(case)
        release, left_out = clear_material(material, read_threshold(case.root))
        keep_release(case, release)
    progress.finish()
    withheld = sum(f.suppressed for f in release.findings)
    counts = {"findings": len(release.findings), "withheld": withheld, "lists_left_out": left_out}
    return StageReport("protect", "done", time.monotonic() - started, counts, release_messages(release, left_out))


def release_messages(release: Release, left_out: int) -> tuple[str, ...]:
    """Return what a user is told of what did not pass."""
    withheld = sum(f.suppressed for f in release.findings)
    messages = []
    if withheld:
        messages.append(
            f"{withheld} of {len(release.findings)} numbers are withheld: they count fewer than {release.threshold} "
            "persons, or would give such a count away."
        )
    if left_out:
        messages.append(
            f"{left_out} {'list' if left_out == 1 else 'lists'} of counts left out: split by a column that may "
            "identify persons, or without any part that could be published."
        )
    return tuple(messages)


def make_release(case: Case) -> Release:
    """Return what of the case's findings may be published now, without keeping it."""
    return clear_material(gather_material(case), read_threshold(case.root))[0]


def keep_release(case: Case, release: Release) -> None:
    """Keep a release in its case, sealed."""
    document = {
        "format": _FORMAT,
        "threshold": release.threshold,
        "findings": [f.to_dict() for f in release.findings],
        "surroundings": release.surroundings.to_dict(),
    }
    case.write_document(_DOCUMENT, document)


def read_release(case: Case) -> Release:
    """Return the release that ``protect_case`` made.

    Raises:
        GateClosed: If the stage has not run.
    """
    document = case.read_document(_DOCUMENT)
    if document is None or document.get("format") != _FORMAT:
        raise GateClosed(
            "Nothing of this case has passed the gate, so nothing can be published.",
            advice="Run `findspot protect` on the case first.",
        )
    findings = tuple(Finding.from_dict(f) for f in document["findings"])
    return release_from_gate(findings, document["threshold"], Surroundings.from_dict(document["surroundings"]))


def clear_material(material: Material, threshold: int) -> tuple[Release, int]:
    """Return the release of what a case knows, and how many lists of counts were left out."""
    names = Names.of(tables_with_names(material.profiles))
    cleared = clear_findings(material.findings, threshold=threshold, rules=SplitRules.of(material.profiles))
    rules = _rules(material, cleared, threshold)
    streams: dict[str, list[int]] = defaultdict(list)
    for table, stream, _ in material.streams.parts:
        streams[table].append(stream)
    rows = {p.name: p.rows for p in material.profiles}
    surroundings = Surroundings(
        clear_streams(material.streams, person_tables=rules.person_tables, threshold=threshold),
        clear_tables(material.profiles, rules=rules, names=names, streams=streams),
        clear_verdicts(material.verdicts, rules=rules, names=names, table_rows=rows),
    )
    return release_from_gate(names.rename(cleared.findings), threshold, surroundings), cleared.lists_left_out


def _rules(material: Material, cleared: Cleared, threshold: int) -> TableRules:
    """Return what follows from the findings for tables, columns and checks."""
    persons = frozenset(f.table for f in material.findings if COUNTS_PERSONS in f.notes)
    small = {p.name for p in material.profiles if p.name in persons and p.rows < threshold}
    hidden = {f.table for f in cleared.findings if f.suppressed and f.code == "ROWS"}
    splits = {(f.table, c) for f in material.findings if f.cell for c in f.by}
    whole = {(f.table, c) for f in cleared.findings if f.cell for c in f.by}
    withheld = {(f.table, c) for f in cleared.findings if f.cell and f.suppressed for c in f.by}
    return TableRules(threshold, persons, frozenset(small | hidden), frozenset(withheld | (splits - whole)))
