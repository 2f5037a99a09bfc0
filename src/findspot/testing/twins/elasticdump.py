"""Files as elasticdump writes them: data, mapping and analyzer of an index."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from findspot.testing.twins.documents import Field, constant, read_cells, write_objects
from findspot.testing.twins.records import Records, StreamInfo
from findspot.testing.twins.workshop import MARK, Workshop

_TYPES: Final = {"text": "keyword", "bare": "long", "json": "nested"}


@dataclass(frozen=True, slots=True)
class IndexTable:
    """Where the documents of an index are told of in the truth: the table, and the kind of entity of its rows."""

    name: str
    entity: str


def place_file(workshop: Workshop, file: str) -> Path:
    """Return the path of a file of the dump; its folder is there."""
    path = workshop.dump / file
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def mark_field(count: int) -> Field:
    """Return the member that says, in the first of ``count`` documents only, that all is made up."""
    absent = np.ones(count, np.bool_)
    absent[:1] = False
    return Field("note", constant(MARK, count), absent=absent)


def write_lines(fields: Sequence[Field]) -> pa.Array:
    """Return the documents, each with its line end, as bytes."""
    return pc.binary_join_element_wise(write_objects(fields), "\n", "").cast(pa.binary())


def write_index(
    workshop: Workshop, file: str, table: IndexTable, fields: Sequence[Field], entity: NDArray[np.int64]
) -> None:
    """Write the documents of an index to a file of their own, which has the first rows that the table lacks so far."""
    with place_file(workshop, file).open("wb") as sink:
        append_index(workshop, StreamInfo(file, "", "ndjson", "utf-8"), sink, (table, fields, entity))
    workshop.mark(file, "_source.note of the first document")


def append_index(
    workshop: Workshop,
    info: StreamInfo,
    sink: BinaryIO,
    documents: tuple[IndexTable, Sequence[Field], NDArray[np.int64]],
) -> None:
    """Write documents as a payload stream, and their cells as the next rows of the table."""
    table, fields, entity = documents
    rows = workshop.rows(table.name, table.entity)
    number = np.arange(rows.rows, rows.rows + len(entity))
    rows.append_cells(read_cells(fields), entity)
    workshop.writer(info, sink).write_records(Records(table.name, write_lines(fields), number, entity))


def write_index_files(workshop: Workshop, index: str, fields: Sequence[Field]) -> None:
    """Write what elasticdump writes with ``--type=mapping`` and ``--type=analyzer``."""
    properties: dict[str, Any] = {}
    for field in fields:
        if not field.path.startswith("_source."):
            continue
        *outer, key = field.path.split(".")[1:]
        level = properties
        for name in outer:
            level = level.setdefault(name, {"properties": {}})["properties"]
        level[key] = {"type": _TYPES[field.kind]}
    mapping = {index: {"mappings": {"doc": {"_meta": {"note": MARK}, "properties": properties}}}}
    analysis = {"analyzer": {"names": {"type": "custom", "tokenizer": "standard"}}, "note": MARK}
    analyzer = {index: {"settings": {"index": {"analysis": analysis}}}}
    for kind, content in (("mapping", mapping), ("analyzer", analyzer)):
        file = f"elastic/{index}.{kind}.json"
        place_file(workshop, file).write_text(json.dumps(content, ensure_ascii=False) + "\n", "utf-8")
        workshop.mark(file, "note")
