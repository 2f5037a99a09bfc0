"""Scores what was recovered: rows, byte ranges, and rows that nobody planted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from findspot.model.span import How
from findspot.testing.comparison import (
    RecoveredTable,
    StreamRows,
    TableComparison,
    compare_table,
    overlaps,
    same_values,
)
from findspot.testing.damage import Fate
from findspot.testing.scoring.planted import OTHER, PlantedStream, PlantedTable
from findspot.testing.scoring.report import Item, limit_item, share_item
from findspot.testing.truth import TruthTable

EXACT: Final = 0.999
RECODED: Final = 0.99
FLAGGED: Final = 0.99
FALSE_ROWS: Final = 1e-4
"""Of all rows, those that may be wrong and say nothing of it (claims: how a twin is scored)."""


@dataclass(frozen=True, slots=True)
class StreamScore:
    """Counts of one stream.

    Attributes:
        exposed: Whole records whose beginning or end is no longer marked; they are not among the untouched.
        exposed_exact: Of these, those back exactly.
        repeated: Rows that share bytes with another row.
        altered: Rows without a flag on the bytes of a whole record that are not exactly that record.
        invented: Rows without a flag where neither a record nor damage is.
        glued: Rows without a flag at places of damage that are not exactly one record.
        foreign: Rows in blocks of another stream, where they are what is there.
        damaged: Places of damage.
        values_only: Records found by value, as nobody can tell their place behind damage to compressed bytes.
    """

    place: str
    tables: tuple[TableComparison, ...]
    exposed: int = 0
    exposed_exact: int = 0
    repeated: int = 0
    altered: int = 0
    invented: int = 0
    glued: int = 0
    foreign: int = 0
    damaged: int = 0
    values_only: int = 0

    def total(self, count: str) -> int:
        """Return a count of ``TableComparison`` over all tables."""
        return sum(getattr(table, count) for table in self.tables)

    def to_dicts(self) -> list[dict[str, Any]]:
        """Return plain JSON types, an entry for each table; what is about the whole stream is in each."""
        own = {k: v for k, v in ((n, getattr(self, n)) for n in self.__dataclass_fields__) if k != "tables"}
        return [{**own, **asdict(table)} for table in self.tables]


def score_stream(planted: PlantedStream, recovered: Sequence[RecoveredTable]) -> StreamScore:
    """Return the counts of one stream."""
    rows = StreamRows(recovered)
    exposed = [_only(table, table.exposed) for table in planted.tables]
    compared = [compare_table(_only(table, ~table.exposed), rows) for table in planted.tables]
    unplaced = [_find_values(table.unplaced, recovered) for table in planted.tables]
    compared = [
        _with_values(comparison, len(table.unplaced), found)
        for comparison, table, found in zip(compared, planted.tables, unplaced, strict=True)
    ]
    exposed_scores = [compare_table(table, rows) for table in exposed]
    foreign = _within(rows, planted.foreign)
    altered, invented, glued = _count_wrong(planted, rows, ~foreign)
    return StreamScore(
        place=planted.place,
        tables=tuple(compared),
        exposed=sum(s.untouched + s.recoded for s in exposed_scores),
        exposed_exact=sum(s.untouched_exact + s.recoded_exact for s in exposed_scores),
        repeated=_count_repeated(rows),
        altered=altered,
        invented=0 if planted.has_compressed_damage else invented,
        glued=0 if planted.has_compressed_damage else glued,
        foreign=int(np.count_nonzero(foreign)),
        damaged=len(planted.damaged),
        values_only=sum(len(table.unplaced) for table in planted.tables),
    )


def recovery_items(streams: Sequence[StreamScore]) -> list[Item]:
    """Return the items about recovery over all streams."""

    def total(name: str) -> int:
        return sum(stream.total(name) for stream in streams)

    def count(name: str) -> int:
        return sum(getattr(stream, name) for stream in streams)

    rows = max(1, total("rows"))
    few = int(rows * FALSE_ROWS)
    intact, exact = total("untouched"), total("untouched_exact")
    return [
        Item("something was scored", intact > 0, f"{len(streams)} streams, {intact:,} intact records", "at least one"),
        share_item("intact rows exact", exact, intact, EXACT),
        share_item("recoded rows exact", total("recoded_exact"), total("recoded"), RECODED),
        share_item("byte ranges right", total("ranges_exact"), total("rows"), EXACT),
        share_item("intact rows without a flag", exact - total("untouched_flagged"), exact, FLAGGED),
        limit_item("rows that share bytes", count("repeated"), 0),
        limit_item("wrong rows without a flag", count("altered"), few),
        limit_item("rows where nothing was planted", count("invented"), few),
        limit_item("rows across damage without a flag", count("glued"), few + count("damaged")),
    ]


def _only(table: PlantedTable, chosen: NDArray[np.bool_]) -> TruthTable:
    truth = table.truth
    return TruthTable(
        truth.stream,
        truth.name,
        truth.rows.filter(pa.array(chosen)),
        truth.offset[chosen],
        truth.length[chosen],
        truth.fate[chosen],
    )


def _count_repeated(rows: StreamRows) -> int:
    """Return how many rows begin before the one in front of them ends."""
    if not len(rows.offset):
        return 0
    reached = np.maximum.accumulate(rows.end)
    return int(np.count_nonzero(rows.offset[1:] < reached[:-1]))


def _within(rows: StreamRows, ranges: Sequence[tuple[int, int]]) -> NDArray[np.bool_]:
    """Return which rows lie wholly in one of some ranges."""
    inside = np.zeros(len(rows.offset), np.bool_)
    for start, length in ranges:
        inside |= (rows.offset >= start) & (rows.end <= start + length)
    return inside


def _count_wrong(planted: PlantedStream, rows: StreamRows, own: NDArray[np.bool_]) -> tuple[int, int, int]:
    """Return the altered, invented and glued rows among the stream's own."""
    truths = [table.truth for table in planted.tables]
    unflagged = own & (rows.how == How.READ)
    right = np.zeros(len(rows.offset), np.bool_)
    exact_touched = right.copy()
    on_whole, on_any = right.copy(), right.copy()
    for truth in truths:
        at, same = match_rows(truth, rows)
        intact = np.isin(truth.fate, (Fate.UNTOUCHED, Fate.RECODED))
        right[at[same & intact]] = True
        exact_range = (at >= 0) & (truth.fate == Fate.TOUCHED)
        exact_range[exact_range] = rows.end[at[exact_range]] == (truth.offset + truth.length)[exact_range]
        exact_touched[at[exact_range]] = True
        end = truth.offset + truth.length
        on_whole |= overlaps(rows.offset, rows.end, truth.offset[intact], end[intact])
        on_any |= overlaps(rows.offset, rows.end, truth.offset, end)
        odd = truth.fate == OTHER
        exact_touched |= overlaps(rows.offset, rows.end, truth.offset[odd], end[odd])
    start = np.array([r[0] for r in planted.damaged], np.int64)
    stop = start + np.maximum(1, np.array([r[1] for r in planted.damaged], np.int64))
    order = np.argsort(start, kind="stable")
    on_damage = overlaps(rows.offset, rows.end, start[order] - 1, np.maximum.accumulate(stop[order]))
    wrong = unflagged & ~right & ~exact_touched
    altered = wrong & on_whole & ~on_damage
    glued = wrong & on_damage
    invented = wrong & ~on_any & ~on_damage
    loose = wrong & on_any & ~on_whole & ~on_damage
    return int(np.count_nonzero(altered)), int(np.count_nonzero(invented)), int(np.count_nonzero(glued | loose))


def match_rows(truth: TruthTable, rows: StreamRows) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return for each planted record the row at its place (-1 for none), and whether that has its range and values."""
    at = rows.at(truth.offset)
    same = at >= 0
    same[same] = rows.end[at[same]] == (truth.offset + truth.length)[same]
    for owner, table in enumerate(rows.tables):
        mine = same.copy()
        mine[mine] = rows.owner[at[mine]] == owner
        if mine.any():
            values = same_values(truth.rows.filter(pa.array(mine)), table, rows.row[at[mine]])
            same[np.flatnonzero(mine)[~values]] = False
    return at, same


def _with_values(comparison: TableComparison, planted: int, found: int) -> TableComparison:
    changes = {"untouched": comparison.untouched + planted, "untouched_exact": comparison.untouched_exact + found}
    return TableComparison(**{**asdict(comparison), **changes})


def _find_values(planted: pa.Table, recovered: Iterable[RecoveredTable]) -> int:
    """Return how many of some records are among the rows by all their values."""
    if not len(planted):
        return 0
    names = planted.column_names
    wanted = Counter(_spelled(planted))
    found: Counter[str] = Counter()
    for table in recovered:
        found.update(_spelled(table.take_columns(names)))
    return sum(min(count, found[key]) for key, count in wanted.items())


def _spelled(table: pa.Table) -> list[str]:
    columns = [pc.fill_null(pc.cast(column, pa.string()), "\0") for column in table.columns]
    spelled: list[str] = pc.binary_join_element_wise(*columns, "\x1f").to_pylist()
    return spelled
