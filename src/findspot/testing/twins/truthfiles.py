"""Reads the truth of a twin."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from findspot.errors import InputRefused
from findspot.testing.twins.records import StreamInfo
from findspot.testing.twins.workshop import ENTITY

FORMAT: Final = 1
"""Version of the truth of a twin."""


def read_truth(folder: Path) -> dict[str, Any]:
    """Return ``truth.json`` of a twin.

    Raises:
        InputRefused: The folder holds no twin of this version.
    """
    path = folder / "truth.json"
    if not path.is_file():
        raise InputRefused("There is no truth.json.", where=str(folder), advice="Make the twin anew.")
    truth: dict[str, Any] = json.loads(path.read_text("utf-8"))
    if truth.get("format") != FORMAT:
        raise InputRefused(f"The truth has format {truth.get('format')}, not {FORMAT}.", where=str(path))
    return truth


def read_streams(folder: Path) -> list[StreamInfo]:
    """Return the payload streams of a twin."""
    return [StreamInfo(**entry) for entry in read_truth(folder)["streams"]]


def read_entities(folder: Path, kind: str) -> pa.Table:
    """Return the entities of a kind; a row's number is the entity's."""
    return pq.read_table(folder / "truth" / f"entities-{kind}.parquet")


def read_places(folder: Path, file: str, stream: str, table: str) -> pa.Table:
    """Return the places of the records of one table in one stream: kind, row, entity, offset, length."""
    wanted = [("file", "=", file), ("stream", "=", stream), ("table", "=", table)]
    places = pq.read_table(folder / "truth" / "records.parquet", filters=wanted)
    return places.drop(["file", "stream", "table"]).combine_chunks()


def read_records(folder: Path, file: str, stream: str, table: str) -> pa.Table:
    """Return the records of one table in one stream with their cells; those without a row have null cells."""
    places = read_places(folder, file, stream, table)
    chosen = read_rows(folder, table, places.column("row").to_numpy())
    for name in chosen.column_names:
        places = places.append_column(name, chosen.column(name))
    return places


def read_rows(folder: Path, table: str, row: NDArray[np.int64]) -> pa.Table:
    """Return the cells of these rows of a table, in this order; null for rows below 0.

    Only the row groups in which some of them lie are read.
    """
    with pq.ParquetFile(folder / "truth" / f"rows-{table}.parquet") as file:
        sizes = [file.metadata.row_group(group).num_rows for group in range(file.num_row_groups)]
        begins = np.concatenate([[0], np.cumsum(sizes)])
        group = np.searchsorted(begins, np.unique(row[row >= 0]), "right") - 1
        needed = np.unique(group)
        cells = file.read_row_groups(needed.tolist()).drop([ENTITY])
    # Where each group that was read begins among those that were.
    shift = np.zeros(len(begins), np.int64)
    shift[needed] = np.cumsum([0, *(sizes[g] for g in needed[:-1])]) - begins[needed] if len(needed) else 0
    inside = np.maximum(row, 0)
    index = inside + shift[np.searchsorted(begins, inside, "right") - 1]
    return cells.take(pa.array(index, mask=row < 0))
