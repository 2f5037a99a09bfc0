"""Proves the truth of a twin: every byte range of every container decodes to the record that it names."""

from __future__ import annotations

import mmap
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from findspot.testing.twins.decoders import DECODERS, Decoder, read_shared_strings, same_cells
from findspot.testing.twins.making import load_plan
from findspot.testing.twins.payloads import read_payload
from findspot.testing.twins.records import StreamInfo
from findspot.testing.twins.truthfiles import read_places, read_rows, read_streams, read_truth


@dataclass(frozen=True, slots=True)
class OracleReport:
    """How many records were held against the truth, and the places of those that are not what it says.

    A place is file, stream, table and offset: nothing of what stands there.
    """

    checked: Mapping[str, int]
    wrong: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether something was checked, and all of it was right."""
        return not self.wrong and sum(self.checked.values()) > 0


def check_oracle(folder: Path, *, sample: int | None = None, seed: int = 0) -> OracleReport:
    """Decode the byte ranges of a twin and compare them with its rows.

    Records of kind ``row`` must decode to their cells and ``header`` to the names of the columns; ``cut`` ones must end
    with the stream, and ``odd`` ones must not decode to their cells. No two may share a byte.

    Args:
        folder: A twin.
        sample: Records to take of each table in each stream; all when None.
        seed: Which ones are taken.
    """
    decoders = {**DECODERS, **load_plan(read_truth(folder)["kind"]).decoders}
    checked: dict[str, int] = {}
    wrong: list[str] = []
    for info in read_streams(folder):
        payload = read_payload(folder / "dump", info.file, info.stream)
        if "strings" in info.options:
            shared = read_payload(folder / "dump", info.file, info.options["strings"])
            info.options["strings"] = read_shared_strings(bytes(shared))
        place = f"{info.file}//{info.stream}" if info.stream else info.file
        if len(payload) != info.length:
            wrong.append(f"{place}: {len(payload)} bytes, not {info.length}")
        wrong += [f"{place}: records overlap at {offset}" for offset in _overlaps(folder, info)]
        for table in info.records:
            records = _take(folder, info, table, sample, seed)
            checked[f"{place} {table}"] = len(records)
            check = _Check(info, payload, decoders[info.format])
            wrong += [f"{place} {table}: offset {offset}" for offset in check.wrong_offsets(records)]
    return OracleReport(checked, tuple(wrong))


def _take(folder: Path, info: StreamInfo, table: str, sample: int | None, seed: int) -> pa.Table:
    """Return records with their cells: all, or as many as asked for, those at both ends among them."""
    places = read_places(folder, info.file, info.stream, table)
    if sample is not None and sample < len(places):
        words = [seed, *(zlib.crc32(name.encode()) for name in (info.file, info.stream, table))]
        random = np.random.Generator(np.random.PCG64(np.random.SeedSequence(words)))
        chosen = np.union1d(random.choice(len(places), sample, replace=False), [0, len(places) - 1])
        places = places.take(pa.array(chosen))
    cells = read_rows(folder, table, places.column("row").to_numpy())
    for name in cells.column_names:
        places = places.append_column(f"c.{name}", cells.column(name))
    return places


def _overlaps(folder: Path, info: StreamInfo) -> list[int]:
    ranges = [read_places(folder, info.file, info.stream, table) for table in info.records]
    offset: NDArray[np.int64] = np.concatenate([[0], *(r.column("offset").to_numpy() for r in ranges)])[1:]
    length = np.concatenate([[0], *(r.column("length").to_numpy() for r in ranges)])[1:]
    order = np.argsort(offset, kind="stable")
    ends = offset[order] + length[order]
    bad = offset[order][1:][ends[:-1] > offset[order][1:]].tolist()
    return [*bad, *([int(ends[-1])] if len(ends) and ends[-1] > info.length else [])]


@dataclass(frozen=True, slots=True)
class _Check:
    info: StreamInfo
    payload: bytes | mmap.mmap
    decode: Decoder

    def wrong_offsets(self, records: pa.Table) -> list[int]:
        wrong = []
        for batch in records.to_batches(max_chunksize=4096):
            for record in batch.to_pylist():
                offset, length = record["offset"], record["length"]
                cells = {name[2:]: value for name, value in record.items() if name.startswith("c.")}
                if not self._is_right(record["kind"], self.payload[offset : offset + length], offset, cells):
                    wrong.append(offset)
        return wrong

    def _is_right(self, kind: str, data: bytes, offset: int, cells: Mapping[str, str | None]) -> bool:
        if kind == "cut":
            return offset + len(data) == self.info.length
        try:
            found = self.decode(data, self.info)
        except (AssertionError, ValueError, IndexError, KeyError):
            return kind == "odd"
        if kind == "header":
            return list(found) == list(cells)
        return same_cells(cells, found) == (kind == "row")
