"""What became of each record of a twin: one entry for each place where it is, or where what is left of it is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from findspot.testing.damage import Fate
from findspot.testing.wreckage.pieces import Found, Piece, Ranges, find_rest, find_rewritten, find_whole

FATES: Final = ("intact", "recoded", "touched", "lost", "doubled")
"""Names of ``Fate`` in ``truth/fates.parquet``, in its order."""

UNKNOWN: Final = -1
"""Offset of what is lost, or lies behind damage to compressed bytes, where nobody can tell its place."""


@dataclass(frozen=True, slots=True)
class Fates:
    """Entries in columns; ``record`` is the row number in ``truth/records.parquet``.

    ``exposed`` records are whole, but what marks their beginning or end is not.
    """

    record: Ranges
    fate: NDArray[np.int8]
    offset: Ranges
    length: Ranges
    exposed: NDArray[np.bool_]

    @classmethod
    def untouched(cls, offset: Ranges, length: Ranges) -> Fates:
        """Return the fates of records that nothing was done to."""
        count = len(offset)
        fate = np.full(count, Fate.UNTOUCHED, np.int8)
        return cls(np.arange(count), fate, offset.astype(np.int64), length.astype(np.int64), np.zeros(count, np.bool_))

    @classmethod
    def join(cls, parts: list[Fates]) -> Fates:
        """Return all entries, by record and place."""
        columns = [np.concatenate([getattr(part, name) for part in parts]) for name in cls.__dataclass_fields__]
        order = np.lexsort((columns[2], columns[0]))
        return cls(*(column[order] for column in columns))

    def take(self, chosen: NDArray[np.bool_] | Ranges) -> Fates:
        """Return some of the entries."""
        return Fates(*(getattr(self, name)[chosen] for name in self.__dataclass_fields__))

    def has(self, *fates: Fate) -> NDArray[np.bool_]:
        """Return which entries have one of some fates."""
        return np.isin(self.fate, fates)


def carry(fates: Fates, pieces: list[Piece], *, ends_open: bool) -> Fates:
    """Return what becomes of the records of one stream when its bytes do; what was done before is kept in mind."""
    whole = fates.take(fates.has(Fate.UNTOUCHED, Fate.DOUBLED, Fate.RECODED) & (fates.offset >= 0))
    whole = whole.take(np.argsort(whole.offset, kind="stable"))
    found = find_whole(pieces, whole.offset, whole.length, ends_open=ends_open)
    anew = find_rewritten(pieces, whole.offset)
    kept = _entries(whole, found)
    rewritten = _entries(whole, anew)
    rewritten.fate[:] = Fate.RECODED
    spared = np.union1d(found.record, anew.record)
    broken = whole.take(np.setdiff1d(np.arange(len(whole.record)), spared))
    open_before = fates.take(fates.has(Fate.TOUCHED) & (fates.offset >= 0))
    rest = [_rest(part, pieces) for part in (broken, open_before)]
    without_place = fates.take(fates.offset < 0)
    return _settle(Fates.join([kept, rewritten, *rest, without_place]))


def carry_unplaced(fates: Fates, ranges: list[tuple[int, int]], *, until: int) -> Fates:
    """Return what becomes of records when only some ranges of a payload can still be read.

    Places behind ``until``, the first byte that cannot, are unknown from then on.
    """
    placed = np.flatnonzero(fates.offset >= 0)
    begin, end = fates.offset[placed], (fates.offset + fates.length)[placed]
    ok = np.zeros(len(placed), np.bool_)
    for first, last in ranges:
        ok |= (begin >= first) & (end <= last)
    fate, offset = fates.fate.copy(), fates.offset.copy()
    fate[placed[~ok]] = Fate.TOUCHED
    offset[placed[end > until]] = UNKNOWN
    return Fates(fates.record, fate, offset, fates.length, fates.exposed)


def _entries(whole: Fates, found: Found) -> Fates:
    chosen = whole.take(found.record)
    return Fates(chosen.record, chosen.fate.copy(), found.offset, found.length, chosen.exposed | found.exposed)


def _rest(fates: Fates, pieces: list[Piece]) -> Fates:
    place, extent = find_rest(pieces, fates.offset, fates.length)
    fate = np.where(place >= 0, Fate.TOUCHED, Fate.LOST).astype(np.int8)
    return Fates(fates.record, fate, place, np.where(place >= 0, extent, fates.length), fates.exposed)


def _settle(fates: Fates) -> Fates:
    """Say doubled of what is whole in several places, and drop remains of records that are whole elsewhere."""
    sound = fates.has(Fate.UNTOUCHED, Fate.DOUBLED, Fate.RECODED)
    count = np.bincount(fates.record[sound], minlength=int(fates.record.max(initial=-1)) + 1)
    kept = fates.take(sound | (count[fates.record] == 0))
    several = count[kept.record] > 1
    kept.fate[several & kept.has(Fate.UNTOUCHED)] = Fate.DOUBLED
    kept.fate[~several & kept.has(Fate.DOUBLED)] = Fate.UNTOUCHED
    remains = kept.has(Fate.TOUCHED, Fate.LOST)
    # A doubled record of which both places broke is one record still.
    first = np.append(True, kept.record[1:] != kept.record[:-1])
    return kept.take(~remains | first)


def write_fates(fates: Fates, folder: Path) -> None:
    """Write ``truth/fates.parquet`` of a twin."""
    names = pa.DictionaryArray.from_arrays(pa.array(fates.fate.astype(np.int32)), pa.array(FATES))
    columns = [fates.record, names, fates.offset, fates.length, fates.exposed]
    table = pa.table(columns, names=["record", "fate", "offset", "length", "exposed"])
    pq.write_table(table, folder / "truth" / "fates.parquet", compression="zstd")


def read_fates(folder: Path) -> Fates | None:
    """Return the fates of a twin's records, None where nothing was done to it."""
    path = folder / "truth" / "fates.parquet"
    if not path.is_file():
        return None
    table = pq.read_table(path)
    codes = {name: number for number, name in enumerate(FATES)}
    fate = np.array([codes[name] for name in table.column("fate").to_pylist()], np.int8)
    record, offset, length = (table.column(name).to_numpy() for name in ("record", "offset", "length"))
    return Fates(record, fate, offset, length, table.column("exposed").to_numpy().astype(np.bool_))
