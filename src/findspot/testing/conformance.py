"""What every plug-in must keep, whoever wrote it: call these functions from a plug-in's own tests.

Each raises AssertionError with the law that is broken; none needs a sample of the plug-in's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import pyarrow as pa

from findspot.model.batch import PROVENANCE, Chunk, ReadSettings, physical_name
from findspot.model.profile import TableProfile
from findspot.model.release import Release
from findspot.model.span import Spans
from findspot.model.tables import Privacy
from findspot.plugins.protocols import Check, Exporter, Format, Matcher, Recogniser
from findspot.testing.streams import MemoryStream, check_partition, collect

GARBAGE: Final = (
    b"",
    b"\n",
    b"\0",
    b"\0" * 5_000,
    b"\xff\xfe" * 40,
    b"\xef\xbb\xbf",
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 8,
    bytes(range(256)) * 300,
    b"(" * 3_000,
    b'{"a":' * 3_000,
    b'"' * 4_097,
    b"INSERT INTO `t` VALUES (",
    b"SQLite format 3\0" + b"\xff" * 200,
    b"a,b\n1,2\n" * 9_000 + b'"',
    "姓名,电话\n".encode("gb18030") * 50,
)
"""Streams that are no data of any kind, or break off: a format must take each without an exception."""

TEXTS: Final = (
    None,
    "",
    " ",
    "\0",
    "0",
    "-1",
    "NULL",
    "9" * 400,
    "x" * 70_000,
    "\U0001f600",
    "姓名",
    "１２３",
    "319901190003071234",
    "1900-02-30",
    "a@b",
    "\ufeff\u202e",
)
"""Values that are nobody's: a recogniser must take any of them."""


def check_code(plugin: object, pattern: str) -> None:
    """Hold that the code has its form and that the class says in a docstring what it is."""
    code = getattr(plugin, "code", None)
    assert isinstance(code, str), f"{plugin!r} has no code"
    assert re.fullmatch(pattern, code), f"{code} does not look like {pattern}"
    assert type(plugin).__doc__, f"{code} has no docstring"


def check_format(plugin: Format, samples: Iterable[bytes] = ()) -> None:
    """Hold that a format takes any bytes, accounts for each of them, and reads the same whatever the window.

    Args:
        plugin: The format.
        samples: Streams to try beside ``GARBAGE``: files of the format itself, whole and damaged.
    """
    check_code(plugin, r"FMT-[A-Z0-9]+(-[A-Z0-9]+)*")
    assert all("/" in media_type for media_type in plugin.media_types), f"{plugin.code}: media types"
    assert all(re.fullmatch(r"[a-z0-9]+", extension) for extension in plugin.extensions), f"{plugin.code}: extensions"
    for data in (*GARBAGE, *samples):
        sure = plugin.detect(data[: 256 << 10], "stream")
        assert 0 <= sure <= 1, f"{plugin.code}: detect says {sure}"
        _check_reading(plugin, MemoryStream(data))


def _check_reading(plugin: Format, stream: MemoryStream) -> None:
    chunks = list(plugin.read(stream, ReadSettings(workers=1)))
    check_partition(chunks, stream.length)
    for rows in (rows for chunk in chunks for rows in chunk.rows):
        values = [pa.field(physical_name(i), pa.string()) for i in range(rows.batch.num_columns - len(PROVENANCE))]
        assert rows.batch.schema.equals(pa.schema([*PROVENANCE, *values])), f"{plugin.code}: schema of a batch"
    again = list(plugin.read(stream, ReadSettings(workers=2, window_bytes=64 << 10)))
    assert _content(again) == _content(chunks), f"{plugin.code}: what comes out depends on workers or window"
    gaps = Spans.of([(stream.length // 3, stream.length // 3, 0)])
    salvaged = list(plugin.salvage(stream, gaps, ReadSettings()))
    check_partition(salvaged, stream.length)
    for chunk in salvaged:
        inside = (gaps.offset <= chunk.start) & (chunk.end <= gaps.offset + gaps.length)
        assert inside.any(), f"{plugin.code}: salvaged {chunk.start}–{chunk.end}, outside the gaps"


def _content(chunks: Sequence[Chunk]) -> dict[str, list[dict[str, object]]]:
    return {name: table.to_pylist() for name, table in collect(chunks).items()}


def check_recogniser(plugin: Recogniser) -> None:
    """Hold that a recogniser takes any text, answers for each value, and that a normal form is its own normal form."""
    check_code(plugin, r"[a-z]+(-[a-z]+)*")
    assert isinstance(plugin.privacy, Privacy), f"{plugin.code}: privacy"
    assert all(word == word.lower() for word in plugin.header_words), f"{plugin.code}: header words are lower case"
    for texts in ((), (None, None), TEXTS, TEXTS * 20):
        values = pa.array(texts, pa.string())
        assert 0 <= plugin.score(values) <= 1, f"{plugin.code}: score"
        normal = plugin.normalise(values)
        assert (normal.type, len(normal)) == (pa.string(), len(values)), f"{plugin.code}: normalise"
        assert plugin.normalise(normal).equals(normal), f"{plugin.code}: a normal form has another normal form"
        valid = plugin.valid(values)
        assert (valid.type, len(valid)) == (pa.bool_(), len(values)), f"{plugin.code}: valid"
        assert all(not valid[i].is_valid for i in range(len(values)) if texts[i] is None), f"{plugin.code}: null"


def check_check(plugin: Check) -> None:
    """Hold that a check explains itself and leaves alone a table that has nothing it could read."""
    check_code(plugin, r"CHK-[A-Z0-9]+(-[A-Z0-9]+)*")
    for told in ("title", "null_hypothesis", "passing_sample", "failing_sample"):
        assert str(getattr(plugin, told)).strip(), f"{plugin.code} does not tell its {told}"
    assert plugin.passing_sample != plugin.failing_sample, f"{plugin.code}: samples are the same"
    assert all(plugin.false_alarms), f"{plugin.code}: false alarms"
    table = TableProfile("empty", 0, ())
    if plugin.applies(table):
        assert plugin.run(table, iter(())).verdict in {"passed", "look"}, f"{plugin.code} fails a table without rows"


def check_matcher(plugin: Matcher) -> None:
    """Hold that a matcher names meanings and does not apply where none of them is there."""
    check_code(plugin, r"[A-Z]{3}(-[A-Z0-9]+)+")
    assert plugin.meanings, f"{plugin.code} names no meaning"
    assert not plugin.columns(TableProfile("empty", 0, ())), f"{plugin.code} applies to a table without columns"


def check_exporter(plugin: Exporter, release: Release, folder: Path) -> None:
    """Hold that an exporter writes files below the folder and nowhere else, and says what gets lost."""
    check_code(plugin, r"[A-Z]{3}(-[A-Z0-9]+)+")
    assert "/" in plugin.media_type, f"{plugin.code}: media type"
    assert all(plugin.lost), f"{plugin.code}: what is lost"
    written = plugin.write(release, folder)
    assert written, f"{plugin.code} wrote nothing"
    assert all(path.is_file() and path.is_relative_to(folder) for path in written), f"{plugin.code} wrote elsewhere"
