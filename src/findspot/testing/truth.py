"""What was planted and what was done to it, kept outside the sources: the yardstick a recovery is held to."""

from __future__ import annotations

import json
import os.path
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from findspot.errors import InputRefused
from findspot.testing.damage import Damage, DamageKind, Fate

FORMAT: Final = 1
"""Version of the truth files."""

_PLACE: Final = ("_truth_offset", "_truth_length", "_truth_fate")


@dataclass(frozen=True, slots=True)
class TruthTable:
    """One planted table: its stream, its name once recovered, its values as text, each record's place and fate."""

    stream: str
    name: str
    rows: pa.Table
    offset: NDArray[np.int64]
    length: NDArray[np.int64]
    fate: NDArray[np.int8]

    def count(self, fate: Fate) -> int:
        """Return how many records have this fate."""
        return int(np.count_nonzero(self.fate == fate))


@dataclass(frozen=True, slots=True)
class DemoTruth:
    """The sources of a demo, what is in them, and what was broken, by the name of the stream."""

    sources: tuple[Path, ...]
    tables: tuple[TruthTable, ...]
    damages: Mapping[str, tuple[Damage, ...]]

    def count_damages(self, kind: DamageKind) -> int:
        """Return how often a kind of damage was done, over all streams."""
        return sum(damage.kind == kind for damages in self.damages.values() for damage in damages)


def save_truth(truth: DemoTruth, folder: Path) -> None:
    """Write ``truth.json`` and one Parquet file for each table."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, table in enumerate(truth.tables):
        places = pa.table([table.offset, table.length, table.fate], names=list(_PLACE))
        for column in table.rows.column_names:
            places = places.append_column(column, table.rows.column(column))
        pq.write_table(places, folder / _file_name(number))
    (folder / "truth.json").write_text(
        json.dumps(_describe(truth, folder), ensure_ascii=False, indent=1) + "\n", "utf-8"
    )


def load_truth(folder: Path) -> DemoTruth:
    """Return what ``save_truth`` wrote.

    Raises:
        InputRefused: The folder holds no truth of this version.
    """
    path = folder / "truth.json"
    if not path.is_file():
        raise InputRefused("There is no truth.json.", where=str(folder), advice="Make the sources anew.")
    data = json.loads(path.read_text("utf-8"))
    if data["format"] != FORMAT:
        raise InputRefused(f"The truth has format {data['format']}, not {FORMAT}.", where=str(path))
    tables = []
    for number, entry in enumerate(data["tables"]):
        read = pq.read_table(folder / _file_name(number))
        offset, length, fate = (read.column(name).to_numpy() for name in _PLACE)
        tables.append(TruthTable(entry["stream"], entry["name"], read.drop(list(_PLACE)), offset, length, fate))
    damages = {
        stream: tuple(Damage(DamageKind(d["kind"]), d["offset"], d["length"]) for d in entries)
        for stream, entries in data["damages"].items()
    }
    return DemoTruth(tuple(folder / source for source in data["sources"]), tuple(tables), damages)


def _file_name(number: int) -> str:
    return f"table-{number + 1}.parquet"


def _describe(truth: DemoTruth, folder: Path) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "sources": [Path(os.path.relpath(source, folder)).as_posix() for source in truth.sources],
        "tables": [
            {
                "stream": table.stream,
                "name": table.name,
                "file": _file_name(number),
                "records": {fate.name.lower(): table.count(fate) for fate in Fate},
            }
            for number, table in enumerate(truth.tables)
        ],
        "damages": {stream: [d.to_dict() for d in damages] for stream, damages in truth.damages.items()},
    }
