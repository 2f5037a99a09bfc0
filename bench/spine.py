"""Measures the spine against DuckDB in one run: ``python -m bench [--quick]``."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import measures
from bench.inputs import Inputs, make_csv, make_inputs
from bench.memory import peak_megabytes
from bench.results import Line, keep, machine, memory_table, speed_table

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Plan:
    """How much is measured."""

    megabytes: float = 500
    rounds: int = 5
    threads: int = 2
    memory_megabytes: tuple[float, ...] = (100, 1000)


@dataclass(frozen=True)
class Folders:
    """Where things lie: ``files`` are kept for the next run, ``cases`` are not."""

    files: Path
    cases: Path


QUICK = Plan(megabytes=20, rounds=3, memory_megabytes=(10, 50))

WARM_UP_MEGABYTES = 2

DUCKDB_CSV = "DuckDB read_csv into a table"
DUCKDB_JSON = "DuckDB read_json into a table"


@dataclass(frozen=True)
class Task:
    """One thing to time, on which file, and against what."""

    what: str
    path: Path
    measure: Callable[[], float]
    against: str = ""
    floor: float | None = None


def tasks(inputs: Inputs, cases: Path, threads: int) -> list[Task]:
    """Return all things to time, references first."""
    csv, blocks, lines, ndjson = inputs.csv, inputs.sql_blocks, inputs.sql_lines, inputs.ndjson

    def recover(path: Path) -> Callable[[], float]:
        return measures.recover_stage(path, cases / path.stem, threads)

    return [
        Task(DUCKDB_CSV, csv, measures.duckdb_csv(csv, threads)),
        Task(DUCKDB_JSON, ndjson, measures.duckdb_json(ndjson, threads)),
        Task("CSV → Arrow", csv, measures.to_arrow("FMT-CSV", csv, threads), DUCKDB_CSV, 1.0),
        Task("recover stage, CSV", csv, recover(csv), DUCKDB_CSV, 0.4),
        Task("recover stage, mysqldump, 1 MB INSERTs", blocks, recover(blocks), DUCKDB_CSV, 0.3),
        Task("recover stage, mysqldump, one row a line", lines, recover(lines), DUCKDB_CSV, 0.3),
        Task("recover stage, NDJSON", ndjson, recover(ndjson), DUCKDB_JSON, 0.4),
    ]


def measure_speed(folders: Folders, plan: Plan, say: Callable[[str], None]) -> list[Line]:
    """Time everything once in each round, after a run on small files that does not count."""
    say(f"making {plan.megabytes:g} MB of each kind")
    planned = tasks(make_inputs(folders.files, plan.megabytes), folders.cases, plan.threads)
    for task in tasks(make_inputs(folders.files, WARM_UP_MEGABYTES), folders.cases, plan.threads):
        task.measure()
    for path in {task.path for task in planned}:
        _read_once(path)
    seconds: dict[str, list[float]] = {task.what: [] for task in planned}
    for number in range(plan.rounds):
        for task in planned:
            seconds[task.what].append(task.measure())
            say(f"round {number + 1} of {plan.rounds}: {task.what}: {seconds[task.what][-1]:.2f} s")
    lines: dict[str, Line] = {}
    for task in planned:
        size = task.path.stat().st_size
        lines[task.what] = Line(task.what, seconds[task.what], size, lines.get(task.against), task.floor)
    return list(lines.values())


def _read_once(path: Path) -> None:
    """Read a file that an earlier run made, so that no round waits for the disk alone."""
    with path.open("rb") as file:
        while file.read(1 << 24):
            pass


def measure_memory(folders: Folders, plan: Plan, say: Callable[[str], None]) -> list[tuple[float, float]]:
    """Return for each size the peak memory of intake and recover, in MB."""
    peaks = []
    for size in plan.memory_megabytes:
        path = make_csv(folders.files / f"people-{size:g}MB.csv", size)
        case = folders.cases / f"memory-{size:g}MB"
        peaks.append((size, peak_megabytes(path, case)))
        say(f"memory: {size:g} MB: {peaks[-1][1]:.0f} MB")
    return peaks


def run(plan: Plan, files: Path, say: Callable[[str], None]) -> str:
    """Measure, and return the tables."""
    files.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="cases-", dir=files) as cases, _own_keys(Path(cases)):
        folders = Folders(files, Path(cases))
        lines = measure_speed(folders, plan, say)
        peaks = measure_memory(folders, plan, say)
    head = (
        f"`make bench`: {plan.megabytes:g} MB of each kind, {plan.rounds} rounds, {plan.threads} threads, {machine()}\n"
        "The recover stage reads the sealed copy, and writes every row with its byte range to a sealed table."
    )
    return "\n\n".join([head, speed_table(lines), memory_table(peaks)])


@contextmanager
def _own_keys(folder: Path) -> Iterator[None]:
    """Keep the keys of the cases with the cases, so that none is left among the user's."""
    before = os.environ.get("FINDSPOT_KEYS")
    os.environ["FINDSPOT_KEYS"] = str(folder / "keys")
    try:
        yield
    finally:
        if before is None:
            del os.environ["FINDSPOT_KEYS"]
        else:
            os.environ["FINDSPOT_KEYS"] = before


def main(arguments: Sequence[str] | None = None) -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small files, few rounds; the document is left alone")
    parser.add_argument("--megabytes", type=float, help=f"size of each file (default {Plan.megabytes:g})")
    parser.add_argument("--rounds", type=int, help=f"how often everything is timed (default {Plan.rounds})")
    parser.add_argument(
        "--folder", type=Path, default=ROOT / ".bench", help="where the files are kept for the next run"
    )
    chosen = parser.parse_args(arguments)
    base = QUICK if chosen.quick else Plan()
    plan = Plan(chosen.megabytes or base.megabytes, chosen.rounds or base.rounds, 2, base.memory_megabytes)
    text = run(plan, chosen.folder, lambda line: print(line, file=sys.stderr, flush=True))
    print(text)
    if not chosen.quick:
        keep(ROOT / "docs" / "benchmarks.md", "spine", text)


if __name__ == "__main__":
    main()
