"""Writes the register as xlsx workbooks: members by district, and branches."""

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
_FOLDER: Final = "workbooks"
_BRANCHES: Final = f"{_FOLDER}/支部.xlsx"


class WorkbookSource:
    """Members in one workbook a district, branches in a workbook with a sheet for each district."""

    def __init__(self, workshop: Workshop, tree: Tree, branch_cells: pa.Table) -> None:
        self._package = require("xlsxwriter")
        self._workshop = workshop
        self._tree = tree
        self._branch_cells = branch_cells
        self._names = district_names()
        self._district = -1
        self._book: Any = None
        self._sheet: Any = None
        self._rows: list[int] = []
        self._entities: list[int] = []
        (workshop.dump / _FOLDER).mkdir()

    def add(self, batch: MemberBatch) -> None:
        """Write rows, each into the workbook of the district among whose rows it stands."""
        districts = np.maximum(self._tree.district[batch.among], 0).tolist()
        texts = [column.to_pylist() for column in batch.cells.columns]
        for place, values in enumerate(zip(*texts, strict=True)):
            if districts[place] != self._district:
                self._end_members()
                self._begin_members(districts[place])
            at = len(self._rows) + 1
            self._sheet.write_number(at, 0, int(values[0]))
            for column, value in enumerate(values[1:], 1):
                if value:
                    self._sheet.write_string(at, column, value)
            self._rows.append(int(batch.row[place]))
            self._entities.append(int(batch.entity[place]))

    def close(self) -> None:
        """Finish the last workbook of members and write that of the branches."""
        self._end_members()
        self._write_branches()

    @property
    def _members_file(self) -> str:
        return f"{_FOLDER}/{self._district + 1:02d}-{self._names[self._district]}.xlsx"

    def _new_book(self, file: str, options: dict[str, object]) -> Any:
        book = self._package.Workbook(
            str(self._workshop.dump / file), options | {"tmpdir": str(self._workshop.scratch)}
        )
        book.set_properties({"created": _CREATED, "comments": MARK})
        self._workshop.mark(file, "property 'comments'")
        return book

    def _begin_members(self, district: int) -> None:
        self._district = district
        # Rows go to disk as they are written, and texts stand in the cells.
        self._book = self._new_book(self._members_file, {"constant_memory": True})
        self._sheet = self._book.add_worksheet("党员")
        self._sheet.write_row(0, 0, cells.COLUMNS)
        self._rows, self._entities = [], []

    def _end_members(self) -> None:
        if self._book is None:
            return
        self._book.close()
        self._book = None
        info = StreamInfo(self._members_file, _sheet(1), "xlsx", "utf-8", {"columns": len(cells.COLUMNS)})
        self._enter(info, "member", np.array(self._rows), np.array(self._entities))

    def _write_branches(self) -> None:
        """Write the branches: texts are shared, cells of one parent are merged, and only the first has the value."""
        book = self._new_book(_BRANCHES, {})
        rows = self._workshop.rows("branch_sheet", "branch")
        parts = []
        for district, name in enumerate(self._names):
            chosen = np.flatnonzero(self._tree.district == district)
            values = _write_branch_sheet(book.add_worksheet(name), self._branch_cells.take(pa.array(chosen)))
            parts.append((rows.rows + np.arange(len(values)), chosen))
            rows.append_cells(values, chosen)
        book.close()
        for number, (row, entity) in enumerate(parts, 1):
            options = {"columns": len(branches.COLUMNS), "strings": "xl/sharedStrings.xml"}
            self._enter(StreamInfo(_BRANCHES, _sheet(number), "xlsx", "utf-8", options), "branch_sheet", row, entity)

    def _enter(self, info: StreamInfo, table: str, row: Indices, entity: Indices) -> None:
        """Enter the row elements of a sheet; the first is the header."""
        with zipfile.ZipFile(self._workshop.dump / info.file) as archive:
            data = archive.read(info.stream)
        spans = np.array([match.span() for match in _ROW.finditer(data)], np.int64).reshape(-1, 2)[1:]
        places = Places(table, row, entity, spans[:, 0], spans[:, 1] - spans[:, 0])
        self._workshop.writer(info, None).place_records(places, length=len(data))


def _sheet(number: int) -> str:
    return f"xl/worksheets/sheet{number}.xml"


def _write_branch_sheet(sheet: Any, values: pa.Table) -> pa.Table:
    """Write a sheet of branches; return its cells as a reader finds them: of merged ones the first has the value."""
    sheet.write_row(0, 0, branches.COLUMNS)
    columns = [column.to_pylist() for column in values.columns]
    parents = columns[_MERGED]
    begins = [place for place in range(len(parents)) if not place or parents[place] != parents[place - 1]]
    columns[_MERGED] = [""] * len(parents)
    for begin, end in zip(begins, [*begins[1:], len(parents)], strict=True):
        columns[_MERGED][begin] = parents[begin]
        if end - begin > 1:
            sheet.merge_range(begin + 1, _MERGED, end, _MERGED, "")
    for at, cells_of_row in enumerate(zip(*columns, strict=True), 1):
        for column, value in enumerate(cells_of_row):
            if value:
                sheet.write_string(at, column, value)
    return pa.table([pa.array(column, pa.string()) for column in columns], names=list(branches.COLUMNS))
