from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest

from findspot.api import RunSettings, open_case, run
from findspot.store import Case
from findspot.store.parquet import TableWriter
from findspot.testing.scoring import Score, score_case
from findspot.testing.twins import make_twin
from findspot.testing.wreckage import damage_twin

Twins = Callable[[str], Path]

RESOLVED = frozenset({"persons inside"})
"""What is scored and shown, but is for the issue on resolution to pass."""


def failed(score: Score) -> dict[str, str]:
    return {item.name: item.found for item in score.items if not item.passed and item.name not in RESOLVED}


def run_and_score(folder: Path, case: Path) -> Score:
    run([folder / "dump"], case=case, settings=RunSettings(workers=1))
    return score_case(open_case(case), folder)


def cheat(case: Case, table: str, change: Callable[[pa.Table], pa.Table]) -> None:
    path = case.partial("cheat") / "000001-0000.parquet"
    changed = change(case.sealed.table(table))
    with TableWriter(path, changed.schema, case.keys.sealing) as writer:
        for batch in changed.to_batches():
            writer.write(batch)
    case.sealed.adopt(table, [path])


def test_a_case_passes_until_somebody_cheats(copied: Twins, tmp_path: Path) -> None:
    folder = copied("visitors")
    score = run_and_score(folder, tmp_path / "case")
    assert failed(score) == {}
    assert not score.unread
    case = open_case(tmp_path / "case")
    cheat(case, "camera", lambda rows: pa.concat_tables([rows, rows.slice(0, 2)]))
    assert {"ledger adds up", "rows that share bytes"} <= set(failed(score_case(case, folder)))
    report = tmp_path / "case" / "out" / "report.html"
    report.write_text(report.read_text("utf-8") + _an_id(folder), "utf-8")
    assert "no identifier published" in failed(score_case(case, folder))


def _an_id(folder: Path) -> str:
    from findspot.testing.twins.truthfiles import read_entities

    number: str = read_entities(folder, "target").column("id_number")[0].as_py()
    return number


@pytest.mark.slow
@pytest.mark.parametrize(
    ("twin", "kinds"),
    [
        ("register", ["", "flips", "zero", "blocks"]),
        ("visitors", ["", "flips", "zero", "garbage"]),
        ("profiles", ["", "zero", "garbage", "newlines"]),
        ("profiles", ["flips"]),
        ("media", ["", "flips", "zero", "blocks"]),
    ],
)
def test_small_twins_pass_as_they_are_and_damaged(twin: str, kinds: list[str], tmp_path: Path) -> None:
    found = {}
    for kind in kinds:
        folder = tmp_path / f"twin-{kind}"
        make_twin(twin, seed=1, out=folder, knobs={"rows": 1500})
        if kind:
            damage_twin(folder, kind=kind, seed=5)
        found[kind] = failed(run_and_score(folder, tmp_path / f"case-{kind}"))
    assert found == {kind: {} for kind in kinds}
