"""The plug-in for SQLite database files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from findspot.formats.sqlite.header import MAGIC, looks_like_header
from findspot.model.batch import ByteStream, Chunk, ReadSettings
from findspot.model.span import Spans


class SqliteFormat:
    """SQLite 3 database files, read by an own reader of https://sqlite.org/fileformat2.html.

    A row is a cell on its leaf page; pieces on overflow pages are byte runs. Numbers become decimal text, blobs
    ``X'…'``. Free space that is not empty is left as a gap: it may hold deleted rows.
    """

    code: str = "FMT-SQLITE"
    media_types: Sequence[str] = ("application/vnd.sqlite3", "application/x-sqlite3")
    extensions: Sequence[str] = ("sqlite", "sqlite3", "db", "db3")
    can_resync: bool = True

    def detect(self, head: bytes, name: str) -> float:
        """Return how sure it is that a stream with these first bytes is a SQLite file."""
        if head.startswith(MAGIC):
            return 1.0
        return 0.8 if looks_like_header(head) else 0.0

    def read(self, stream: ByteStream, settings: ReadSettings) -> Iterator[Chunk]:
        """Yield the rows of every table page by page, in the order of the file."""
        from findspot.formats.sqlite.reader import read_database  # loads numba: only when a file is read

        return read_database(stream, settings)

    def salvage(self, stream: ByteStream, gaps: Spans, settings: ReadSettings) -> Iterator[Chunk]:
        """Yield nothing: all that this reader knows to find, ``read`` has found."""
        return iter(())
