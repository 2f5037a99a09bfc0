"""What tests of delimited text share: reading bytes to plain values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from findspot.formats.delimited import DelimitedFormat
from findspot.model.batch import ReadSettings, Repair, SourceTable
from findspot.testing.streams import MemoryStream, check_partition


@dataclass
class Reading:
    """What came out of a stream: rows as (offset, length, how, values), spans as (class, offset, length, code)."""

    rows: list[tuple[int, int, int, tuple[str | None, ...]]] = field(default_factory=list)
    spans: list[tuple[str, int, int, int]] = field(default_factory=list)
    encodings: dict[str, int] = field(default_factory=dict)
    repairs: list[Repair] = field(default_factory=list)
    table: SourceTable | None = None

    def values(self) -> list[list[str | None]]:
        return [list(values) for *_, values in self.rows]

    def hows(self) -> list[int]:
        return [how for _, _, how, _ in self.rows]


def read_bytes(data: bytes, **settings: int) -> Reading:
    chunks = list(DelimitedFormat().read(MemoryStream(data), ReadSettings(**({"workers": 0} | settings))))
    check_partition(chunks, len(data))
    assert [c.start for c in chunks] == [0, *(c.end for c in chunks)][: len(chunks)]
    reading = Reading()
    for chunk in chunks:
        reading.table = chunk.tables[0] if chunk.tables else reading.table
        for rows in chunk.rows:
            for row in rows.batch.to_pylist():
                _, offset, length, _, how, *values = row.values()
                reading.rows.append((offset, length, how, tuple(values)))
        for name in ("rejects", "structure", "gaps"):
            span = getattr(chunk, name)
            places: list[Any] = [span.offset.tolist(), span.length.tolist(), span.code.tolist()]
            reading.spans += [(name, *place) for place in zip(*places, strict=True)]
        for encoding, count in chunk.encodings.items():
            reading.encodings[encoding] = reading.encodings.get(encoding, 0) + count
        reading.repairs += chunk.repairs
    reading.spans.sort(key=lambda span: span[1])
    return reading


@pytest.fixture(name="read", scope="session")
def _read() -> Callable[..., Reading]:
    return read_bytes
