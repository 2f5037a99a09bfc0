"""Writes the register as xlsx workbooks, one a district, with a sheet of members and one of branches."""

from __future__ import annotations

import datetime
import re
import zipfile
from typing import Any, Final

import numpy as np
import pyarrow as pa

from findspot.testing.twins.draws import Indices
from findspot.testing.twins.extras import require
from findspot.testing.twins.records import Places, StreamInfo
from findspot.testing.twins.register import branches, cells
from findspot.testing.twins.register.sources import MemberBatch
from findspot.testing.twins.register.tree import Tree, district_names
from findspot.testing.twins.workshop import MARK, Workshop

_CREATED: Final = datetime.datetime(2016, 4, 16, 3, 0, 0)  # noqa: DTZ001 - xlsx has no time zones
_ROW: Final = re.compile(rb'<row r="(\d+)"[^>]*?(?:/>|>.*?</row>)', re.DOTALL)
_MERGED: Final = branches.COLUMNS.index("上级编号")
_SHEETS: Final = ("xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml")


class WorkbookSource:
    """One workbook at a time: rows come in the order of districts.

    In the sheet of branches the cells of one parent are merged: only the first has the value, as a reader finds it, so
    that sheet has rows of its own in the truth.
    """

    def __init__(self, workshop: Workshop, tree: Tree, branch_cells: pa.Table) -> None:
        self._writer_module = require("xlsxwriter")
        self._workshop = workshop
        self._tree = tree
        self._branch_cells = branch_cells
        self._names = district_names()
        self._district = -1
        self._book: Any = None
        self._sheet: Any = None
        self._rows: list[int] = []
        self._entities: list[int] = []

    def add(self, batch: MemberBatch) -> None:
        """Write rows, each into the workbook of the district among whose rows it stands."""
        districts = np.maximum(self._tree.district[batch.among], 0)
        texts = [column.to_pylist() for column in batch.cells.columns]
        for place, values in enumerate(zip(*texts, strict=True)):
            if districts[place] != self._district:
                self._end_book()
                self._begin_book(int(districts[place]))
            at = len(self._rows) + 1
            self._sheet.write_number(at, 0, int(values[0]))
            for column, value in enumerate(values[1:], 1):
                if value:
                    self._sheet.write_string(at, column, value)
            self._rows.append(int(batch.row[place]))
            self._entities.append(int(batch.entity[place]))

    def close(self) -> None:
        """Finish the last workbook."""
        self._end_book()

    @property
    def _file(self) -> str:
        return f"workbooks/{self._district + 1:02d}-{self._names[self._district]}.xlsx"

    def _begin_book(self, district: int) -> None:
        self._district = district
        path = self._workshop.dump / self._file
        path.parent.mkdir(exist_ok=True)
        options = {"constant_memory": True, "tmpdir": str(self._workshop.scratch)}
        self._book = self._writer_module.Workbook(str(path), options)
        self._book.set_properties({"created": _CREATED, "comments": MARK})
        self._sheet = self._book.add_worksheet("党员")
        self._sheet.write_row(0, 0, cells.COLUMNS)
        self._rows, self._entities = [], []

    def _end_book(self) -> None:
        if self._book is None:
            return
        chosen = np.flatnonzero(self._tree.district == self._district)
        first, values = self._write_branches(chosen)
        self._book.close()
        self._book = None
        self._workshop.mark(self._file, "property 'comments'")
        found = [_row_places(self._workshop, self._file, sheet) for sheet in _SHEETS]
        numbers = (np.array(self._rows), first + np.arange(len(values)))
        entities = (np.array(self._entities), chosen)
        for sheet, table, where, row, entity in zip(
            _SHEETS, ("member", "branch_sheet"), found, numbers, entities, strict=True
        ):
            options = {"columns": len(cells.COLUMNS if table == "member" else branches.COLUMNS)}
            info = StreamInfo(self._file, sheet, "xlsx", "utf-8", options)
            offset, length, whole = where
            # The first row element is the header.
            places = Places(table, row, entity, offset[1:], length[1:])
            self._workshop.writer(info, None).place_records(places, length=whole)

    def _write_branches(self, chosen: Indices) -> tuple[int, pa.Table]:
        """Write the sheet of branches; return the number of its first row in the truth, and its cells."""
        sheet = self._book.add_worksheet("支部")
        sheet.write_row(0, 0, branches.COLUMNS)
        columns = [column.to_pylist() for column in self._branch_cells.take(pa.array(chosen)).columns]
        parents = columns[_MERGED]
        begins = [place for place in range(len(parents)) if not place or parents[place] != parents[place - 1]]
        columns[_MERGED] = [parents[place] if place in set(begins) else "" for place in range(len(parents))]
        for at, values in enumerate(zip(*columns, strict=True), 1):
            for column, value in enumerate(values):
                if value:
                    sheet.write_string(at, column, value)
        for begin, end in zip(begins, [*begins[1:], len(parents)], strict=True):
            if end - begin > 1:
                # Its cells are written already; what is added here is only that they are one.
                sheet.merge_range(begin + 1, _MERGED, end, _MERGED, "")
        values = pa.table([pa.array(column, pa.string()) for column in columns], names=list(branches.COLUMNS))
        rows = self._workshop.rows("branch_sheet", "branch")
        first = rows.rows
        rows.append_cells(values, chosen)
        return first, values


def _row_places(workshop: Workshop, file: str, sheet: str) -> tuple[Indices, Indices, int]:
    with zipfile.ZipFile(workshop.dump / file) as archive:
        data = archive.read(sheet)
    spans = np.array([match.span() for match in _ROW.finditer(data)], np.int64).reshape(-1, 2)
    return spans[:, 0], spans[:, 1] - spans[:, 0], len(data)
