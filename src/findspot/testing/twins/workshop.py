"""Where a plan puts what it makes: payloads, the index of their records, rows, entities, planted counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from findspot.model.stage import Progress
from findspot.testing.twins.records import RecordIndex, StreamInfo, StreamWriter
from findspot.testing.twins.report import Rate

MARK: Final = "findspot twin: all made up"
"""Stands in every file of ``dump/`` that has a place for it; ASCII, so that any encoding and format takes it."""

ENTITY: Final = "_entity"
"""Column of a rows file that holds the entity of each row; the others are the cells."""


class TruthTable:
    """A Parquet file of the truth, written batch by batch."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._writer: pq.ParquetWriter | None = None
        self.rows = 0
        self.columns: tuple[str, ...] = ()

    def append(self, table: pa.Table) -> None:
        """Append rows; every batch has the columns and types of the first."""
        if self._writer is None:
            self._writer = pq.ParquetWriter(self._path, table.schema, compression="zstd", compression_level=1)
            self.columns = tuple(table.column_names)
        self._writer.write_table(table)
        self.rows += len(table)

    def close(self) -> None:
        """Write the end of the file, if there is one."""
        if self._writer is not None:
            self._writer.close()


class RowTable(TruthTable):
    """The rows of one table as a perfect reader decodes them, each with the number of its entity."""

    def __init__(self, path: Path, entity: str) -> None:
        super().__init__(path)
        self.entity = entity

    def append_cells(self, cells: pa.Table, entity: NDArray[np.int64]) -> None:
        """Append rows: cells as text (null where the source says null), and entities (-1 where there is none)."""
        self.append(cells.add_column(0, ENTITY, pa.array(entity, pa.int64())))
        self.columns = tuple(cells.column_names)


@dataclass(frozen=True, slots=True)
class TwinFolders:
    """The folders of a twin; ``scratch`` is gone when it is done."""

    dump: Path
    truth: Path
    scratch: Path

    @classmethod
    def below(cls, folder: Path) -> TwinFolders:
        """Make the folders and return them."""
        folders = cls(folder / "dump", folder / "truth", folder / ".scratch")
        for path in (folders.dump, folders.truth, folders.scratch):
            path.mkdir(parents=True, exist_ok=True)
        return folders


class Workshop:
    """What ``TwinPlan.generate`` writes to."""

    def __init__(self, folders: TwinFolders, progress: Progress) -> None:
        self.dump = folders.dump
        self.scratch = folders.scratch
        self.progress = progress
        self.planted: dict[str, Any] = {}
        self.rates: list[Rate] = []
        self.streams: list[StreamInfo] = []
        self.markers: dict[str, str] = {}
        self.row_tables: dict[str, RowTable] = {}
        self.entity_tables: dict[str, TruthTable] = {}
        self._truth = folders.truth
        self._index = RecordIndex(folders.truth / "records.parquet")

    def entities(self, kind: str) -> TruthTable:
        """Return the table of the entities of a kind: canonical values; a row's number is the entity's."""
        if kind not in self.entity_tables:
            self.entity_tables[kind] = TruthTable(self._truth / f"entities-{kind}.parquet")
        return self.entity_tables[kind]

    def rows(self, table: str, entity: str) -> RowTable:
        """Return the rows of a table whose rows are about entities of a kind."""
        if table not in self.row_tables:
            self.row_tables[table] = RowTable(self._truth / f"rows-{table}.parquet", entity)
        return self.row_tables[table]

    @contextmanager
    def stream(self, info: StreamInfo, sink: IO[bytes] | None = None) -> Iterator[StreamWriter]:
        """Yield the writer of a payload stream; without a sink somebody else writes the bytes."""
        yield self.writer(info, sink)

    def writer(self, info: StreamInfo, sink: IO[bytes] | None = None) -> StreamWriter:
        """Return the writer of a payload stream; without a sink somebody else writes the bytes."""
        self.streams.append(info)
        return StreamWriter(info, self._index, sink)

    def plant(self, name: str, value: Any) -> None:
        """Note a count, or any other JSON value, that findings can be held against."""
        self.planted[name] = value

    def rate(self, knob: str, asked: float, count: int | np.integer[Any], of: int) -> None:
        """Note how often a habit came out."""
        self.rates.append(Rate(knob, asked, int(count), of))

    def mark(self, file: str, how: str) -> None:
        """Note where a file of ``dump/`` says that it is made up."""
        self.markers[file] = how

    def describe(self) -> Mapping[str, Any]:
        """Return all that was noted, as plain JSON types."""
        return {
            "planted": self.planted,
            "rates": [rate.to_dict() for rate in self.rates],
            "streams": [{name: getattr(info, name) for name in info.__dataclass_fields__} for info in self.streams],
            "tables": {
                name: {"entity": table.entity, "rows": table.rows, "columns": list(table.columns)}
                for name, table in self.row_tables.items()
            },
            "entities": {kind: table.rows for kind, table in self.entity_tables.items()},
            "markers": self.markers,
        }

    def close(self) -> None:
        """Write the ends of all truth files."""
        self._index.close()
        for table in (*self.row_tables.values(), *self.entity_tables.values()):
            table.close()
