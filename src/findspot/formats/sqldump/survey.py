"""Looks through a whole dump for the statements that name tables, without reading their rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from findspot.formats.sqldump import heads
from findspot.formats.sqldump.createtable import ColumnDefinition, parse_columns
from findspot.formats.sqldump.tables import Registry
from findspot.model.batch import ByteStream
from findspot.text.encodings import ENCODINGS, EncodingPrior
from findspot.text.kernels.sql import measure_tuples
from findspot.text.transcripts import PADDING

_STEP: Final = 4 << 20
_STATEMENT_BYTES: Final = 1 << 18
_CREATES: Final = (b"\nCREATE ", b"\ncreate ", b"\nCreate ")
_ROWS: Final = (b"\nINSERT ", b"\nREPLACE ", b"\nCOPY ", b"\ninsert ", b"\nInsert ")


@dataclass(slots=True)
class Survey:
    """Answers from one pass over the stream for each kind of question, made when it is first asked; UTF-16 is not looked through."""

    stream: ByteStream
    prior: EncodingPrior
    escapes: bool
    _definitions: dict[str, tuple[ColumnDefinition, ...]] | None = None
    _registry: Registry | None = None
    _seen: set[bytes] = field(default_factory=set)

    def find_definition(self, table: str) -> tuple[ColumnDefinition, ...]:
        """Return the columns of the first CREATE TABLE for ``table``, none if there is none."""
        if self._definitions is None:
            self._definitions = {}
            for statement in self._statements(_CREATES):
                head, columns = heads.match_create(statement), parse_columns(statement)
                if head and columns:
                    self._definitions.setdefault(head.table.casefold(), columns)
        return self._definitions.get(table.casefold(), ())

    def tables(self) -> Registry:
        """Return every table that is created or filled, with its columns, in the order they are met."""
        if self._registry is None:
            self._registry = Registry()
            for statement in self._statements(_CREATES + _ROWS):
                self._take(self._registry, statement)
        return self._registry

    def _statements(self, needles: tuple[bytes, ...]) -> Iterator[bytes]:
        """Yield the text from each line that starts with one of ``needles``, as UTF-8."""
        if self.prior.is_wide:
            return
        encoding = ENCODINGS[self.prior.main].name
        for place in range(0, self.stream.length, _STEP):
            # a line feed more in front: a statement may be the first thing in the stream
            before = self.stream.read(place - 1, 1) if place else b"\n"
            text = before + self.stream.read(place, _STEP + 16)
            starts = sorted(p for needle in needles for p in _find_all(text, needle) if p < _STEP)
            for start in starts:
                statement = self._statement(text, place, start)
                if statement:
                    yield statement.decode(encoding, "replace").encode("utf-8", "replace")

    def _statement(self, text: bytes, place: int, start: int) -> bytes:
        """Return the statement behind the line feed at ``start``, nothing if one with the same head has been given."""
        stop = text.find(b"VALUES", start, start + heads.HEAD_BYTES)
        if stop > 0 and text[start + 1 : start + 2] not in b"Cc":
            head = text[start:stop]
            if head in self._seen:
                return b""
            self._seen.add(head)
        return self.stream.read(place + start, _STATEMENT_BYTES)

    def _take(self, registry: Registry, statement: bytes) -> None:
        created = heads.match_create(statement)
        if created:
            columns = parse_columns(statement)
            if columns:
                registry.obtain(created.schema, created.table).define(columns)
            return
        head = heads.match_insert(statement) or heads.match_copy(statement)
        if head is None:
            return
        table = registry.obtain(head.schema, head.table)
        if head.columns is not None:
            table.places_of(head.columns)
        elif not table.columns:
            table.define(self.find_definition(head.table))
        if not table.columns:
            table.widen(self._measure(statement, head))

    def _measure(self, statement: bytes, head: heads.Head) -> int:
        """Return the number of fields of the first tuple, 0 if it has none."""
        text = np.frombuffer(statement + b"\n" + bytes(PADDING), np.uint8)
        plan = np.array((head.length, len(statement), self.escapes), np.int64)
        widths = np.zeros(1, np.int64)
        return int(widths[0]) if measure_tuples(text, plan, np.empty(0, np.uint8), widths) > 0 else 0


def _find_all(text: bytes, needle: bytes) -> Iterator[int]:
    place = text.find(needle)
    while place >= 0:
        yield place
        place = text.find(needle, place + 1)
