"""The built-in file formats, offered by the same hook as those of strangers; what reading needs is loaded then."""

from __future__ import annotations

from collections.abc import Sequence

from findspot.formats.delimited import DelimitedFormat
from findspot.formats.jsontext import JsonFormat
from findspot.formats.sqldump import SqlDumpFormat
from findspot.formats.sqlite import SqliteFormat
from findspot.plugins.hookspecs import hookimpl
from findspot.plugins.protocols import Format


@hookimpl
def findspot_formats() -> Sequence[Format]:
    """Return delimited text, SQL dumps, JSON and SQLite files."""
    return [DelimitedFormat(), JsonFormat(), SqlDumpFormat(), SqliteFormat()]
