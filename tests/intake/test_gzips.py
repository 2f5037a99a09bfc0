from __future__ import annotations

import gzip
import io
import zlib
from pathlib import Path

import pytest
from tests.intake.containers import CSV, content, holes, spans, take_bytes, uncovered

from findspot.intake.gzips import detect, parse_header
from findspot.store import Case


def member(data: bytes, *, flags: int = 0, fields: bytes = b"") -> bytes:
    """A gzip member with optional header fields."""
    squeezed = zlib.compress(data, 6, -15)
    trailer = zlib.crc32(data).to_bytes(4, "little") + len(data).to_bytes(4, "little")
    return b"\x1f\x8b\x08" + bytes([flags]) + bytes(6) + fields + squeezed + trailer


def test_a_header_with_all_fields_is_read() -> None:
    fields = b"\x04\x00ABCD" + b"inner.csv\0" + b"a comment\0" + b"\x12\x34"
    assert parse_header(member(CSV, flags=2 | 4 | 8 | 16, fields=fields)) == (10 + len(fields), b"inner.csv")


@pytest.mark.parametrize("head", [b"", b"\x1f\x8b", b"\x1f\x8b\x08\xe0" + bytes(20), b"\x1f\x8b\x07" + bytes(20)])
def test_what_is_no_gzip_is_not_taken_for_it(head: bytes) -> None:
    assert not detect(head)
    assert parse_header(head) is None


def test_the_name_in_the_header_wins(case: Case, tmp_path: Path) -> None:
    held = io.BytesIO()
    with gzip.GzipFile("original.csv", "wb", fileobj=held) as file:
        file.write(CSV)
    _, opened = take_bytes(case, tmp_path, "renamed.gz", held.getvalue())
    assert opened.name == "original.csv"


@pytest.mark.parametrize(
    ("outer", "inner"), [("x.csv.gz", "x.csv"), ("x.tgz", "x.tar"), ("x.CSV.GZ", "x.CSV"), ("x", "x")]
)
def test_a_file_without_a_name_inside_gets_one(case: Case, tmp_path: Path, outer: str, inner: str) -> None:
    _, opened = take_bytes(case, tmp_path, outer, gzip.compress(CSV))
    assert opened.name == inner


def test_a_cut_header_is_told(case: Case, tmp_path: Path) -> None:
    (stream,) = take_bytes(case, tmp_path, "x.gz", member(CSV, flags=8, fields=b"name without an end")[:20])
    assert stream.reason == "gzip: the header is cut"


def test_rubbish_behind_a_member_is_a_gap(case: Case, tmp_path: Path) -> None:
    data = gzip.compress(CSV)
    source, opened = take_bytes(case, tmp_path, "x.gz", data + bytes(7) + b"rubbish")
    assert content(case, opened) == CSV
    assert uncovered(case, source) == [(len(data) + 7, len(data) + 14)]
    assert source.reason == f"gzip: bytes from {len(data) + 7} on are no member"
    assert not opened.reason


@pytest.mark.parametrize("kept", [0, 3, 7])
def test_a_cut_trailer_keeps_the_bytes(case: Case, tmp_path: Path, kept: int) -> None:
    data = gzip.compress(CSV)
    source, opened = take_bytes(case, tmp_path, "x.gz", data[: len(data) - 8 + kept])
    assert content(case, opened) == CSV
    assert opened.reason == "cut short within the checksum"
    assert uncovered(case, source) == []
    assert holes(case) == []


def test_damage_in_a_later_member_keeps_the_earlier_ones(case: Case, tmp_path: Path) -> None:
    first, second = gzip.compress(CSV), bytearray(gzip.compress(CSV[::-1]))
    second[10] |= 0x06  # block type 3 does not exist (RFC 1951, 3.2.3)
    source, opened = take_bytes(case, tmp_path, "x.gz", first + bytes(second))
    assert content(case, opened) == CSV
    assert "damaged" in opened.reason
    assert holes(case) == [(2, len(CSV))]
    assert spans(case, 1)[0] == (0, 10, "gzip-header")
    (gap,) = uncovered(case, source)
    assert gap[1] == source.length


def test_a_large_member_comes_in_bounded_blocks(case: Case, tmp_path: Path) -> None:
    data = CSV * 200
    _, opened = take_bytes(case, tmp_path, "x.gz", gzip.compress(data, 1))
    assert content(case, opened) == data
