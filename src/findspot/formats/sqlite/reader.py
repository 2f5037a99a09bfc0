"""Reads SQLite files by their bytes; the library itself never opens one, as that may run code or change the file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray

from findspot.formats.sqlite.database import Database, Role
from findspot.formats.sqlite.header import HEADER_SIZE, parse_header
from findspot.formats.sqlite.payloads import claim_overflow, overflow_runs
from findspot.formats.sqlite.rows import build_rows
from findspot.formats.sqlite.scan import Window, scan_pages, sort_spans
from findspot.formats.sqlite.schema import SCHEMA_FIELDS, TableEntry, claim_schema
from findspot.formats.windows import map_ordered
from findspot.model.batch import ByteStream, Chunk, ReadSettings, SourceColumn, SourceTable
from findspot.model.span import GapReason, RejectCode, Spans, StructureKind

_TREE_ROLES: Final = (Role.ROWS, Role.SCHEMA, Role.INTERIOR, Role.INDEX)

_OVERFLOW_KIND: Final = {
    Role.SCHEMA_OVERFLOW: StructureKind.SCHEMA_ROW,
    Role.INDEX_OVERFLOW: StructureKind.INDEX_PAGE,
}


def read_database(stream: ByteStream, settings: ReadSettings) -> Iterator[Chunk]:
    """Yield the pages of a file in their order, a window of them at a time."""
    header = parse_header(stream.read(0, HEADER_SIZE), stream.length)
    if header is None or header.pages == 0:
        yield Chunk(0, stream.length, gaps=Spans.of([(0, stream.length, GapReason.UNCLAIMED)]))
        return
    database = Database.open(stream, header, settings)
    database.claim_special_pages()
    tables = claim_schema(database, settings.max_record_bytes)
    limits = np.array([*(len(t.shape.columns) for t in tables), SCHEMA_FIELDS])
    _claim_overflow_everywhere(database, limits, settings)
    database.claim_free_list()
    declared = tuple(_source_table(t) for t in tables)
    read = partial(_read_window, database, tables, (limits, settings.max_record_bytes))
    windows = (Window.read(database, first, end) for first, end in _windows(database, settings.window_bytes))
    for chunk in map_ordered(read, windows, settings.workers):
        yield replace(chunk, tables=declared) if chunk.start == 0 else chunk
    rest = header.pages * header.page_size
    if rest < stream.length:
        yield Chunk(rest, stream.length, gaps=Spans.of([(rest, stream.length - rest, GapReason.UNCLAIMED)]))


def _source_table(table: TableEntry) -> SourceTable:
    return SourceTable(table.name, tuple(SourceColumn(c.name, c.type) for c in table.shape.columns))


def _windows(database: Database, size: int) -> Iterator[tuple[int, int]]:
    """Yield page ranges with about ``size`` bytes each, the overflow of their rows counted in."""
    cost = np.cumsum(database.weight[1:] + database.header.page_size)
    first = 1
    while first < len(database.role):
        done = cost[first - 2] if first > 1 else 0
        end = max(first + 1, int(np.searchsorted(cost, done + size, "right")) + 1)
        yield first, min(end, len(database.role))
        first = end


def _claim_overflow_everywhere(database: Database, limits: NDArray[np.int64], settings: ReadSettings) -> None:
    """Claim the overflow pages of all rows and index entries, if there is a page left that could be one."""
    if not (database.role[1:] == Role.UNKNOWN).any():
        return
    for first, end in _windows(database, settings.window_bytes):
        if np.isin(database.role[first:end], (Role.ROWS, Role.INDEX)).any():
            window = Window.read(database, first, end)
            claim_overflow(database, window, scan_pages(database, window, limits, settings.max_record_bytes))


def _read_window(
    database: Database, tables: list[TableEntry], limits: tuple[NDArray[np.int64], int], window: Window
) -> Chunk:
    scan = scan_pages(database, window, *limits)
    rejects, structure, gaps = sort_spans(database, window, scan)
    rows = build_rows(database, window, scan, tables)
    others = _OtherPages(database, window)
    numbers = window.first + np.flatnonzero(database.role[window.first : window.end] == Role.OVERFLOW)
    return Chunk(
        window.offset,
        window.offset + window.size,
        rows=tuple(rows.batches),
        rejects=Spans.join([rejects, Spans.of(others.rejects)]),
        structure=Spans.join([structure, Spans.of(others.structure)]),
        gaps=Spans.join([gaps, Spans.of(others.gaps)]),
        runs=overflow_runs(database, numbers),
        repairs=tuple(rows.repairs),
        encodings=rows.encodings,
    )


class _OtherPages:
    """Spans of the pages in a window that are no b-tree pages: place, length and code of each."""

    def __init__(self, database: Database, window: Window) -> None:
        self.rejects: list[tuple[int, int, int]] = []
        self.structure: list[tuple[int, int, int]] = []
        self.gaps: list[tuple[int, int, int]] = []
        self._size = database.header.page_size
        roles = database.role[window.first : window.end]
        for i in np.flatnonzero(~np.isin(roles, _TREE_ROLES)).tolist():
            page = window.data[i * self._size : (i + 1) * self._size]
            self._add(database, window.first + i, Role(roles[i]), page)

    def _add(self, database: Database, number: int, role: Role, page: NDArray[np.uint8]) -> None:
        offset = (number - 1) * self._size
        if role in (Role.POINTER_MAP, Role.LOCK):
            kind = StructureKind.PAGE_HEADER if role == Role.POINTER_MAP else StructureKind.UNUSED_PAGE_SPACE
            self.structure.append((offset, self._size, kind))
        elif role in (Role.UNKNOWN, Role.FREE_LEAF):
            self._add_rest(offset, page, role)
        elif role == Role.FREE_TRUNK:
            used = 8 + 4 * len(database.trunk_entries(page.tobytes()))
            self.structure.append((offset, used, StructureKind.PAGE_HEADER))
            self._add_rest(offset + used, page[used:], role)
        else:
            used = 4 + int(database.content[number])
            self.structure.append((offset, 4, StructureKind.PAGE_HEADER))
            if role == Role.REJECT_OVERFLOW:
                self.rejects.append((offset + 4, used - 4, RejectCode.TOO_LONG))
            elif role != Role.OVERFLOW:
                self.structure.append((offset + 4, used - 4, _OVERFLOW_KIND[role]))
            self._add_rest(offset + used, page[used:], role)

    def _add_rest(self, offset: int, rest: NDArray[np.uint8], role: Role) -> None:
        """Add the end of a page, or all of it, that holds nothing in use."""
        if not rest.any():
            if role == Role.UNKNOWN:
                self.gaps.append((offset, len(rest), GapReason.NUL_RUN))
            else:
                self.structure.append((offset, len(rest), StructureKind.UNUSED_PAGE_SPACE))
        else:
            reason = GapReason.UNCLAIMED if role == Role.UNKNOWN else GapReason.FREE_SPACE
            self.gaps.append((offset, len(rest), reason))
