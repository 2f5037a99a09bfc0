"""Looks through a whole dump for CREATE TABLE statements that come later than the rows they describe."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from findspot.formats.sqldump.createtable import ColumnDefinition, parse_columns
from findspot.formats.sqldump.heads import match_create
from findspot.model.batch import ByteStream
from findspot.text.encodings import ENCODINGS, EncodingPrior

_STEP: Final = 4 << 20
_OVERLAP: Final = 16
_STATEMENT_BYTES: Final = 1 << 18
_STARTS: Final = (b"\nCREATE ", b"\ncreate ", b"\nCreate ")


@dataclass(slots=True)
class DefinitionFinder:
    """Answers from one pass over the stream, made when it is first asked; UTF-16 is not looked through."""

    stream: ByteStream
    prior: EncodingPrior
    _found: dict[str, tuple[ColumnDefinition, ...]] | None = None

    def find(self, table: str) -> tuple[ColumnDefinition, ...]:
        """Return the columns of the first CREATE TABLE for ``table``, none if there is none."""
        if self._found is None:
            self._found = {}
            for statement in self._statements():
                head, columns = match_create(statement), parse_columns(statement)
                if head and columns:
                    self._found.setdefault(head.table.casefold(), columns)
        return self._found.get(table.casefold(), ())

    def _statements(self) -> Iterator[bytes]:
        """Yield the text from each line that starts with CREATE, as UTF-8."""
        if self.prior.is_wide:
            return
        encoding = ENCODINGS[self.prior.main].name
        for place in range(0, self.stream.length, _STEP):
            # a line feed more in front: a statement may be the first thing in the stream
            before = self.stream.read(place - 1, 1) if place else b"\n"
            text = before + self.stream.read(place, _STEP + _OVERLAP)
            for start in sorted(p for sign in _STARTS for p in _find_all(text, sign) if p < _STEP):
                statement = self.stream.read(place + start, _STATEMENT_BYTES)
                yield statement.decode(encoding, "replace").encode("utf-8", "replace")


def _find_all(text: bytes, sign: bytes) -> Iterator[int]:
    place = text.find(sign)
    while place >= 0:
        yield place
        place = text.find(sign, place + 1)
