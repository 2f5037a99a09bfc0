"""A release is made at the gate, kept in the case and read back; nothing else makes one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from findspot.errors import GateClosed
from findspot.model.finding import Estimate, Finding
from findspot.model.profile import ColumnProfile, TableProfile
from findspot.model.release import Release
from findspot.model.released import Surroundings
from findspot.model.tables import Privacy
from findspot.plugins.protocols import Verdict
from findspot.protection import read_release
from findspot.protection.gate import COUNTS_PERSONS
from findspot.protection.material import Material, gather_streams
from findspot.protection.releases import clear_material, keep_release, release_messages
from findspot.protection.streams import StreamMaterial
from findspot.store.case import create_case
from findspot.store.streams import StreamInfo

PERSONS = (COUNTS_PERSONS,)


def listed(by: str, counts: dict[str, int]) -> list[Finding]:
    return [
        Finding("COUNT", "members", Estimate(n, n, n, None, "count", 305), (by,), (label,), notes=PERSONS)
        for label, n in counts.items()
    ]


def profiled(source: str, privacy: Privacy, fill: float = 1.0) -> ColumnProfile:
    return ColumnProfile("c001", source, "category", 0.9, privacy, "text", fill, 1.0, 3)


MATERIAL = Material(
    findings=(
        Finding("ROWS", "members", Estimate.exact(305), notes=PERSONS),
        *listed("sex", {"F": 200, "M": 100, "": 5}),
        *listed("name", {"a": 200, "b": 105}),
    ),
    profiles=(
        TableProfile("members", 305, (profiled("sex", Privacy.QUASI, 300 / 305), profiled("name", Privacy.DIRECT))),
    ),
    verdicts=(Verdict("CHK-X", "members", "n", "share", 0.01, 0.0, 0.02, 305, "look", counts={"failed": 3}),),
    streams=StreamMaterial(
        (StreamInfo(1, None, "source", "wang.csv", b"wang.csv", 900, "ab" * 32, "sealed", ""),),
        {1: {"format": "FMT-CSV", "encoding": "utf-8", "rows": 305, "flagged": 2}},
        parts=(("members", 1, 305),),
    ),
)


def test_the_parts_of_a_release_agree_on_what_is_withheld() -> None:
    release, left_out = clear_material(MATERIAL, 10)
    assert left_out == 1
    assert {f.by for f in release.findings} == {(), ("sex",)}
    (table,) = release.surroundings.tables
    assert (table.rows, table.lists_persons, table.streams) == (305, True, (1,))
    assert [c.fill for c in table.columns] == [None, 1.0]
    (check,) = release.surroundings.checks
    assert check.withheld
    (stream,) = release.surroundings.streams
    assert (stream.kind, stream.rows, stream.flagged) == ("CSV", 305, 2)


def test_a_release_survives_being_kept(tmp_path: Path) -> None:
    case = create_case(tmp_path / "case")
    release = clear_material(MATERIAL, 10)[0]
    keep_release(case, release)
    assert read_release(case) == release


def test_without_the_gate_there_is_nothing_to_publish(tmp_path: Path) -> None:
    with pytest.raises(GateClosed, match="passed the gate"):
        read_release(create_case(tmp_path / "case"))


def test_nobody_else_makes_a_release() -> None:
    with pytest.raises(GateClosed):
        Release((), 10, gate=object())


def test_surroundings_survive_json() -> None:
    around = clear_material(MATERIAL, 10)[0].surroundings
    assert Surroundings.from_dict(json.loads(json.dumps(around.to_dict()))) == around


def test_a_small_table_is_uncounted_even_without_a_row_finding() -> None:
    small = Material(
        findings=(Finding("PERSONS", "members", Estimate.exact(4), notes=PERSONS),),
        profiles=(TableProfile("members", 4, (profiled("sex", Privacy.QUASI),)),),
    )
    (table,) = clear_material(small, 10)[0].surroundings.tables
    assert table.rows is None


def test_nothing_in_a_release_names_a_file() -> None:
    assert "wang" not in json.dumps(clear_material(MATERIAL, 10)[0].surroundings.to_dict())


def test_the_stage_says_what_it_withheld() -> None:
    release, left_out = clear_material(MATERIAL, 10)
    withheld, lists = release_messages(release, left_out)
    assert withheld.startswith("2 of 4 numbers are withheld")
    assert lists.startswith("1 list")
    assert release_messages(clear_material(Material(), 10)[0], 0) == ()


def test_a_new_case_has_no_streams(tmp_path: Path) -> None:
    assert gather_streams(create_case(tmp_path / "case")) == StreamMaterial([], parts=[])
