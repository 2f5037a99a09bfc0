"""The tables of a case beside the recovered ones, and the privacy class of every column."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import pyarrow as pa


class Privacy(StrEnum):
    """How a column may be handled; unknown means direct."""

    DIRECT = "direct"
    QUASI = "quasi"
    SENSITIVE = "sensitive"
    HARMLESS = "harmless"


@dataclass(frozen=True, slots=True)
class TableSpec:
    """A table the system itself keeps (encrypted, under ``sealed/``): its name, schema and what it is for."""

    name: str
    schema: pa.Schema
    purpose: str


def _spec(name: str, purpose: str, *fields: tuple[str, pa.DataType]) -> TableSpec:
    return TableSpec(name, pa.schema([pa.field(n, t) for n, t in fields]), purpose)


_PLACE: Final = (("stream", pa.int32()), ("offset", pa.int64()), ("length", pa.int64()))

STREAMS: Final = _spec(
    "_fs_streams",
    "Every run of bytes, sealed or opened, with its chain of parents.",
    ("id", pa.int32()),
    ("parent", pa.int32()),
    ("step", pa.string()),
    ("name", pa.string()),
    ("raw_name", pa.binary()),
    ("length", pa.int64()),
    ("sha256", pa.string()),
    ("state", pa.string()),
    ("reason", pa.string()),
)
"""``parent`` is null for a source; ``step`` is ``source`` or the opener's code and member place. ``state`` is
``sealed``, ``cached``, ``reference``, ``duplicate`` or ``failed``; ``reason`` says what could not be opened in full."""

CHILD_SPANS: Final = _spec(
    "_fs_child_spans", "Bytes of a stream that were opened into another.", *_PLACE, ("child", pa.int32())
)
CONTAINER_SPANS: Final = _spec(
    "_fs_container_spans",
    "Bytes of a container that its format claims (directories, member headers).",
    *_PLACE,
    ("kind", pa.string()),
)
HOLES: Final = _spec(
    "_fs_holes",
    "Where a piece of unknown length is missing from an opened stream.",
    ("stream", pa.int32()),
    ("offset", pa.int64()),
    ("reason", pa.string()),
)
TABLES: Final = _spec(
    "_fs_tables",
    "Recovered tables and the streams they came from.",
    ("name", pa.string()),
    ("stream", pa.int32()),
    ("source", pa.string()),
    ("rows", pa.int64()),
)
COLUMNS: Final = _spec(
    "_fs_columns",
    "Recovered columns under their physical and their source's names.",
    ("table", pa.string()),
    ("name", pa.string()),
    ("source", pa.string()),
    ("type", pa.string()),
    ("absent", pa.int64()),
)
REJECTS: Final = _spec(
    "_fs_rejects",
    "Records that could not be read; the hash is keyed.",
    *_PLACE,
    ("code", pa.string()),
    ("hash", pa.string()),
)
STRUCTURE: Final = _spec(
    "_fs_structure", "Bytes a format claims that are no rows, separators aside.", *_PLACE, ("kind", pa.string())
)
GAPS: Final = _spec("_fs_gaps", "Bytes that nothing claims.", *_PLACE, ("reason", pa.string()))
BYTE_RUNS: Final = _spec(
    "_fs_byte_runs",
    "Further pieces of records that lie in several.",
    ("stream", pa.int32()),
    ("row_offset", pa.int64()),
    ("run_stream", pa.int32()),
    ("offset", pa.int64()),
    ("length", pa.int64()),
    ("counted", pa.bool_()),
)
REPAIRS: Final = _spec(
    "_fs_repairs",
    "Values that were changed, with the rule.",
    ("stream", pa.int32()),
    ("offset", pa.int64()),
    ("sub", pa.int32()),
    ("column", pa.string()),
    ("before", pa.string()),
    ("after", pa.string()),
    ("rule", pa.string()),
)
LEDGER: Final = _spec(
    "_fs_ledger",
    "Per stream: format, rows and the bytes of every class.",
    ("stream", pa.int32()),
    ("format", pa.string()),
    ("encoding", pa.string()),
    ("rows", pa.int64()),
    ("flagged", pa.int64()),
    ("rejects", pa.int64()),
    ("bytes_rows", pa.int64()),
    ("bytes_rejects", pa.int64()),
    ("bytes_structure", pa.int64()),
    ("bytes_child", pa.int64()),
    ("bytes_gaps", pa.int64()),
    ("record_p5", pa.int64()),
)
"""``record_p5`` is the 5th percentile of record lengths, for the no-assumption bound (contracts §8)."""

DAMAGE_MAP: Final = _spec(
    "_fs_damage_map",
    "Per stream, up to 1,024 equal slices by offset: bytes of each class in each.",
    ("stream", pa.int32()),
    ("slice", pa.int32()),
    ("read", pa.int64()),
    ("repaired", pa.int64()),
    ("flagged", pa.int64()),
    ("rejects", pa.int64()),
    ("structure", pa.int64()),
    ("child", pa.int64()),
    ("gaps", pa.int64()),
)

ALL_SPECS: Final = (
    STREAMS,
    CHILD_SPANS,
    CONTAINER_SPANS,
    HOLES,
    TABLES,
    COLUMNS,
    REJECTS,
    STRUCTURE,
    GAPS,
    BYTE_RUNS,
    REPAIRS,
    LEDGER,
    DAMAGE_MAP,
)
