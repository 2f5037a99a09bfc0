"""Splits b-tree pages into cells and gives every byte of them to one claim."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from findspot.formats.sqlite.database import Database, Role
from findspot.formats.sqlite.header import HEADER_SIZE
from findspot.model.span import GapReason, RejectCode, Spans, StructureKind
from findspot.text.kernels import sqlite as kernels

PAGE, START, END, PAYLOAD, LOCAL, SIZE, OVERFLOW, ROWID = range(8)
"""Columns of a cell; see ``kernels.scan_cells``."""

PADDING: Final = 64
"""Bytes behind the data, so that kernels may copy in blocks."""

_RECORD_ROLES: Final = (Role.ROWS, Role.SCHEMA)
_ACCEPTED: Final = 2
_CLAIM: Final = 16

_HEADER_KIND: Final = {
    Role.ROWS: StructureKind.PAGE_HEADER,
    Role.SCHEMA: StructureKind.PAGE_HEADER,
    Role.INTERIOR: StructureKind.INTERIOR_PAGE,
    Role.INDEX: StructureKind.INDEX_PAGE,
}
_CELL_CODE: Final = {Role.ROWS: -1, Role.SCHEMA: kernels.COVER_RECORD}


@dataclass(frozen=True, slots=True)
class Window:
    """The pages from number ``first`` to before ``end``: ``size`` bytes of ``data``, which has room behind them."""

    data: NDArray[np.uint8]
    size: int
    first: int
    end: int
    offset: int

    @classmethod
    def read(cls, database: Database, first: int, end: int) -> Window:
        """Return the pages from ``first`` to before ``end``."""
        size = database.header.page_size
        offset = (first - 1) * size
        data = database.stream.read(offset, (end - first) * size)
        return cls(np.frombuffer(data + bytes(PADDING), np.uint8), len(data), first, end, offset)


@dataclass(frozen=True, slots=True)
class PageScan:
    """What b-tree pages hold. Places count from the window's first byte.

    Attributes:
        numbers: The pages, as ``cells[:, PAGE]`` counts them.
        cells: Every cell, by its place.
        is_accepted: Whether the cell is what it should be.
        is_ordered: Whether nothing speaks against it.
        reject: Reject code of each cell, 0 for an accepted one.
        spans: Start, end and code (sixteen times the page's index, plus ``COVER_…``) of all that is no row.
    """

    numbers: NDArray[np.int64]
    cells: NDArray[np.int64]
    is_accepted: NDArray[np.bool_]
    is_ordered: NDArray[np.bool_]
    reject: NDArray[np.int8]
    spans: NDArray[np.int64]


def scan_pages(database: Database, window: Window, field_limits: NDArray[np.int64], max_record: int) -> PageScan:
    """Return the cells and other spans of all b-tree pages in the window.

    Args:
        database: Says what each page is for.
        window: The pages to look at.
        field_limits: By table number: the most fields a record of it can have.
        max_record: Payloads above this many bytes are rejects.
    """
    size, usable = database.header.page_size, database.header.usable
    roles = database.role[window.first : window.end]
    numbers = window.first + np.flatnonzero(np.isin(roles, list(_HEADER_KIND)))
    start = (numbers - window.first) * size
    header = np.where(numbers == 1, HEADER_SIZE, 0)
    kind = window.data[start + header]
    is_interior = (kind == kernels.TABLE_INTERIOR) | (kind == kernels.INDEX_INTERIOR)
    pointers = header + np.where(is_interior, 12, 8)
    count = window.data[start + header + 3].astype(np.int64) * 256 + window.data[start + header + 4]
    count[pointers + 2 * count > usable - 2] = 0

    cells = np.empty((int(count.sum()), 8), np.int64)
    state = np.empty(len(cells), np.int8)
    kernels.scan_cells(window.data, start, header, count, usable, cells, state)
    order = np.argsort(cells[:, START], kind="stable")
    cells, state = cells[order], state[order]
    takes = _judge(database, window, numbers, cells, state, (field_limits, max_record))

    cell_code = np.array([_CELL_CODE.get(Role(r), 0) for r in database.role[numbers]], np.int64)
    pages = np.stack([start, start + pointers + 2 * count, start + usable, start + size, cell_code], axis=1)
    bounds = np.concatenate([[0], np.cumsum(count)])
    spans = np.empty((len(numbers) * 8 + len(cells) * 5 + window.size // 16, 3), np.int64)
    filled = kernels.cover_pages(window.data, pages, bounds, cells, state, takes, spans)
    is_ordered = state == kernels.CELL_SOUND
    return PageScan(numbers, cells, takes == _ACCEPTED, is_ordered, np.maximum(-takes, 0), spans[:filled])


def _judge(
    database: Database,
    window: Window,
    numbers: NDArray[np.int64],
    cells: NDArray[np.int64],
    state: NDArray[np.int8],
    limits: tuple[NDArray[np.int64], int],
) -> NDArray[np.int8]:
    """Return 1 for each cell that may be accepted, else its reject code, negative.

    ``limits`` are the most fields by page and the most bytes of a record.
    """
    field_limits, max_record = limits
    takes = np.ones(len(cells), np.int8)
    takes[state > kernels.CELL_UNORDERED] = -RejectCode.BAD_POINTER
    is_record = (takes == 1) & np.isin(database.role[numbers], _RECORD_ROLES)[cells[:, PAGE]]
    records = np.ascontiguousarray(cells[is_record])
    verdict = np.empty(len(records), np.int8)
    fields = np.empty(len(records), np.int32)
    kernels.check_records(window.data, records, verdict, fields)
    limit = field_limits[database.owner[numbers][records[:, PAGE]]]
    found = np.ones(len(records), np.int8)
    found[fields > limit] = -RejectCode.FIELD_COUNT
    found[verdict == kernels.RECORD_BAD] = -RejectCode.BAD_VALUE
    found[records[:, SIZE] > max_record] = -RejectCode.TOO_LONG
    takes[is_record] = found
    return takes


def sort_spans(database: Database, window: Window, scan: PageScan) -> tuple[Spans, Spans, Spans]:
    """Return rejects, structure and gaps of the scanned pages, by place in the stream."""
    page, code = np.divmod(scan.spans[:, 2], _CLAIM)
    offset = scan.spans[:, 0] + window.offset
    length = scan.spans[:, 1] - scan.spans[:, 0]
    kinds = np.array([_HEADER_KIND[Role(r)] for r in database.role[scan.numbers]], np.int16)
    kind = kinds[page] if len(page) else np.empty(0, np.int16)
    kind = np.where(code == kernels.COVER_UNUSED, StructureKind.UNUSED_PAGE_SPACE, kind)
    kind = np.where(code == kernels.COVER_RECORD, StructureKind.SCHEMA_ROW, kind)
    is_reject = code >= kernels.COVER_REJECT
    is_gap = code == kernels.COVER_FREE

    def pick(mask: NDArray[np.bool_], codes: NDArray[Any]) -> Spans:
        return Spans(offset[mask], length[mask], codes[mask].astype(np.int16))

    return (
        pick(is_reject, code - kernels.COVER_REJECT),
        pick(~is_reject & ~is_gap, kind),
        pick(is_gap, np.full(len(code), GapReason.FREE_SPACE)),
    )
