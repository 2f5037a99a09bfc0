"""SQLite database files."""

from findspot.formats.sqlite.format import SqliteFormat

__all__ = ["SqliteFormat"]
