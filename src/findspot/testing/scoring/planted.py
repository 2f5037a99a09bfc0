"""The planted records of each stream as they lie after damage, and the stream of the case that they should be in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from findspot.testing.damage import Fate
from findspot.testing.truth import TruthTable
from findspot.testing.twins.archives import SEPARATOR
from findspot.testing.twins.records import StreamInfo
from findspot.testing.twins.truthfiles import read_entities, read_truth
from findspot.testing.twins.workshop import ENTITY
from findspot.testing.wreckage.blows import FOREIGN
from findspot.testing.wreckage.fates import Fates, read_fates

if TYPE_CHECKING:
    from findspot.store import Case

OTHER: Final = 9
"""Beside the values of ``Fate``: a record that is no whole row (a header, a cut or an odd one), which is not scored."""

UNREAD_FORMATS: Final = frozenset({"xlsx", "bson", "warc", "xml"})
UNREAD_CONTAINERS: Final = frozenset({"7z", "001", "xlsx"})
READ_CHARSETS: Final = ("UTF-8", "GB18030")
"""What recovery reads so far; other formats and containers are listed as not read, and documents in other charsets are
not scored. The second charset is that of recoded records."""


_Ranges = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class PlantedTable:
    """Records of one table in one stream: ``truth`` holds those whose place is known, by place.

    ``unplaced`` are whole records behind damage to compressed bytes; ``unplaced_touched`` counts those that are not.
    """

    truth: TruthTable
    exposed: NDArray[np.bool_]
    entity: NDArray[np.int64]
    unplaced: pa.Table
    unplaced_entity: NDArray[np.int64]
    unplaced_touched: int


@dataclass(frozen=True, slots=True)
class PlantedStream:
    """What is in a stream: its tables, and the ranges that damage put other bytes to, in the stream as it is now."""

    info: StreamInfo
    tables: tuple[PlantedTable, ...]
    damaged: tuple[tuple[int, int], ...]
    foreign: tuple[tuple[int, int], ...]
    has_compressed_damage: bool

    @property
    def place(self) -> str:
        """The file, and the members in it."""
        return f"{self.info.file}{SEPARATOR}{self.info.stream}" if self.info.stream else self.info.file

    @property
    def unread(self) -> str:
        """Why recovery cannot read it yet, empty if it can."""
        container = self.info.file.rpartition(".")[2].lower() if self.info.stream else ""
        if container in UNREAD_CONTAINERS:
            return "container is not read yet"
        return "format is not read yet" if self.info.format in UNREAD_FORMATS else ""


class Planted:
    """The truth of a twin, stream by stream."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.truth: dict[str, Any] = read_truth(folder)
        self._records = pq.read_table(folder / "truth" / "records.parquet").combine_chunks()
        fates = read_fates(folder)
        if fates is None:
            fates = Fates.untouched(*(self._records.column(name).to_numpy() for name in ("offset", "length")))
        self._fates = fates
        path = folder / "damage.json"
        self._steps = json.loads(path.read_text("utf-8")) if path.is_file() else []

    def streams(self) -> Iterator[PlantedStream]:
        """Yield every stream with its records."""
        for entry in self.truth["streams"]:
            info = StreamInfo(**entry)
            tables = tuple(self._table(info, table) for table in info.records)
            damaged, foreign, is_compressed = self._damage(info)
            yield PlantedStream(info, tables, damaged, foreign, is_compressed)

    def cells(self, table: str) -> pa.Table:
        """Return all rows of a table."""
        return pq.read_table(self.folder / "truth" / f"rows-{table}.parquet")

    def _table(self, info: StreamInfo, table: str) -> PlantedTable:
        columns = {"file": info.file, "stream": info.stream, "table": table}
        own = np.ones(len(self._records), np.bool_)
        for name, value in columns.items():
            own &= pc.equal(self._records.column(name), value).to_numpy()
        fates = self._fates.take(own[self._fates.record])
        records = self._records.take(pa.array(fates.record))
        entity = records.column("entity").to_numpy()
        scored = pc.equal(records.column("kind"), "row").to_numpy()
        fate = np.where(fates.has(Fate.DOUBLED), Fate.UNTOUCHED, fates.fate)
        if "document" in self.truth["entities"]:
            utf8, second = (np.isin(entity, self._documents_in(charset)) for charset in READ_CHARSETS)
            scored &= utf8 | second
            fate[second & (fate == Fate.UNTOUCHED)] = Fate.RECODED
        fate = np.where(scored, fate, OTHER).astype(np.int8)
        row = records.column("row")
        cells = self.cells(table).drop([ENTITY])
        cells = cells.take(pc.if_else(pc.greater_equal(row, 0), row, pa.scalar(None, pa.int64())))
        placed = np.flatnonzero((fates.offset >= 0) & (fate != Fate.LOST))
        placed = placed[np.argsort(fates.offset[placed], kind="stable")]
        unplaced = np.flatnonzero((fates.offset < 0) & (fate == Fate.UNTOUCHED))
        truth = TruthTable(
            info.stream, table, cells.take(pa.array(placed)), fates.offset[placed], fates.length[placed], fate[placed]
        )
        touched = int(np.count_nonzero((fates.offset < 0) & (fate == Fate.TOUCHED)))
        return PlantedTable(
            truth, fates.exposed[placed], entity[placed], cells.take(pa.array(unplaced)), entity[unplaced], touched
        )

    def _damage(self, info: StreamInfo) -> tuple[_Ranges, _Ranges, bool]:
        """Return the ranges that were changed, those of them from other streams, and whether compressed bytes were."""
        ranges: list[tuple[int, int, bool]] = []
        is_compressed = False
        for step in self._steps:
            for entry in step["files"]:
                if entry["file"] == info.file and entry["stream"] is None and info.stream:
                    is_compressed = True
                elif entry["file"] == info.file and (entry["stream"] or "") == info.stream:
                    ranges = [(*_moved((start, length), entry["ranges"]), other) for start, length, other in ranges]
                    ranges += [(*r["new"], r["what"].startswith(FOREIGN)) for r in entry["ranges"]]
        foreign = tuple((start, length) for start, length, other in ranges if other)
        return tuple((start, length) for start, length, _ in ranges), foreign, is_compressed

    def _documents_in(self, *charsets: str) -> NDArray[np.int64]:
        """Return the documents of media in some charsets; none in other twins."""
        if "document" not in self.truth["entities"]:
            return np.empty(0, np.int64)
        charset = read_entities(self.folder, "document").column("charset")
        return np.flatnonzero(pc.is_in(charset, pa.array(charsets)).to_numpy())


def _moved(place: tuple[int, int], changes: list[dict[str, Any]]) -> tuple[int, int]:
    """Return where a range lies after a later step."""
    first, length = place
    for change in changes:
        (old, taken), (_, put) = change["old"], change["new"]
        end = old + taken if change["what"] != "doubled" else old
        if end <= place[0]:
            first += put - (0 if change["what"] == "doubled" else taken)
    return first, length


def find_streams(case: Case, planted: list[PlantedStream]) -> dict[str, int]:
    """Return the id of the case's stream for each planted one that was opened, by its place."""
    infos = {stream.id: stream for stream in case.streams()}
    chains: dict[str, list[int]] = {}
    for stream in infos.values():
        names, at = [stream.name], stream
        while at.parent is not None:
            at = infos[at.parent]
            names.append(at.name)
        chains.setdefault(SEPARATOR.join(reversed(names)), []).append(stream.id)
    found = {}
    for stream_truth in planted:
        place = stream_truth.place
        ids = [ids for chain, ids in chains.items() if chain == place or chain.endswith(f"/{place}")]
        if len(ids) == 1 and len(ids[0]) == 1:
            found[place] = ids[0][0]
    return found
