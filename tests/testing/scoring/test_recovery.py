from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from findspot.model.batch import PROVENANCE, provenance_arrays
from findspot.testing.comparison import RecoveredTable
from findspot.testing.damage import Fate
from findspot.testing.scoring.planted import Planted, PlantedStream
from findspot.testing.scoring.recovery import recovery_items, score_stream
from findspot.testing.wreckage import damage_twin

Twins = Callable[[str], Path]
Recovery = list[list[RecoveredTable]]


def perfect(stream: PlantedStream) -> list[RecoveredTable]:
    """What a perfect reader returns: whole records only, flagged where they are in another encoding."""
    tables = []
    for table in stream.tables:
        truth = table.truth
        whole = np.isin(truth.fate, (Fate.UNTOUCHED, Fate.RECODED))
        how = np.where(truth.fate == Fate.RECODED, 2, 0)[whole].astype(np.int8)
        tables.append(
            make(truth.name, truth.rows.filter(pa.array(whole)), truth.offset[whole], truth.length[whole], how)
        )
    return tables


def make(name: str, rows: pa.Table, offset: Any, length: Any, how: Any) -> RecoveredTable:
    names = [*PROVENANCE.names, *(f"c{n + 1:03d}" for n in range(rows.num_columns))]
    places = provenance_arrays(1, np.asarray(offset), np.asarray(length, np.int64), np.asarray(how, np.int8))
    return RecoveredTable(name, pa.table([*places, *rows.columns], names=names), tuple(rows.column_names))


def part(table: RecoveredTable, name: str) -> Any:
    return table.rows.column(name).to_numpy().copy()


def values(table: RecoveredTable) -> pa.Table:
    return table.take_columns(table.columns)


def remade(table: RecoveredTable, **changes: Any) -> RecoveredTable:
    own = {"offset": part(table, "_fs_offset"), "length": part(table, "_fs_length"), "how": part(table, "_fs_how")}
    return make(table.name, changes.pop("rows", values(table)), **{**own, **changes})


def double(table: RecoveredTable) -> RecoveredTable:
    return replace(table, rows=pa.concat_tables([table.rows, table.rows.slice(0, 3)]))


def shift(table: RecoveredTable) -> RecoveredTable:
    return remade(table, offset=part(table, "_fs_offset") + 1)


def shorten(table: RecoveredTable) -> RecoveredTable:
    return remade(table, length=part(table, "_fs_length") - 1)


def flag(table: RecoveredTable) -> RecoveredTable:
    return remade(table, how=np.full(len(table.rows), 4, np.int8))


def alter(table: RecoveredTable) -> RecoveredTable:
    rows = values(table)
    at = rows.num_columns - 1
    spoiled = pa.array([*["made up"] * min(4, len(rows)), *rows.column(at).to_pylist()[4:]], pa.string())
    return remade(table, rows=rows.set_column(at, rows.column_names[at], spoiled))


def swap(table: RecoveredTable) -> RecoveredTable:
    rows = values(table)
    return remade(table, rows=rows.take(pa.array(np.arange(len(rows))[::-1])))


def drop(table: RecoveredTable) -> RecoveredTable:
    return replace(table, rows=table.rows.slice(4))


def score(folder: Path, cheat: Callable[[RecoveredTable], RecoveredTable] = lambda table: table) -> dict[str, bool]:
    scores = [score_stream(s, [cheat(t) for t in perfect(s)]) for s in Planted(folder).streams()]
    return {item.name: item.passed for item in recovery_items(scores)}


@pytest.mark.parametrize("twin", ["register", "visitors", "profiles", "media"])
def test_a_perfect_reader_passes(twin: str, twins: Twins) -> None:
    assert all(score(twins(twin)).values())


@pytest.mark.parametrize("kind", ["flips", "zero", "head", "tail", "blocks", "recode", "newlines", "garbage"])
def test_a_perfect_reader_passes_after_damage(kind: str, copied: Twins) -> None:
    folder = copied("profiles")
    damage_twin(folder, kind=kind, seed=5)
    assert all(score(folder).values())


@pytest.mark.parametrize(
    ("cheat", "items"),
    [
        (double, {"rows that share bytes"}),
        (shift, {"intact rows exact", "byte ranges right", "wrong rows without a flag"}),
        (shorten, {"intact rows exact", "byte ranges right", "wrong rows without a flag"}),
        (flag, {"intact rows without a flag"}),
        (alter, {"intact rows exact", "wrong rows without a flag"}),
        (swap, {"intact rows exact", "wrong rows without a flag"}),
        (drop, {"intact rows exact"}),
    ],
)
@pytest.mark.parametrize("twin", ["register", "visitors"])
def test_a_cheating_case_fails(
    cheat: Callable[[RecoveredTable], RecoveredTable], items: set[str], twin: str, twins: Twins
) -> None:
    result = score(twins(twin), cheat)
    assert {name for name, passed in result.items() if not passed} >= items


def test_rows_from_nowhere_fail(twins: Twins) -> None:
    streams = list(Planted(twins("register")).streams())
    sql = next(s for s in streams if s.info.format == "sql")
    row = sql.tables[0].truth.rows.slice(0, 1)
    extra = make("extra", row, [0], [5], [0])
    result = score_stream(sql, [*perfect(sql), extra])
    assert result.invented == 1
    flagged = score_stream(sql, [*perfect(sql), make("extra", row, [0], [5], [4])])
    assert flagged.invented == 0


def test_nothing_recovered_fails_and_nothing_to_score_too(twins: Twins) -> None:
    scores = [score_stream(s, []) for s in Planted(twins("register")).streams()]
    failed = {item.name for item in recovery_items(scores) if not item.passed}
    assert failed == {"intact rows exact"}
    assert [item.name for item in recovery_items([]) if not item.passed] == ["something was scored"]


def test_rows_across_damage_count_and_pass_once_for_each_place(copied: Twins) -> None:
    folder = copied("register")
    damage_twin(folder, kind="zero", seed=1, amount=0.05)
    for stream in Planted(folder).streams():
        for start, length in stream.damaged:
            row = stream.tables[0].truth.rows.slice(0, 1)
            result = score_stream(stream, [*perfect(stream), make("glued", row, [start + 5], [length - 9], [0])])
            assert (result.glued, result.altered, result.invented) == (1, 0, 0)


def test_records_behind_compressed_damage_are_found_by_value(copied: Twins) -> None:
    folder = copied("profiles")
    damage_twin(folder, kind="gzip", seed=1, amount=1e-4)
    stream = next(s for s in Planted(folder).streams() if any(len(t.unplaced) for t in s.tables))
    table = next(t for t in stream.tables if len(t.unplaced))
    count = len(table.unplaced)
    elsewhere = np.arange(count) * 10 + 10_000_000
    found = make(table.truth.name, table.unplaced, elsewhere, np.full(count, 9), np.zeros(count))
    result = score_stream(stream, [*perfect(stream), found])
    assert result.values_only == count
    assert result.total("untouched_exact") == result.total("untouched")
    assert score_stream(stream, perfect(stream)).total("untouched_exact") == result.total("untouched") - count


def test_places_of_earlier_damage_move_with_later_damage(copied: Twins) -> None:
    folder = copied("register")
    damage_twin(folder, kind="zero", seed=1, amount=0.05)
    first = {s.place: s.damaged for s in Planted(folder).streams()}
    damage_twin(folder, kind="head", seed=1, amount=0.01)
    for stream in Planted(folder).streams():
        gone = stream.info.length - _length_now(folder, stream)
        moved = {(start - gone, length) for start, length in first[stream.place]}
        assert moved <= set(stream.damaged)


def _length_now(folder: Path, stream: PlantedStream) -> int:
    from findspot.testing.twins.payloads import read_payload

    return len(read_payload(folder / "dump", stream.info.file, stream.info.stream))
