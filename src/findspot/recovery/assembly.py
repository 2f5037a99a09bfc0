"""From the deposits of all streams to the tables of the case, under their names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from findspot.model import tables
from findspot.model.batch import SourceColumn, SourceTable, physical_name
from findspot.recovery.deposit import FOUND_COLUMNS, FOUND_TABLES
from findspot.recovery.naming import FoundTable, NamedTable, column_labels, name_tables
from findspot.store import Case
from findspot.store.parquet import open_parquet

_COLLECTED: Final = (
    tables.REJECTS,
    tables.STRUCTURE,
    tables.GAPS,
    tables.BYTE_RUNS,
    tables.REPAIRS,
    tables.LEDGER,
    tables.DAMAGE_MAP,
)
_COUNTED: Final = ("rows", "flagged", "rejects", *(n for n in tables.LEDGER.schema.names if n.startswith("bytes_")))


def adopt_deposits(case: Case, folders: Sequence[Path]) -> dict[str, int]:
    """Name the tables of all deposits, put them into ``sealed/``, and return the sums over all streams."""
    key = case.keys.sealing
    infos = {info.id: info for info in case.streams()}
    found: list[FoundTable] = []
    absent: dict[tuple[int, int], list[int]] = {}
    for folder in folders:
        stream = int(folder.name)
        held, counts = _read_found(folder, stream, infos[stream].name, key)
        found += held
        absent.update({(stream, t.index): c for t, c in zip(held, counts, strict=True)})
    named = name_tables(found)
    for name in set(case.sealed.names()) - {t.name for t in named}:
        case.sealed.remove(name)
    root = folders[0].parent if folders else Path()
    for table in named:
        files = [f for p in table.parts for f in sorted((root / f"{p.stream:06d}" / f"t{p.index}").glob("*.parquet"))]
        case.sealed.adopt(table.name, files)
    for spec in _COLLECTED:
        case.write_meta(spec, pa.concat_tables([spec.schema.empty_table(), *(_read(f, spec, key) for f in folders)]))
    case.write_meta(tables.TABLES, pa.Table.from_pylist(_table_rows(named), schema=tables.TABLES.schema))
    case.write_meta(tables.COLUMNS, pa.Table.from_pylist(_column_rows(named, absent), schema=tables.COLUMNS.schema))
    ledger = case.meta(tables.LEDGER)
    sums = {name: sum(ledger.column(name).to_pylist()) for name in _COUNTED}
    return {"streams": len(folders), "tables": len(named), **sums}


def _read_found(folder: Path, stream: int, stream_name: str, key: bytes) -> tuple[list[FoundTable], list[list[int]]]:
    columns = _read(folder, FOUND_COLUMNS, key).to_pylist()
    found, absent = [], []
    for row in _read(folder, FOUND_TABLES, key).to_pylist():
        own = [c for c in columns if c["place"] == row["place"]]
        source = SourceTable(row["source"], tuple(SourceColumn(c["source"], c["type"]) for c in own), row["has_header"])
        shapes = "".join(c["shape"] for c in own)
        found.append(FoundTable(stream, stream_name, int(row["place"][1:]), source, row["rows"], shapes))
        absent.append([c["absent"] for c in own])
    return found, absent


def _read(folder: Path, spec: tables.TableSpec, key: bytes) -> pa.Table:
    with open_parquet(folder / f"{spec.name}.parquet", key) as file:
        return file.read()


def _table_rows(named: Sequence[NamedTable]) -> list[dict[str, Any]]:
    return [
        {"name": t.name, "stream": p.stream, "source": p.source.name, "rows": p.rows} for t in named for p in t.parts
    ]


def _column_rows(named: Sequence[NamedTable], absent: dict[tuple[int, int], list[int]]) -> list[dict[str, Any]]:
    rows = []
    for table in named:
        missing: Counter[int] = Counter()
        for part in table.parts:
            counts = absent[part.stream, part.index]
            missing.update(dict(enumerate(counts)))
        for i, (column, label) in enumerate(zip(table.columns.columns, column_labels(table.columns), strict=True)):
            rows.append(
                {
                    "table": table.name,
                    "name": physical_name(i),
                    "source": label,
                    "type": column.type,
                    "absent": missing[i],
                }
            )
    return rows
