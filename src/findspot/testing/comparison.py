"""Holds what was recovered against what was planted: by byte range first, then by value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from findspot.model.batch import PROVENANCE
from findspot.model.span import How
from findspot.model.tables import COLUMNS
from findspot.testing.damage import Fate
from findspot.testing.truth import DemoTruth, TruthTable

if TYPE_CHECKING:
    from findspot.store import Case


@dataclass(frozen=True, slots=True)
class RecoveredTable:
    """A recovered table: its rows of one stream, and the sources' names of its columns in physical order."""

    name: str
    rows: pa.Table
    columns: tuple[str, ...]

    def take_columns(self, names: Sequence[str]) -> pa.Table:
        """Return the values of columns by their source's names; by place where the table has none of the names.

        A column that is not there is null throughout (contracts §4).
        """
        by_name = any(name in self.columns for name in names)
        arrays = []
        for place, name in enumerate(names):
            at = self.columns.index(name) if name in self.columns else len(self.columns) if by_name else place
            there = at < len(self.columns)
            arrays.append(self.rows.column(at + len(PROVENANCE)) if there else pa.nulls(len(self.rows), pa.string()))
        return pa.table(arrays, names=list(names))


@dataclass(frozen=True, slots=True)
class TableComparison:
    """Counts of planted records, and of what became of them.

    Attributes:
        table: Name that the table should have; ``recovered_as`` is the one it has, empty where no row came back.
        untouched_exact: Of ``untouched``, those back with every value and the exact byte range, flagged or not.
        untouched_flagged: Of these, those with a flag.
        recoded_exact: Of ``recoded`` (in another charset), those back with every value and the exact byte range.
        touched_right: Of ``touched``, those back with every planted value all the same.
        touched_flagged: Those that came out as flagged rows only.
        touched_refused: Those of which no row came out: their bytes are rejects or gaps.
        touched_wrong: Those that came out, in part or whole, as an unflagged row with other values.
        lost_claimed: Of ``lost`` (cut off), those that an unflagged row claims.
        rows: Rows that came out of the bytes of intact (untouched or recoded) records.
        ranges_exact: Of these, rows that cover exactly one record.
    """

    table: str
    recovered_as: str
    untouched: int
    untouched_exact: int
    untouched_flagged: int
    recoded: int
    recoded_exact: int
    touched: int
    touched_right: int
    touched_flagged: int
    touched_refused: int
    touched_wrong: int
    lost: int
    lost_claimed: int
    rows: int
    ranges_exact: int


@dataclass(frozen=True, slots=True)
class DemoComparison:
    """The comparison of every planted table; ``invented`` counts rows that lie on no planted record."""

    tables: tuple[TableComparison, ...]
    invented: int

    def total(self, count: str) -> int:
        """Return a count of ``TableComparison`` over all tables."""
        return sum(getattr(table, count) for table in self.tables)

    @property
    def untouched_share(self) -> float:
        """Share of the untouched records that came back exactly."""
        return self.total("untouched_exact") / max(1, self.total("untouched"))

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        counts = [field.name for field in fields(TableComparison) if field.name not in {"table", "recovered_as"}]
        return {
            "tables": [asdict(table) for table in self.tables],
            "total": {count: self.total(count) for count in counts},
            "invented": self.invented,
        }


def read_recovered(case: Case) -> dict[str, list[RecoveredTable]]:
    """Return the recovered tables of a case, apart by the name of the stream their rows came from."""
    names = {stream.id: stream.name for stream in case.streams()}
    recovered: dict[str, list[RecoveredTable]] = {}
    for stream, tables in recovered_by_stream(case).items():
        recovered.setdefault(names[stream], []).extend(tables)
    return recovered


def recovered_by_stream(case: Case) -> dict[int, list[RecoveredTable]]:
    """Return the recovered tables of a case, apart by the id of the stream their rows came from."""
    columns = case.meta(COLUMNS).to_pylist()
    recovered: dict[int, list[RecoveredTable]] = {}
    for name in case.sealed.names():
        table = case.sealed.table(name)
        sources = {row["name"]: row["source"] for row in columns if row["table"] == name}
        headers = tuple(sources.get(column) or "" for column in table.column_names[len(PROVENANCE) :])
        for stream in pc.unique(table.column("_fs_stream")).to_pylist():
            rows = table.filter(pc.equal(table.column("_fs_stream"), stream))
            recovered.setdefault(stream, []).append(RecoveredTable(name, rows, headers))
    return recovered


def compare_case(case: Case, truth: DemoTruth) -> DemoComparison:
    """Return how a case compares with the truth."""
    return compare_with_truth(read_recovered(case), truth)


def compare_with_truth(recovered: Mapping[str, Sequence[RecoveredTable]], truth: DemoTruth) -> DemoComparison:
    """Return how recovered tables, by the name of their stream, compare with the truth."""
    comparisons = []
    invented = 0
    for stream in dict.fromkeys(table.stream for table in truth.tables):
        rows = StreamRows(recovered.get(stream, ()))
        planted = [table for table in truth.tables if table.stream == stream]
        comparisons += [compare_table(table, rows) for table in planted]
        on_record = np.zeros(len(rows.offset), np.bool_)
        for table in planted:
            on_record |= overlaps(rows.offset, rows.end, table.offset, table.offset + table.length)
        invented += int(np.count_nonzero(~on_record))
    return DemoComparison(tuple(comparisons), invented)


class StreamRows:
    """The rows of all tables of a stream by offset; ``owner`` is the table's number, ``row`` the place in it."""

    def __init__(self, tables: Sequence[RecoveredTable]) -> None:
        self.tables = tables
        offset = [t.rows.column("_fs_offset").to_numpy() for t in tables]
        order = np.argsort(np.concatenate([np.empty(0, np.int64), *offset]), kind="stable")
        self.offset = _gather(offset, order, np.int64)
        length = _gather([t.rows.column("_fs_length").to_numpy() for t in tables], order, np.int64)
        self.end = self.offset + length
        self.how = _gather([t.rows.column("_fs_how").to_numpy() for t in tables], order, np.int64)
        self.owner = _gather([np.full(len(o), number) for number, o in enumerate(offset)], order, np.int64)
        self.row = _gather([np.arange(len(o)) for o in offset], order, np.int64)

    def at(self, offset: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the first row that starts at each offset, -1 where none does."""
        if not len(self.offset):
            return np.full(len(offset), -1, np.int64)
        found = np.minimum(np.searchsorted(self.offset, offset), len(self.offset) - 1)
        return np.where(self.offset[found] == offset, found, -1)


def _gather(parts: list[NDArray[Any]], order: NDArray[np.int64], kind: type) -> NDArray[Any]:
    return np.concatenate([np.empty(0, kind), *parts])[order].astype(kind)


def overlaps(
    start: NDArray[np.int64], end: NDArray[np.int64], others_start: NDArray[np.int64], others_end: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Return whether each range shares a byte with any of the others, which are ordered and apart."""
    return np.searchsorted(others_start, end, "left") > np.searchsorted(others_end, start, "right")


def compare_table(table: TruthTable, rows: StreamRows) -> TableComparison:
    """Return how the rows of a stream compare with one table that was planted in it."""
    end = table.offset + table.length
    at = rows.at(table.offset)
    exact_range = (at >= 0) & (rows.end[at] == end) if len(rows.end) else np.zeros(len(at), np.bool_)
    owners = rows.owner[at[exact_range]]
    owner = int(np.bincount(owners).argmax()) if len(owners) else -1
    exact = exact_range.copy()
    exact[exact_range] &= owners == owner
    if owner >= 0:
        exact[exact] &= same_values(table.rows.filter(pa.array(exact)), rows.tables[owner], rows.row[at[exact]])
    unflagged = rows.how == How.READ
    any_row = overlaps(table.offset, end, rows.offset, rows.end)
    any_unflagged = overlaps(table.offset, end, rows.offset[unflagged], rows.end[unflagged])
    flagged = exact & ~any_unflagged
    fate = {kind: table.fate == kind for kind in Fate}
    touched = fate[Fate.TOUCHED]
    intact = fate[Fate.UNTOUCHED] | fate[Fate.RECODED]

    def count(mask: NDArray[np.bool_]) -> int:
        return int(np.count_nonzero(mask))

    return TableComparison(
        table=table.name,
        recovered_as=rows.tables[owner].name if owner >= 0 else "",
        untouched=count(fate[Fate.UNTOUCHED]),
        untouched_exact=count(fate[Fate.UNTOUCHED] & exact),
        untouched_flagged=count(fate[Fate.UNTOUCHED] & flagged),
        recoded=count(fate[Fate.RECODED]),
        recoded_exact=count(fate[Fate.RECODED] & exact),
        touched=count(touched),
        touched_right=count(touched & exact),
        touched_flagged=count(touched & ~exact & any_row & ~any_unflagged),
        touched_refused=count(touched & ~any_row),
        touched_wrong=count(touched & ~exact & any_unflagged),
        lost=count(fate[Fate.LOST]),
        lost_claimed=count(fate[Fate.LOST] & any_unflagged),
        rows=count(overlaps(rows.offset, rows.end, table.offset[intact], end[intact])),
        ranges_exact=count(exact_range & intact),
    )


def same_values(planted: pa.Table, recovered: RecoveredTable, index: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return for each planted row whether the recovered row at its index has all its values; null equals null."""
    found = recovered.take_columns(planted.column_names).take(pa.array(index))
    same = np.ones(len(planted), np.bool_)
    for name in planted.column_names:
        ours, theirs = planted.column(name), found.column(name)
        both_null = pc.and_(pc.is_null(ours), pc.is_null(theirs))
        equal = pc.or_kleene(pc.fill_null(pc.equal(ours, theirs), False), both_null)
        same &= equal.to_numpy(zero_copy_only=False) if isinstance(equal, pa.Array) else equal.to_numpy()
    return same
