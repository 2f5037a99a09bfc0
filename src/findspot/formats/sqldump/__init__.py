"""SQL dumps.

What mysqldump, mariadb-dump, pg_dump, sqlite3, phpMyAdmin, SQL Server and Oracle scripts write (``FMT-SQL``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from findspot.model.batch import ByteStream, Chunk, ReadSettings
from findspot.model.span import Spans


class SqlDumpFormat:
    """Rows of INSERT statements and COPY blocks.

    A tuple with another number of fields than its statement has columns is a reject, never a partial row: its own
    parentheses say where it ends, so what is missing was lost to damage, and nobody can tell which field it was.
    """

    code: str = "FMT-SQL"
    media_types: Sequence[str] = ("application/sql", "text/x-sql")
    extensions: Sequence[str] = ("sql", "dump")
    can_resync: bool = True

    def detect(self, head: bytes, name: str) -> float:
        """Return how sure it is that the stream is an SQL dump, also one that begins in the middle of a statement."""
        from findspot.formats.sqldump.detection import detect_dump

        return detect_dump(head, name)

    def read(self, stream: ByteStream, settings: ReadSettings) -> Iterator[Chunk]:
        """Yield chunks in the order of the stream."""
        from findspot.formats.sqldump.reader import read_dump

        return read_dump(stream, settings)

    def salvage(self, stream: ByteStream, gaps: Spans, settings: ReadSettings) -> Iterator[Chunk]:
        """Yield what can be told of tuples and COPY lines whose statement is lost."""
        from findspot.formats.sqldump.salvage import salvage_dump

        return salvage_dump(stream, gaps, settings)
