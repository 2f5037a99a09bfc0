"""The stage ``protect`` on a case as the earlier stages leave it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import pyarrow as pa
import pytest

from findspot.analysis.stage import FINDINGS_DOCUMENT
from findspot.model.finding import Estimate, Finding, findings_document
from findspot.model.profile import PROFILE_DOCUMENT, ColumnProfile, TableProfile, profile_document
from findspot.model.stage import Silent
from findspot.model.tables import DAMAGE_MAP, HOLES, LEDGER, STREAMS, TABLES, Privacy, TableSpec
from findspot.plugins.protocols import Verdict
from findspot.protection import make_release, protect_case, read_release
from findspot.protection.material import gather_material
from findspot.store.case import Case, create_case
from findspot.verification.stage import VERDICTS_DOCUMENT

NOTES = ("counts-persons",)


def write(case: Case, spec: TableSpec, **columns: list[object]) -> None:
    rows = len(next(iter(columns.values())))
    filled = {f.name: pa.array(columns.get(f.name, [None] * rows), f.type) for f in spec.schema}
    case.write_meta(spec, pa.table(filled, spec.schema))


@pytest.fixture
def case(tmp_path: Path) -> Case:
    made = create_case(tmp_path / "case")
    write(
        made,
        STREAMS,
        id=[1],
        step=["source"],
        name=["wang.csv"],
        raw_name=[b"wang.csv"],
        length=[900],
        sha256=["ab" * 32],
        state=["sealed"],
        reason=[""],
    )
    write(made, LEDGER, stream=[1], format=["FMT-CSV"], rows=[305], flagged=[0], rejects=[0], bytes_rows=[900])
    layers = {layer: [0] * 20 for layer in ("repaired", "flagged", "rejects", "structure", "child", "gaps")}
    write(made, DAMAGE_MAP, stream=[1] * 20, slice=list(reversed(range(20))), read=[45] * 20, **layers)  # type: ignore[arg-type]
    write(made, HOLES, stream=[1, 1], offset=[10, 890], reason=["", ""])
    write(made, TABLES, name=["members"], stream=[1], source=[""], rows=[305])
    counts = {"F": 200, "M": 100, "X": 5}
    findings = [
        Finding("ROWS", "members", Estimate.exact(305), notes=NOTES),
        *(Finding("COUNT", "members", Estimate.exact(n), ("sex",), (c,), notes=NOTES) for c, n in counts.items()),
    ]
    made.write_document(FINDINGS_DOCUMENT, findings_document(findings))
    column = ColumnProfile("c001", "sex", "sex", 0.9, Privacy.QUASI, "text", 1.0, 1.0, 3)
    made.write_document(PROFILE_DOCUMENT, profile_document([TableProfile("members", 305, (column,))]))
    verdict = Verdict("CHK-X", "members", "n", "share", 0.1, 0.0, 0.2, 305, "look", counts={"failed": 30})
    made.write_document(VERDICTS_DOCUMENT, {"format": 1, "verdicts": [{**asdict(verdict), "notes": []}]})
    return made


def test_everything_the_gate_looks_at_is_gathered(case: Case) -> None:
    material = gather_material(case)
    assert [len(m) for m in (material.findings, material.profiles, material.verdicts)] == [4, 1, 1]
    streams = material.streams
    assert [s.id for s in streams.streams] == [1]
    assert streams.ledger[1]["rows"] == 305
    assert len(streams.maps[1]) == 20
    assert streams.holes == {1: [10, 890]}
    assert streams.parts == [("members", 1, 305)]


def test_protect_keeps_a_release_and_says_what_it_withheld(case: Case) -> None:
    report = protect_case(case, progress=Silent())
    assert (report.stage, report.state) == ("protect", "done")
    assert dict(report.counts) == {"findings": 4, "withheld": 2, "lists_left_out": 0}
    assert len(report.messages) == 1
    release = read_release(case)
    assert release == make_release(case)
    (stream,) = release.surroundings.streams
    assert (stream.holes, stream.hole_slices, len(stream.strip)) == (2, (0, 19), 20)
    assert release.surroundings.checks[0].counts == (("failed", 30),)


def test_the_case_may_ask_for_more(case: Case) -> None:
    with (case.root / "case.toml").open("a", encoding="utf-8") as file:
        file.write("threshold = 150\n")
    release = make_release(case)
    assert release.threshold == 150
    assert [f.suppressed for f in release.findings if f.cell] == [True, True, True]


def test_no_true_count_of_a_few_is_written_in_the_clear(case: Case) -> None:
    protect_case(case, progress=Silent())
    plain = [
        p for p in case.root.rglob("*") if p.is_file() and p.parent.name != "log" and p.suffix in {".json", ".toml"}
    ]
    assert not any(b"COUNT" in p.read_bytes() for p in plain)
