"""Laws of reading delimited text, attacked with arbitrary bytes and with broken tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from findspot.formats.delimited.layouts import measure_layout
from findspot.formats.delimited.reading import read_with
from findspot.model.batch import ReadSettings
from findspot.testing.streams import MemoryStream
from findspot.text.encodings import ENCODINGS, EncodingPrior

LIMIT = 100
"""Longest record in these tests: small enough to be met."""

fields = st.text(alphabet="ab1 é张三北,;\"'|\n\r", max_size=6)
pieces = st.sampled_from(
    [b'"', b"\r", b"\n", b"\r\n", b",", b"\0", b"\xff", b"\0" * 9, b"x" * 130, "9,李四,é\n".encode("gb18030")]
)


@st.composite
def broken_tables(draw: st.DrawFn) -> bytes:
    """Delimited text in some encoding, with some bytes flipped, cut out, zeroed or put in."""
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "cp1252", "utf-16", "utf-16-be"]))
    delimiter = draw(st.sampled_from([",", "\t", ";", "|", "||"]))
    line_end = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    columns = draw(st.integers(1, 6))
    rows = draw(st.lists(st.lists(fields, min_size=columns, max_size=columns), min_size=1, max_size=20))
    quoted = draw(st.booleans())
    lines = (delimiter.join('"' + f.replace('"', '""') + '"' if quoted else f for f in row) for row in rows)
    data = bytearray(line_end.join(lines).encode(encoding, errors="replace"))
    for _ in range(draw(st.integers(0, 5))):
        place = draw(st.integers(0, max(0, len(data) - 1)))
        size = draw(st.integers(0, 12))
        data[place : place + size] = draw(st.one_of(pieces, st.binary(max_size=12)))
    return bytes(data)


streams = st.one_of(st.binary(max_size=300), broken_tables())


@settings(max_examples=150, deadline=None)
@given(streams)
def test_every_byte_is_in_one_class_whatever_the_windows_and_workers(read: Callable[..., Any], data: bytes) -> None:
    whole = read(data, max_record_bytes=LIMIT)
    assert read(data, max_record_bytes=LIMIT, window_bytes=16, workers=0) == whole
    assert read(data, max_record_bytes=LIMIT, window_bytes=61, workers=2) == whole


@settings(max_examples=100, deadline=None)
@given(streams)
def test_the_extent_of_each_row_read_alone_gives_the_same_values(read: Callable[..., Any], data: bytes) -> None:
    reading_settings = ReadSettings(max_record_bytes=LIMIT, workers=0)
    stream = MemoryStream(data)
    for chunk in read_with(measure_layout(stream, reading_settings), stream, reading_settings) if data else ():
        for rows in chunk.rows:
            for row in rows.batch.to_pylist():
                _, offset, length, _, how, *values = row.values()
                alone = read_alone(data, offset, length, chunk.encodings)
                assert values in alone, (how, alone)


def read_alone(data: bytes, offset: int, length: int, encodings: Any) -> list[list[str | None]]:
    """What the bytes of a row hold when read by themselves; a doubtful encoding is that of the rows around."""
    settings_ = ReadSettings(max_record_bytes=LIMIT, workers=0)
    layout = measure_layout(MemoryStream(data), settings_)
    piece = MemoryStream(data[offset : offset + length])
    found = []
    for encoding in ENCODINGS:
        if encoding.name in encodings:
            alone = replace(layout, prior=EncodingPrior(layout.prior.main, encoding.code), skip=0, header=b"")
            for chunk in read_with(alone, piece, settings_):
                found += [list(row.values())[5:] for rows in chunk.rows for row in rows.batch.to_pylist()]
    return found


@settings(max_examples=60, deadline=None)
@given(
    st.integers(2, 6).flatmap(
        lambda n: st.lists(st.lists(fields, min_size=n, max_size=n).map(tuple), min_size=3, max_size=20)
    ),
    st.sampled_from([",", "\t", ";", "|", "\x1f"]),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030"]),
)
def test_sound_tables_come_back_whole(
    read: Callable[..., Any], rows: list[tuple[str, ...]], delimiter: str, line_end: str, encoding: str
) -> None:
    names = [f"name {i}" for i in range(len(rows[0]))]
    # the ids let the dialect be told from chance, as in any real table
    table = [names, *([f"id{i}", *row[1:]] for i, row in enumerate(rows))]
    lines = (delimiter.join('"' + f.replace('"', '""') + '"' for f in row) + line_end for row in table)
    reading = read("".join(lines).encode(encoding))
    assert reading.values() == table[1:]
    assert [column.name for column in reading.table.columns] == names
    assert reading.hows() == [0] * len(rows)


@settings(max_examples=200, deadline=None)
@given(streams, st.text(max_size=12))
def test_detection_never_raises_and_stays_within_bounds(data: bytes, name: str) -> None:
    from findspot.formats.delimited import DelimitedFormat

    assert 0 <= DelimitedFormat().detect(data, name) <= 1
