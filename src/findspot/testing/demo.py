"""The demo: damaged sources made on the spot, the whole pipeline over them, what was planted and what came out."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from findspot.errors import UsageProblem
from findspot.testing import damage, dumps, registers
from findspot.testing.comparison import DemoComparison, compare_case
from findspot.testing.damage import Damage, DamageKind
from findspot.testing.people import make_people
from findspot.testing.truth import DemoTruth, TruthTable, save_truth

if TYPE_CHECKING:
    from findspot.model.stage import Progress

FULL_ROWS: Final = 200_000
"""Members in the demo of full size; fewer members come with fewer of everything else."""

_OWN_FOLDERS: Final = frozenset({"sources", "truth", "case"})
_ZIP_TIME: Final = (2016, 1, 1, 0, 0, 0)
_DUMP_HEAD: Final = """-- MySQL dump 10.13  Distrib 5.7.44, for Linux (x86_64)
--
-- Host: localhost    Database: centre
-- ------------------------------------------------------
-- Server version\t5.7.44

/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!40101 SET NAMES utf8mb4 */;
/*!40014 SET @OLD_FOREIGN_KEY_CHECKS=@@FOREIGN_KEY_CHECKS, FOREIGN_KEY_CHECKS=0 */;
"""
_DUMP_TAIL: Final = """
/*!40101 SET CHARACTER_SET_CLIENT=@OLD_CHARACTER_SET_CLIENT */;

-- Dump completed on 2015-01-01  3:00:00
"""


@dataclass(frozen=True, slots=True)
class DemoSource:
    """One source of the demo: its file, the name of its stream, and its damage at full size.

    ``recoded`` counts records in another charset; ``kept`` is the share of the compressed bytes that is not cut off.
    """

    file: str
    stream: str
    zeros: int
    flips: int
    recoded: int = 0
    kept: float = 1.0


SOURCES: Final = (
    DemoSource("members.zip", "members.csv", zeros=14, flips=50, recoded=1000),
    DemoSource("centre.sql", "centre.sql", zeros=7, flips=20),
    DemoSource("events.ndjson.gz", "events.ndjson", zeros=9, flips=30, kept=0.95),
)


@dataclass(frozen=True, slots=True)
class DemoLine:
    """One line of the demo's summary."""

    what: str
    planted: str
    came_out: str


@dataclass(frozen=True, slots=True)
class DemoSummary:
    """What the demo shows: the lines, the comparison behind them, the case, the truth and the report."""

    lines: tuple[DemoLine, ...]
    comparison: DemoComparison
    case: Path
    truth: Path
    report: Path

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return {
            "lines": [asdict(line) for line in self.lines],
            "comparison": self.comparison.to_dict(),
            **{name: str(getattr(self, name)) for name in ("case", "truth", "report")},
        }


def make_demo(folder: Path, *, seed: int = 1, rows: int = FULL_ROWS) -> DemoTruth:
    """Write the demo's damaged sources to ``folder/sources`` and the truth about them to ``folder/truth``.

    Three files: a GB18030 CSV of ``rows`` made-up members in a zip; a mysqldump with 3/10 as many visits; as many
    events of an elasticdump in a gzip file whose end is cut off. Zeroed blocks, flipped bytes and a run of records in
    UTF-8 are inside the payloads, before compression. Fewer rows get proportionally less damage, at least one of each
    kind.
    """
    sources = folder / "sources"
    sources.mkdir(parents=True, exist_ok=True)
    makers: tuple[Callable[[int, int], dumps.Payload], ...] = (_members, _centre, _events)
    tables: list[TruthTable] = []
    damages: dict[str, tuple[Damage, ...]] = {}
    for number, (plan, maker) in enumerate(zip(SOURCES, makers, strict=True)):
        payload, done = _break(maker(rows, seed), plan, rows / FULL_ROWS, np.random.default_rng([seed, 9, number]))
        available, cut = _write(sources / plan.file, payload.data, plan)
        done += cut
        damages[plan.stream] = tuple(done)
        stem = Path(plan.stream).stem
        tables += [
            TruthTable(
                plan.stream,
                f"{stem}__{table.name}" if table.name else stem,
                table.rows,
                table.offset,
                table.length,
                damage.record_fates(table, done, available),
            )
            for table in payload.tables
        ]
    truth = DemoTruth(tuple(sources / plan.file for plan in SOURCES), tuple(tables), damages)
    save_truth(truth, folder / "truth")
    return truth


def run_demo(folder: Path, *, seed: int = 1, rows: int = FULL_ROWS, progress: Progress | None = None) -> DemoSummary:
    """Make the demo's sources, run every stage on them, and compare with what was planted; all below ``folder``.

    Raises:
        UsageProblem: ``folder`` holds something else than an earlier demo.
    """
    # Not from the package: its own function for the demo imports this module.
    from findspot.api.stages import open_case, run

    if folder.exists() and not {entry.name for entry in folder.iterdir()} <= _OWN_FOLDERS:
        advice = "Name a folder that is empty or not there yet."
        raise UsageProblem("The folder holds something else than a demo.", where=str(folder), advice=advice)

    truth = make_demo(folder, seed=seed, rows=rows)
    case_folder = folder / "case"
    report = run(list(truth.sources), case=case_folder, progress=progress)
    comparison = compare_case(open_case(case_folder), truth)
    return DemoSummary(summarise(truth, comparison), comparison, case_folder, folder / "truth", report.report)


def summarise(truth: DemoTruth, comparison: DemoComparison) -> tuple[DemoLine, ...]:
    """Return what was planted and what came out, in a few lines for people."""
    total = comparison.total
    done = [
        f"{truth.count_damages(DamageKind.ZERO)} zeroed blocks of 4 KiB",
        f"{truth.count_damages(DamageKind.FLIP)} flipped bytes",
        f"{truth.count_damages(DamageKind.RECODE)} span in another charset",
        f"{truth.count_damages(DamageKind.TRUNCATE)} file cut off",
    ]
    return (
        DemoLine("damage", ", ".join(done), f"{len(truth.sources)} sources read to the end"),
        *(
            DemoLine(f"rows of {t.table}, untouched", f"{t.untouched:,}", _share(t.untouched_exact, t.untouched))
            for t in comparison.tables
        ),
        DemoLine("rows in another charset", f"{total('recoded'):,}", _share(total("recoded_exact"), total("recoded"))),
        DemoLine(
            "rows touched by damage",
            f"{total('touched'):,}",
            f"{total('touched_refused'):,} rejected, {total('touched_flagged'):,} flagged, "
            f"{total('touched_right'):,} right all the same, {total('touched_wrong'):,} changed unnoticed",
        ),
        DemoLine("rows cut off", f"{total('lost'):,}", f"{total('lost_claimed'):,} claimed"),
        DemoLine("rows in places where none was planted", "0", f"{comparison.invented:,}"),
        DemoLine("byte ranges", f"{total('rows'):,} rows", _share(total("ranges_exact"), total("rows"))),
    )


def _share(part: int, whole: int) -> str:
    # Rounded down, so that 100 % means all.
    percent = int(part * 100_000 / whole) / 1000 if whole else 100.0
    return f"{part:,} exactly ({percent:.3f} %)"


def _members(rows: int, seed: int) -> dumps.Payload:
    return dumps.write_delimited(make_people(rows, seed), encoding="gb18030")


def _centre(rows: int, seed: int) -> dumps.Payload:
    branches = max(1, rows // 400)
    parts = [
        dumps.write_inserts(registers.make_branches(branches, seed), "branches"),
        dumps.write_inserts(registers.make_visits(rows * 3 // 10, seed, branches), "visits"),
    ]
    return dumps.join_payloads(parts, head=_DUMP_HEAD, tail=_DUMP_TAIL)


def _events(rows: int, seed: int) -> dumps.Payload:
    return dumps.write_documents(registers.make_events(rows * 3 // 10, seed), "events")


def _break(
    payload: dumps.Payload, plan: DemoSource, scale: float, random: np.random.Generator
) -> tuple[dumps.Payload, list[Damage]]:
    done: list[Damage] = []
    if plan.recoded:
        count = max(1, round(plan.recoded * scale))
        first = int(random.integers(0, len(payload.tables[0].offset) - count))
        payload, recoded = damage.recode_records(payload, slice(first, first + count), "utf-8")
        done.append(recoded)
    data, zeroed = damage.zero_blocks(payload.data, max(1, round(plan.zeros * scale)), random=random)
    data, flipped = damage.flip_bytes(data, max(1, round(plan.flips * scale)), random=random, spare=zeroed)
    return dumps.Payload(data, payload.tables, payload.encoding), [*done, *zeroed, *flipped]


def _write(path: Path, data: bytes, plan: DemoSource) -> tuple[int, list[Damage]]:
    """Write a source; return how many bytes of its payload can still be had, and what was cut off."""
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(zipfile.ZipInfo(plan.stream, _ZIP_TIME), data, zipfile.ZIP_DEFLATED)
        return len(data), []
    if path.suffix != ".gz":
        path.write_bytes(data)
        return len(data), []
    kept, _ = damage.truncate(gzip.compress(data, mtime=0), plan.kept)
    path.write_bytes(kept)
    available = damage.gunzipped_length(kept)
    return available, [Damage(DamageKind.TRUNCATE, available, len(data) - available)]
