"""One function for each thing that is timed; all return seconds, the rows are checked."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

from findspot import api
from findspot.api import RunSettings
from findspot.model.batch import ReadSettings
from findspot.plugins.manager import manager
from findspot.testing.streams import FileStream


def duckdb_csv(path: Path, threads: int) -> Callable[[], float]:
    """DuckDB ``read_csv`` into a table in memory, all columns as text, as findspot keeps them."""
    return _duckdb("create table t as select * from read_csv(?, header = true, all_varchar = true)", path, threads)


def duckdb_json(path: Path, threads: int) -> Callable[[], float]:
    """DuckDB ``read_json`` into a table in memory."""
    return _duckdb("create table t as select * from read_json(?, format = 'newline_delimited')", path, threads)


def _duckdb(sql: str, path: Path, threads: int) -> Callable[[], float]:
    def measure() -> float:
        with duckdb.connect(":memory:", config={"threads": threads}) as connection:
            started = time.perf_counter()
            connection.execute(sql, [str(path)])
            return time.perf_counter() - started

    return measure


def to_arrow(code: str, path: Path, threads: int) -> Callable[[], float]:
    """A findspot format alone: every row as Arrow columns with its byte range, each batch dropped at once."""
    chosen = next(item for item in manager().formats() if item.code == code)

    def measure() -> float:
        started = time.perf_counter()
        rows = sum(
            part.batch.num_rows
            for chunk in chosen.read(FileStream(path), ReadSettings(workers=threads))
            for part in chunk.rows
        )
        assert rows, f"{code} gave no rows"
        return time.perf_counter() - started

    return measure


def recover_stage(path: Path, case: Path, threads: int) -> Callable[[], float]:
    """The whole stage on a case that has the file sealed: byte ranges, ledger, sealed table in its place."""
    settings = RunSettings(workers=threads)
    if not (case / "case.toml").exists():
        api.intake([path], case=case, settings=settings)

    def measure() -> float:
        api.open_case(case).state.forget("recover")
        gc.collect()
        started = time.perf_counter()
        report = api.recover(case, settings=settings)
        seconds = time.perf_counter() - started
        assert report.state == "done", "a clean file gave rejects, flags or gaps"
        return seconds

    return measure
