"""Writes the register the way it went around: CSVs in nested archives, a SQL dump that breaks off, a bcp file."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, Protocol

import numpy as np
import pyarrow as pa

from findspot.testing.twins.archives import ZipBundle, write_7z
from findspot.testing.twins.draws import Flags, Indices
from findspot.testing.twins.plan import TwinOrder
from findspot.testing.twins.records import Records, StreamInfo, StreamWriter, kind_code
from findspot.testing.twins.register import branches, cells
from findspot.testing.twins.texts import EncodedCells, InsertSeparators, bcp_lines, create_table, end_table
from findspot.testing.twins.workshop import MARK, Workshop

QUOTED: Final = ("家庭住址", "备注")
"""Columns of the member table that may hold what a format must escape."""
PLAIN: Final = tuple(name for name in cells.COLUMNS if name not in QUOTED)
ENCODING: Final = "gb18030"
"""Also of the SQL dump: GBK with the user-defined characters that MySQL passes through; nothing takes four bytes."""

_CSV_FILE: Final = "register.zip"
_SQL_FILE: Final = "register.sql"
_BCP_FILE: Final = "register.txt"
_INNER: Final = ("名册（一）", "名册（二）")
_DEFLATE_LEVEL: Final = 1
_SQL_HEAD: Final = f"""-- {MARK}
-- MySQL dump 10.13  Distrib 5.1.73, for Win32 (ia32)
--
-- Host: localhost    Database: register
-- ------------------------------------------------------
-- Server version\t5.1.73-community

/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!40101 SET NAMES gbk */;
/*!40014 SET @OLD_FOREIGN_KEY_CHECKS=@@FOREIGN_KEY_CHECKS, FOREIGN_KEY_CHECKS=0 */;
"""
_SQL_TAIL: Final = """
/*!40101 SET CHARACTER_SET_CLIENT=@OLD_CHARACTER_SET_CLIENT */;

-- Dump completed on 2016-04-16  3:00:00
"""


@dataclass(frozen=True, slots=True)
class MemberBatch:
    """Some rows of the member table: their cells, and their records in each format that is written."""

    first: int
    cells: pa.Table
    entity: Indices
    among: Indices
    unquoted: Flags
    csv: pa.Array | None
    sql: pa.Array | None
    bcp: pa.Array | None

    @property
    def row(self) -> Indices:
        """The numbers of the rows."""
        return np.arange(self.first, self.first + len(self.cells))


class Source(Protocol):
    """One way to write the member table, batch by batch in order."""

    def add(self, batch: MemberBatch) -> None:
        """Write the next rows."""

    def close(self) -> None:
        """Write what comes at the end."""


def format_batch(formats: frozenset[str], values: pa.Table, unquoted: Flags) -> Mapping[str, pa.Array]:
    """Return the records of some rows in each of the formats."""
    records: dict[str, pa.Array] = {}
    if formats & {"csv", "sql"}:
        encoded = EncodedCells(values, ENCODING, PLAIN)
        if "csv" in formats:
            records["csv"] = encoded.csv_lines(unquoted)
        if "sql" in formats:
            records["sql"] = encoded.sql_tuples(cells.COLUMNS[:1])
    if "bcp" in formats:
        records["bcp"] = bcp_lines(values)
    return records


class CsvSource:
    """Two CSVs, split where a spreadsheet is full, each in an archive within one archive; names are in GBK."""

    def __init__(self, order: TwinOrder, workshop: Workshop, split: int, rows: int) -> None:
        self._workshop = workshop
        self._split = split
        self._seven = order.text("archive") == "7z"
        self._writer: StreamWriter | None = None
        self._open = ExitStack()
        self._part = -1
        self._header = (",".join(cells.COLUMNS) + "\r\n").encode(ENCODING)
        random = order.random("headers")
        ends = ((0, split), (split, rows))
        repeats = [
            random.integers(a + 1, b, max(1, round(order.share("header_rows") * (b - a)))) for a, b in ends if b - a > 1
        ]
        self.headers = np.unique(np.concatenate(repeats))

    def add(self, batch: MemberBatch) -> None:
        """Write rows; a header row stands before some of them."""
        assert batch.csv is not None
        end = batch.first + len(batch.cells)
        inside = self.headers[(self.headers > batch.first) & (self.headers < end)]
        edges = np.unique([batch.first, *inside, end, *([self._split] if batch.first < self._split < end else [])])
        for begin, stop in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
            self._turn_page(begin)
            assert self._writer is not None
            if begin in self.headers:
                none = np.array([-1])
                header = pa.array([self._header], pa.large_binary())
                kind = np.array([kind_code("header")])
                self._writer.write_records(Records("member", header, none, none, kind))
            part = slice(begin - batch.first, stop - batch.first)
            kinds = np.where(batch.unquoted[part], kind_code("odd"), kind_code("row"))
            lines = batch.csv.slice(part.start, stop - begin)
            self._writer.write_records(Records("member", lines, batch.row[part], batch.entity[part], kinds))

    def _turn_page(self, row: int) -> None:
        part = int(row >= self._split)
        if part == self._part:
            return
        self._end_part()
        self._part = part
        name = f"名册_{part + 1}.csv"
        if self._seven:
            sink: IO[bytes] = self._open.enter_context((self._workshop.scratch / name).open("wb"))
        else:
            bundle = ZipBundle(self._inner_path(part), encoding="gbk", level=_DEFLATE_LEVEL)
            sink = self._open.enter_context(self._open.enter_context(bundle).open(name))
        info = StreamInfo(_CSV_FILE, f"{_INNER[part]}.{self._suffix}//{name}", "csv", ENCODING)
        self._writer = self._workshop.writer(info, sink)
        if part:
            self._writer.write("\ufeff".encode(ENCODING))
        self._writer.write(self._header)

    @property
    def _suffix(self) -> str:
        return "7z" if self._seven else "zip"

    def _inner_path(self, part: int) -> Path:
        return self._workshop.scratch / f"{_INNER[part]}.{self._suffix}"

    def _end_part(self) -> None:
        self._open.close()
        if self._part >= 0 and self._seven:
            name = f"名册_{self._part + 1}.csv"
            write_7z(self._inner_path(self._part), [(name, self._workshop.scratch / name)])

    def close(self) -> None:
        """Put the inner archives into the outer one."""
        self._end_part()
        with ZipBundle(self._workshop.dump / _CSV_FILE, encoding="gbk") as bundle:
            for part in range(self._part + 1):
                bundle.add(f"{_INNER[part]}.{self._suffix}", self._inner_path(part), stored=True)
        self._workshop.mark(_CSV_FILE, "comment of the archives; 备注 of the test rows")


class SqlSource:
    """A dump of both tables by mysqldump of MySQL 5.1, which breaks off within a tuple."""

    def __init__(self, order: TwinOrder, workshop: Workshop, rows: int, branch_cells: pa.Table) -> None:
        cut = order.share("sql_cut")
        self.end = round(rows * cut) if cut else rows
        self._is_cut = self.end < rows
        self._sink = (workshop.dump / _SQL_FILE).open("wb")
        self._writer = workshop.writer(StreamInfo(_SQL_FILE, "", "sql", ENCODING), self._sink)
        self._writer.write(_SQL_HEAD.encode(ENCODING))
        self._write_branches(branch_cells)
        kinds = [(name, "int(11)" if name == "序号" else "varchar(255)") for name in cells.COLUMNS]
        self._writer.write(create_table("member", kinds).encode(ENCODING))
        self._separators = InsertSeparators("member")
        workshop.mark(_SQL_FILE, "first comment; 备注 of the test rows")

    def _write_branches(self, values: pa.Table) -> None:
        self._writer.write(
            create_table("branch", [(name, "varchar(255)") for name in branches.COLUMNS]).encode(ENCODING)
        )
        tuples = EncodedCells(values, ENCODING, branches.COLUMNS).sql_tuples(())
        row = np.arange(len(values))
        entity = np.where(row < len(values) - 1, row, -1)
        self._writer.write_records(
            Records("branch", tuples, row, entity), before=InsertSeparators("branch").before(tuples)
        )
        self._writer.write(end_table("branch").encode(ENCODING))

    def add(self, batch: MemberBatch) -> None:
        """Write rows up to where the dump breaks off."""
        left = self.end + int(self._is_cut) - batch.first
        if left <= 0:
            return
        assert batch.sql is not None
        tuples = batch.sql.slice(0, left)
        count = len(tuples)
        kinds = np.zeros(count, np.int64)
        if self._is_cut and count == left:
            last = tuples[count - 1].as_py()
            tuples = pa.concat_arrays(
                [tuples.slice(0, count - 1), pa.array([last[: len(last) // 2]], pa.large_binary())]
            )
            kinds[-1] = kind_code("cut")
        records = Records("member", tuples, batch.row[:count], batch.entity[:count], kinds)
        self._writer.write_records(records, before=self._separators.before(tuples))

    def close(self) -> None:
        """Write the end of a dump that does not break off."""
        if not self._is_cut:
            self._writer.write((end_table("member") + _SQL_TAIL).encode(ENCODING))
        self._sink.close()


class BcpSource:
    """What bcp writes in wide characters: no header, nothing quoted, so that a line end within a cell breaks a row."""

    def __init__(self, workshop: Workshop) -> None:
        self._sink = (workshop.dump / _BCP_FILE).open("wb")
        info = StreamInfo(_BCP_FILE, "", "bcp", "utf-16-le", {"header": False})
        self._writer = workshop.writer(info, self._sink)
        self._writer.write(b"\xff\xfe")
        workshop.mark(_BCP_FILE, "备注 of the test rows")

    def add(self, batch: MemberBatch) -> None:
        """Write rows."""
        assert batch.bcp is not None
        self._writer.write_records(Records("member", batch.bcp, batch.row, batch.entity))

    def close(self) -> None:
        """Close the file."""
        self._sink.close()


def write_branch_csv(workshop: Workshop, values: pa.Table) -> None:
    """Write the branch table as a CSV of its own."""
    lines = EncodedCells(values, ENCODING, branches.COLUMNS).csv_lines()
    row = np.arange(len(values))
    with (workshop.dump / "branch.csv").open("wb") as sink:
        writer = workshop.writer(StreamInfo("branch.csv", "", "csv", ENCODING), sink)
        writer.write((",".join(branches.COLUMNS) + "\r\n").encode(ENCODING))
        writer.write_records(Records("branch", lines, row, np.where(row < len(row) - 1, row, -1)))
    workshop.mark("branch.csv", "organisation name of the test row, the last")
