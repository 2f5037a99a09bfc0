"""Reads dumps for tests: rows by table, and every other byte by class, checked by the ledger."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from findspot.formats.sqldump import SqlDumpFormat
from findspot.model.batch import Chunk, ReadSettings, SourceTable
from findspot.model.ledger import StreamLedger
from findspot.model.span import Spans


@dataclass(frozen=True)
class BytesStream:
    """Bytes as a stream."""

    data: bytes
    name: str = "dump.sql"
    id: int = 7

    @property
    def length(self) -> int:
        return len(self.data)

    def read(self, offset: int, size: int) -> bytes:
        return self.data[offset : offset + size]


@dataclass(frozen=True, order=True)
class Row:
    """One row: its place, how it was read, its values."""

    offset: int
    length: int
    how: int
    values: tuple[str | None, ...]


@dataclass
class Dump:
    """A dump, read and salvaged; the ledger fails on any byte that is not in exactly one class."""

    data: bytes
    settings: ReadSettings = field(default_factory=ReadSettings)
    salvaged: bool = True

    def __post_init__(self) -> None:
        stream, format_ = BytesStream(self.data), SqlDumpFormat()
        self.ledger = StreamLedger(stream.id, stream.length)
        self.tables: dict[str, SourceTable] = {}
        self.rows: dict[str, list[Row]] = defaultdict(list)
        self.absent: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        self.chunks: list[Chunk] = []
        for chunk in format_.read(stream, self.settings):
            self.ledger.add_chunk(chunk)
            self._add(chunk)
        gaps = Spans.join([*(c.gaps for c in self.chunks), self.ledger.close()]).ordered()
        self.salvage_chunks: list[Chunk] = []
        if self.salvaged:
            for chunk in format_.salvage(stream, gaps, self.settings):
                self.ledger.add_salvaged(chunk, gaps)
                self.salvage_chunks.append(chunk)
                self._add(chunk)

    def _add(self, chunk: Chunk) -> None:
        self.chunks.append(chunk)
        for table in chunk.tables:
            before = self.tables.get(table.name)
            assert before is None or table.columns[: len(before.columns)] == before.columns, "columns only get more"
            self.tables[table.name] = table
        for part in chunk.rows:
            columns = [c.to_pylist() for c in part.batch.columns]
            for offset, length, how, *values in zip(columns[1], columns[2], columns[4], *columns[5:], strict=True):
                self.rows[part.table].append(Row(offset, length, how, tuple(values)))
            for name, count in part.absent.items():
                self.absent[part.table][name] += count

    def columns(self, table: str) -> list[str]:
        """Names of the table's columns."""
        return [c.name for c in self.tables[table].columns]

    def values(self, table: str) -> list[tuple[str | None, ...]]:
        """Values of the table's rows in order."""
        return [row.values for row in self.rows[table]]

    def hows(self) -> set[int]:
        """The ways in which rows were read."""
        return {row.how for rows in self.rows.values() for row in rows}

    def spans(self, kind: str) -> list[tuple[int, int, int]]:
        """Ranges of a class in order, as (offset, length, code); for gaps those that are left after salvage."""
        if kind == "gaps":
            return self._gaps_left()
        spans = Spans.join(getattr(c, kind) for c in self.chunks).ordered()
        return list(zip(spans.offset.tolist(), spans.length.tolist(), spans.code.tolist(), strict=True))

    def _gaps_left(self) -> list[tuple[int, int, int]]:
        claimed = [(r.offset, r.offset + r.length) for rows in self.rows.values() for r in rows]
        claimed += [(o, o + n) for k in ("rejects", "structure") for o, n, _ in self.spans(k)]
        # what salvage leaves of a gap it gives again
        nuls = {(o, o + n, c) for chunk in self.chunks for o, n, c in _triples(chunk.gaps) if c != 1}
        left, place = [], 0
        for start, end in [*sorted(claimed + [(o, e) for o, e, _ in nuls]), (len(self.data), len(self.data))]:
            if start > place:
                left.append((place, start - place, 1))
            place = max(place, end)
        return sorted([*left, *((o, e - o, c) for o, e, c in nuls)])

    def bytes_of(self, kind: str) -> int:
        """Bytes of a class."""
        return sum(length for _, length, _ in self.spans(kind))

    def text_of(self, kind: str) -> list[bytes]:
        """The bytes of each range of a class."""
        return [self.data[o : o + n] for o, n, _ in self.spans(kind)]


def _triples(spans: Spans) -> list[tuple[int, int, int]]:
    return list(zip(spans.offset.tolist(), spans.length.tolist(), spans.code.tolist(), strict=True))


@pytest.fixture(scope="session")
def read() -> Callable[..., Dump]:
    """Reads bytes or text as a dump."""

    def read_dump(dump: bytes | str, *, salvaged: bool = True, **settings: int) -> Dump:
        data = dump if isinstance(dump, bytes) else dump.encode()
        return Dump(data, ReadSettings(**settings), salvaged)

    return read_dump
