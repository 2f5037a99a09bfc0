from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from findspot.formats.jsontext import JsonFormat
from findspot.model.batch import Chunk, ReadSettings
from findspot.model.span import ByteClass
from findspot.testing.streams import MemoryStream, check_partition, collect

Row = dict[str, str | None]
Place = tuple[int, int, int]


@dataclass(frozen=True)
class Recovered:
    """Everything that was made of a stream, in a form that tests can state."""

    chunks: list[Chunk]
    data: bytes
    totals: dict[ByteClass, int]

    def rows(self, table: str = "") -> list[Row]:
        """Rows under the source's names, nulls and absent fields left out."""
        names = self.columns(table)
        records = collect(self.chunks).get(table)
        if records is None:
            return []
        values = [{n: r.get(f"c{i + 1:03d}") for i, n in enumerate(names)} for r in records.to_pylist()]
        return [{n: v for n, v in row.items() if v is not None} for row in values]

    def columns(self, table: str = "") -> list[str]:
        return next(
            (([c.name for c in t.columns]) for x in reversed(self.chunks) for t in x.tables if t.name == table), []
        )

    def how(self, table: str = "") -> list[int]:
        return [
            h for c in self.chunks for r in c.rows if r.table == table for h in r.batch.column("_fs_how").to_pylist()
        ]

    def records(self, table: str = "") -> list[bytes]:
        """The bytes of each row."""
        batches = [r.batch for c in self.chunks for r in c.rows if r.table == table]
        columns = [(b.column("_fs_offset").to_pylist(), b.column("_fs_length").to_pylist()) for b in batches]
        places = [p for offsets, lengths in columns for p in zip(offsets, lengths, strict=True)]
        return [self.data[o : o + n] for o, n in places]

    def spans(self, kind: str) -> list[Place]:
        """Rejects, structure or gaps as (offset, length, code); what windows may cut is joined."""
        joined: list[Place] = []
        for chunk in self.chunks:
            spans = getattr(chunk, kind).ordered()
            for o, n, c in zip(spans.offset.tolist(), spans.length.tolist(), spans.code.tolist(), strict=True):
                if kind != "rejects" and joined and joined[-1][0] + joined[-1][1] == o and joined[-1][2] == c:
                    o, n = joined[-1][0], joined.pop()[1] + n
                joined.append((o, n, c))
        return joined

    def spanned(self, kind: str) -> list[tuple[bytes, int]]:
        return [(self.data[o : o + n], c) for o, n, c in self.spans(kind)]

    def everything(self) -> Any:
        """What must be the same for any windows and workers."""
        tables = {name: (self.columns(name), t.to_pylist()) for name, t in collect(self.chunks).items()}
        repairs = [r for c in self.chunks for r in c.repairs]
        return tables, self.totals, self.spans("rejects"), self.spans("structure"), self.spans("gaps"), repairs


class Pairs(list[tuple[str, Any]]):
    """An object with all its keys."""


def have_same_values(got: Recovered, truth: Any) -> bool:
    records = truth if isinstance(truth, list) and not isinstance(truth, Pairs) else [truth]
    return [flatten(r) for r in records] == [
        {k: v if isinstance(flatten(r).get(k), str) else reread(v) for k, v in row.items()}
        for r, row in zip(records, got.rows(), strict=True)
    ]


def reread(text: str) -> Any:
    return json.loads(text, object_pairs_hook=Pairs)


def flatten(value: Any, path: str = "") -> dict[str, Any]:
    """Leaves by dotted path; what is no text stays as it is, null is left out."""
    if not isinstance(value, Pairs) or not value:
        clean = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if isinstance(value, str) else value
        return {} if value is None else {path: Pairs() if value == [] and isinstance(value, Pairs) else clean}
    flat: dict[str, Any] = {}
    seen: dict[str, int] = {}
    for key, inner in value:
        seen[key] = seen.get(key, 0) + 1
        name = key if seen[key] == 1 else f"{key}#{seen[key]}"
        flat.update(flatten(inner, f"{path}.{name}" if path else name))
    return flat


@pytest.fixture(scope="session")
def pairs() -> type[Pairs]:
    """Hook under which Python's json keeps every key."""
    return Pairs


@pytest.fixture(scope="session")
def same_values() -> Callable[[Recovered, Any], bool]:
    """Whether the rows hold just the values that Python's json reads."""
    return have_same_values


@pytest.fixture(scope="session")
def recover() -> Callable[..., Recovered]:
    """Read bytes as JSON, and hold that every byte of them is in one class."""

    def read(data: bytes | str, **settings: int) -> Recovered:
        raw = data.encode() if isinstance(data, str) else data
        chunks = list(JsonFormat().read(MemoryStream(raw, "x.json"), ReadSettings(**settings)))
        return Recovered(chunks, raw, check_partition(chunks, len(raw)))

    return read
