"""A twin about to be damaged."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from findspot.testing.twins.records import StreamInfo
from findspot.testing.twins.truthfiles import read_streams, read_truth
from findspot.testing.wreckage.fates import Fates, read_fates
from findspot.testing.wreckage.pieces import Piece, Ranges


@dataclass(slots=True)
class Scene:
    """A twin about to be damaged: its streams, and the fates of their records, by stream."""

    folder: Path
    infos: list[StreamInfo]
    fates: dict[int, Fates]
    files: list[dict[str, Any]] = field(default_factory=list)

    @property
    def dump(self) -> Path:
        """The folder of the dump."""
        return self.folder / "dump"

    def note(self, info: StreamInfo, length: int, pieces: list[Piece]) -> None:
        """Enter what was done to a stream: ranges in its old bytes and in the new ones."""
        after = sum(p.length for p in pieces)
        self.files.append(
            {
                "file": info.file,
                "stream": info.stream,
                "before": length,
                "after": after,
                "ranges": _ranges(pieces),
            }
        )


def open_scene(folder: Path) -> Scene:
    """Return a twin as it lies there, damaged before or not.

    Raises:
        InputRefused: The folder holds no twin.
    """
    read_truth(folder)
    infos = read_streams(folder)
    records = pq.read_table(folder / "truth" / "records.parquet", columns=["file", "stream", "offset", "length"])
    fates = read_fates(folder)
    if fates is None:
        fates = Fates.untouched(records.column("offset").to_numpy(), records.column("length").to_numpy())
    rows = {number: rows_of(records, info) for number, info in enumerate(infos)}
    owner = np.full(len(records), -1)
    for number, chosen in rows.items():
        owner[chosen] = number
    own = {number: fates.take(owner[fates.record] == number) for number in rows}
    return Scene(folder, infos, own)


def rows_of(records: pa.Table, info: StreamInfo) -> Ranges:
    """Return which rows of the index of records are about a stream."""
    own = pc.and_(pc.equal(records.column("file"), info.file), pc.equal(records.column("stream"), info.stream))
    return np.flatnonzero(own.to_numpy())


def _ranges(pieces: list[Piece]) -> list[dict[str, Any]]:
    ranges = [
        {"what": p.what, "old": [p.start, p.end - p.start], "new": [p.at, p.length]}
        for p in pieces
        if p.data is not None
    ]
    reached = 0
    for piece in pieces:
        if piece.start < reached:
            again = reached - piece.start
            ranges.append({"what": "doubled", "old": [piece.start, again], "new": [piece.at, again]})
        reached = piece.end
    return sorted(ranges, key=lambda entry: (entry["new"], entry["old"]))
