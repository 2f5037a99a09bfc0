"""Reads the tables that a SQLite file declares in sqlite_schema (https://sqlite.org/fileformat2.html, section 2.6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from findspot.formats.sqlite.createtable import TableColumn, TableShape, parse_create_table
from findspot.formats.sqlite.database import Database, Role
from findspot.formats.sqlite.payloads import claim_overflow, gather_payloads
from findspot.formats.sqlite.scan import ROWID, Window, scan_pages
from findspot.text.kernels import sqlite as kernels

SCHEMA_FIELDS: Final = 5
"""Fields of a row of sqlite_schema: type, name, table, root page, SQL."""

_SCHEMA_ROOT: Final = 1
_MOST_COLUMNS: Final = 32_767
"""SQLITE_MAX_COLUMN cannot be set higher (https://sqlite.org/limits.html)."""


@dataclass(frozen=True, slots=True)
class TableEntry:
    """A table with its shape; its number is its place in the list of them."""

    name: str
    shape: TableShape


@dataclass(frozen=True, slots=True)
class _SchemaRow:
    type: str
    name: str
    root: int
    sql: str


def claim_schema(database: Database, max_record: int) -> list[TableEntry]:
    """Claim the pages of the schema and of all trees it names, and return the tables in the order of the schema."""
    rows: list[_SchemaRow] = []
    for number in database.claim_tree(_SCHEMA_ROOT, Role.SCHEMA):
        rows.extend(_read_rows(database, number, max_record))
    database.roots = frozenset(row.root for row in rows)
    tables: list[TableEntry] = []
    for row in rows:
        if row.type == "table" and row.root > 0:
            pages = database.claim_tree(row.root, Role.ROWS, len(tables))
            shape = parse_create_table(row.sql) or _unnamed_shape(database, pages, max_record)
            tables.append(TableEntry(row.name, shape))
        elif row.type == "index":
            database.claim_tree(row.root, Role.INDEX)
    return tables


def _read_rows(database: Database, number: int, max_record: int) -> list[_SchemaRow]:
    """Return the rows on one page by rowid, and claim their overflow."""
    window = Window.read(database, number, number + 1)
    scan = scan_pages(database, window, np.array([SCHEMA_FIELDS]), max_record)
    claim_overflow(database, window, scan)
    cells = scan.cells[scan.is_accepted]
    cells = cells[np.argsort(cells[:, ROWID], kind="stable")]
    payloads = gather_payloads(database, window, cells)
    places = np.zeros((2, len(cells), SCHEMA_FIELDS), np.int64)
    kind = np.empty(places.shape[1:], np.int8)
    kernels.parse_records(payloads.data, payloads.start, payloads.end, kind, places[0], places[1])

    def text(row: int, column: int) -> str:
        if kind[row, column] != kernels.KIND_TEXT:
            return ""
        first, last = places[:, row, column]
        return payloads.data[first:last].tobytes().decode(database.header.encoding, "replace")

    def root(row: int) -> int:
        return int(places[0, row, 3]) if kind[row, 3] == kernels.KIND_INTEGER else 0

    return [_SchemaRow(text(i, 0), text(i, 1), root(i), text(i, 4)) for i in range(len(cells))]


def _unnamed_shape(database: Database, pages: list[int], max_record: int) -> TableShape:
    """Return as many columns without a name as the records on the first page have fields, one at least."""
    count = 1
    if pages:
        window = Window.read(database, pages[0], pages[0] + 1)
        limits = np.full(len(database.role), _MOST_COLUMNS)
        scan = scan_pages(database, window, limits, max_record)
        records = np.ascontiguousarray(scan.cells[scan.is_accepted])
        fields = np.ones(len(records), np.int32)
        kernels.check_records(window.data, records, np.empty(len(records), np.int8), fields)
        count = max(1, int(fields.max(initial=1)))
    return TableShape(tuple(TableColumn("", "") for _ in range(count)), tuple(range(count)))
