"""Looks through a whole dump for CREATE TABLE statements that come later than the rows they describe."""

from __future__ import annotations

import re
from typing import Final

from findspot.formats.sqldump.createtable import ColumnDefinition, parse_columns
from findspot.formats.sqldump.heads import match_create
from findspot.model.batch import ByteStream
from findspot.text.encodings import ENCODINGS, EncodingPrior

_STEP: Final = 4 << 20
_STATEMENT_BYTES: Final = 1 << 18
_START: Final = re.compile(rb"(?:^|(?<=[\r\n]))CREATE (?:UNLOGGED |TEMPORARY |GLOBAL TEMPORARY )?TABLE ", re.IGNORECASE)
_NEEDLES: Final = (b"CREATE TABLE", b"create table", b"Create Table")


class DefinitionFinder:
    """Answers from one pass over the stream, made when it is first asked."""

    def __init__(self, stream: ByteStream, prior: EncodingPrior) -> None:
        self._stream = stream
        self._prior = prior
        self._found: dict[str, tuple[ColumnDefinition, ...]] | None = None

    def find(self, table: str) -> tuple[ColumnDefinition, ...]:
        """Return the columns of the first CREATE TABLE for ``table``, none if there is none or the dump is in UTF-16."""
        return self.all().get(table.casefold(), ())

    def all(self) -> dict[str, tuple[ColumnDefinition, ...]]:
        """Return the columns of every table created, by its name in lower case."""
        if self._found is None:
            self._found = {}
            if not self._prior.is_wide:
                self._collect(self._found)
        return self._found

    def _collect(self, found: dict[str, tuple[ColumnDefinition, ...]]) -> None:
        encoding = ENCODINGS[self._prior.main].name
        for place in range(0, self._stream.length, _STEP):
            text = self._stream.read(place, _STEP + 64)
            if not any(needle in text for needle in _NEEDLES):
                continue
            for match in _START.finditer(text):
                if match.start() >= _STEP:
                    break
                statement = self._stream.read(place + match.start(), _STATEMENT_BYTES)
                statement = statement.decode(encoding, "replace").encode("utf-8", "replace")
                head, columns = match_create(statement), parse_columns(statement)
                if head and columns:
                    found.setdefault(head.table.casefold(), columns)
