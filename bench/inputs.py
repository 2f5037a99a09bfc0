"""The files that are measured: the same made-up people as CSV, as mysqldump text in both layouts, and as NDJSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from findspot.testing.dumps import write_delimited, write_inserts, write_lines
from findspot.testing.people import make_people

BLOCK_ROWS = 100_000
"""Rows made and written in one go."""
SAMPLE_ROWS = 2_000
"""Rows from which the bytes of a row are estimated."""


@dataclass(frozen=True)
class Inputs:
    """The files, all with the same rows."""

    csv: Path
    sql_blocks: Path
    sql_lines: Path
    ndjson: Path


def make_inputs(folder: Path, megabytes: float) -> Inputs:
    """Return the files, each about as big as asked; those that an earlier run made are kept."""
    folder.mkdir(parents=True, exist_ok=True)
    names = {"csv": "csv", "sql_blocks": "blocks.sql", "sql_lines": "lines.sql", "ndjson": "ndjson"}
    inputs = Inputs(**{field.name: folder / f"people-{megabytes:g}MB.{names[field.name]}" for field in fields(Inputs)})
    make_csv(inputs.csv, megabytes)
    _make(inputs.sql_blocks, megabytes, lambda table, first: _inserts(table, first, one_row_a_line=False))
    _make(inputs.sql_lines, megabytes, lambda table, first: _inserts(table, first, one_row_a_line=True))
    _make(inputs.ndjson, megabytes, lambda table, _: write_lines(table).data)
    return inputs


def make_csv(path: Path, megabytes: float) -> Path:
    """Write a clean UTF-8 CSV of the size, unless it is there, and return its path."""
    _make(path, megabytes, lambda table, first: write_delimited(table, line_end="\n", header=first).data)
    return path


def _make(path: Path, megabytes: float, write: Callable[[pa.Table, bool], bytes]) -> None:
    if path.exists():
        return
    unfinished = path.with_suffix(path.suffix + ".part")
    rows = max(1, int(megabytes * 1e6 * SAMPLE_ROWS / len(write(make_people(SAMPLE_ROWS, 0), False))))
    with unfinished.open("wb") as file:
        for number, block in enumerate(_blocks()):
            file.write(write(block.slice(0, rows), number == 0))
            rows -= BLOCK_ROWS
            if rows <= 0:
                break
    unfinished.rename(path)


def _blocks() -> Iterator[pa.Table]:
    """Yield blocks of people without end, numbered on."""
    seed = 0
    while True:
        people = make_people(BLOCK_ROWS, seed)
        numbers = pc.add(people.column("序号").cast(pa.int64()), seed * BLOCK_ROWS)
        yield people.set_column(0, "序号", numbers)
        seed += 1


def _inserts(table: pa.Table, first: bool, *, one_row_a_line: bool) -> bytes:
    """Return CREATE TABLE and INSERTs for the first block, INSERTs alone for the others."""
    data = write_inserts(table, "members", one_row_a_line=one_row_a_line).data
    begin = 0 if first else data.index(b"INSERT INTO")
    return data[begin : data.rindex(b");\n") + 3]
