from __future__ import annotations

import io
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from tests.intake.containers import (
    CSV,
    central_header,
    content,
    end_record,
    holes,
    local_header,
    make_streamed_zip,
    make_zip,
    spans,
    take_bytes,
    uncovered,
)

from findspot.intake.zipheaders import descriptor_length, find_directory, find_end, read_directory, read_local
from findspot.store import Case


class Held:
    """Bytes in memory as a source."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.length = len(data)

    def read(self, offset: int, size: int) -> bytes:
        return self.data[offset : offset + size]


def single(data: bytes, *, method: int = 0, name: bytes = b"x", mode: int = 0, length: int | None = None) -> bytes:
    """A zip of one member, stored as it is under any method."""
    body = local_header(name, data, len(data), zlib.crc32(data), method) + data
    told = len(data) if length is None else length
    directory = central_header(name, len(data), told, zlib.crc32(data), 0, method=method, mode=mode)
    return body + directory + end_record(1, len(directory), len(body))


def test_bytes_before_the_archive_do_not_matter(case: Case, tmp_path: Path) -> None:
    front = local_header(b"lost", b"", 0, 0)[:20]
    source, opened = take_bytes(case, tmp_path, "x.zip", front + make_zip({"a.csv": CSV}))
    assert content(case, opened) == CSV
    assert uncovered(case, source) == [(0, 20)]


def test_a_comment_belongs_to_the_end(case: Case, tmp_path: Path) -> None:
    held = io.BytesIO(make_zip({"a.csv": CSV}))
    with zipfile.ZipFile(held, "a") as archive:
        archive.comment = b"a comment with PK\x05\x06 in it"
    source, _ = take_bytes(case, tmp_path, "x.zip", held.getvalue())
    assert uncovered(case, source) == []


def test_bytes_behind_the_archive_are_a_gap(case: Case, tmp_path: Path) -> None:
    data = make_zip({"a.csv": CSV})
    source, opened = take_bytes(case, tmp_path, "x.zip", data + b"appended")
    assert content(case, opened) == CSV
    assert uncovered(case, source) == [(len(data), len(data) + 8)]


def test_an_empty_archive_is_all_structure(case: Case, tmp_path: Path) -> None:
    (source,) = take_bytes(case, tmp_path, "x.zip", make_zip({}))
    assert uncovered(case, source) == []
    assert not source.reason


def test_zip64_sizes_offsets_and_end_are_read(case: Case, tmp_path: Path) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("a.csv", "b.csv"):
            with archive.open(name, "w", force_zip64=True) as member:
                member.write(CSV)
    data = bytearray(held.getvalue())
    end = data.rfind(b"PK\x05\x06")
    entries, length, offset = struct.unpack_from("<HII", data, end + 10)
    wide = struct.pack("<4sQ2H2I4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, entries, entries, length, offset)
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, end, 1)
    data[end + 10 : end + 20] = struct.pack("<HII", 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF)
    data[end:end] = wide + locator
    source, *opened = take_bytes(case, tmp_path, "x.zip", bytes(data))
    assert [content(case, s) for s in opened] == [CSV, CSV]
    assert uncovered(case, source) == []
    assert not source.reason
    # told at a place where it is not, it is found right before its locator
    data[end + len(wide) + 8] ^= 1
    assert find_directory(Held(bytes(data)), find_end(Held(bytes(data))) or (0, b"")) is not None
    data[end : end + 4] = b"gone"
    assert find_directory(Held(bytes(data)), find_end(Held(bytes(data))) or (0, b"")) is None


def test_wide_fields_of_the_directory_are_read() -> None:
    extra = struct.pack("<2HH", 0x5455, 2, 0) + struct.pack("<2H3Q", 1, 24, 5, 6, 7)
    header = bytearray(central_header(b"x", 0xFFFFFFFF, 0xFFFFFFFF, 0, 0xFFFFFFFF))
    header[30:32] = struct.pack("<H", len(extra))
    data = bytes(header) + extra
    whole = make_directory(data)
    ((_, size, entry),) = read_directory(*whole)
    assert size == len(data)
    assert (entry.length, entry.compressed, entry.offset) == (5, 6, 7)
    cut = bytearray(data)
    cut[-26:-24] = struct.pack("<H", 8)
    assert list(read_directory(*make_directory(bytes(cut)))) == []


def make_directory(data: bytes) -> tuple[Held, object]:
    """A source that is a directory only, and where it lies."""
    held = Held(data + end_record(1, len(data), 0))
    directory = find_directory(held, find_end(held) or (0, b""))
    assert directory is not None
    return held, directory


@pytest.mark.parametrize(
    "data", [b"", b"PK\x05\x06", b"PK\x05\x06" + bytes(16) + b"\x09\x00", b"nothing of the kind" * 9]
)
def test_without_an_end_record_there_is_no_directory(data: bytes) -> None:
    assert find_end(Held(data)) is None


def test_a_directory_that_cannot_be_there_is_not_believed() -> None:
    for length, offset in ((500, 0), (10, 20)):
        held = Held(bytes(15) + end_record(1, length, offset))
        assert find_directory(held, find_end(held) or (0, b"")) is None


def test_a_cut_local_header_is_none() -> None:
    whole = local_header(b"name", b"", 0, 0)
    assert read_local(Held(whole), 0) is not None
    assert read_local(Held(whole[:-1]), 0) is None
    assert read_local(Held(whole[:20]), 0) is None
    wide = struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, 0, 0, 0, 0, 0, 0xFFFFFFFF, 0xFFFFFFFF, 1, 4)
    assert read_local(Held(wide + b"x" + struct.pack("<2H", 1, 0)), 0) is None
    assert read_local(Held(wide + b"x" + struct.pack("<2H", 2, 0)), 0) is not None


@pytest.mark.parametrize("magic", [b"PK\x07\x08", b""], ids=["signed", "bare"])
@pytest.mark.parametrize("form", ["<III", "<IQQ"], ids=["4", "8"])
@pytest.mark.parametrize("plain", [0, 9_000])
@pytest.mark.parametrize("behind", [b"PK\x03\x04", b""])
def test_a_descriptor_is_measured_in_all_its_forms(magic: bytes, form: str, plain: int, behind: bytes) -> None:
    record = magic + struct.pack(form, 77, 5, plain)
    assert descriptor_length(Held(b"12345" + record + behind), 5, 5) == len(record)
    assert descriptor_length(Held(b"12345" + record + behind), 5, 6) == 0


@pytest.mark.parametrize(
    ("mode", "reason"),
    [
        (0o120777, "a symbolic link: not followed"),
        (0o020666, "a device or pipe: not opened"),
        (0o010666, "a device or pipe: not opened"),
    ],
)
def test_members_that_are_no_files_are_refused(case: Case, tmp_path: Path, mode: int, reason: str) -> None:
    _, opened = take_bytes(case, tmp_path, "x.zip", single(b"/etc/passwd", mode=mode))
    assert (opened.state, opened.reason) == ("failed", reason)


def test_methods_that_are_not_known_are_told(case: Case, tmp_path: Path) -> None:
    source, opened = take_bytes(case, tmp_path, "x.zip", single(CSV, method=98))
    assert (opened.state, opened.reason) == ("failed", "compression method 98 is not supported")
    assert uncovered(case, source) == [(31, 31 + len(CSV))]


def test_a_damaged_lzma_member_is_told(case: Case, tmp_path: Path) -> None:
    _, opened = take_bytes(case, tmp_path, "x.zip", single(b"\xff" * 50, method=14))
    assert (opened.state, opened.reason) == ("failed", "the compressed data is damaged")


@pytest.mark.parametrize(
    ("told", "reason"), [(len(CSV) + 5, "cut short: "), (len(CSV) - 5, "longer than its header says")]
)
def test_a_length_that_lies_is_told_and_the_bytes_are_kept(case: Case, tmp_path: Path, told: int, reason: str) -> None:
    _, opened = take_bytes(case, tmp_path, "x.zip", single(CSV, length=told))
    assert content(case, opened) == CSV
    assert opened.reason.startswith(reason)
    assert bool(holes(case)) == (told > len(CSV))


def test_a_flipped_byte_shows_by_the_checksum(case: Case, tmp_path: Path) -> None:
    data = bytearray(make_zip({"a.csv": CSV, "b.csv": CSV}, zipfile.ZIP_STORED))
    data[100] ^= 1
    _, first, second = take_bytes(case, tmp_path, "x.zip", bytes(data))
    assert (first.reason, second.reason) == ("the checksum differs", "")


def test_damage_in_one_member_leaves_the_others(case: Case, tmp_path: Path) -> None:
    data = bytearray(make_zip({"a.csv": CSV, "b.csv": CSV[::-1]}))
    data[35] = 0x07  # block type 3 does not exist (RFC 1951, 3.2.3)
    source, first, second = take_bytes(case, tmp_path, "x.zip", bytes(data))
    assert "damaged" in first.reason
    assert first.length == 0
    assert holes(case) == [(first.id, 0)]
    assert content(case, second) == CSV[::-1]
    assert len(uncovered(case, source)) == 1


def test_a_header_that_is_not_where_the_directory_says_is_told(case: Case, tmp_path: Path) -> None:
    data = bytearray(make_zip({"a.csv": CSV, "b.csv": CSV[::-1]}))
    data[:4] = b"PK\x03\x05"
    data[:0] = local_header(b"front", b"", 0, 0)
    _, first, second = take_bytes(case, tmp_path, "x.zip", bytes(data))
    assert first.reason == "its header is not where the directory says"
    assert content(case, second) == CSV[::-1]


def test_two_entries_of_one_member_give_it_once(case: Case, tmp_path: Path) -> None:
    data = make_zip({"a.csv": CSV})
    place, end = data.find(b"PK\x01\x02"), data.rfind(b"PK\x05\x06")
    directory = data[place:end] * 2
    _, first, second = take_bytes(
        case, tmp_path, "x.zip", data[:place] + directory + end_record(2, len(directory), place)
    )
    assert content(case, first) == CSV
    assert "overlaps" in second.reason


def test_a_cut_archive_is_read_by_its_own_headers(case: Case, tmp_path: Path) -> None:
    data = make_zip({"a.csv": CSV, "b.csv": CSV[::-1]}, zipfile.ZIP_STORED)
    source, first, second = take_bytes(case, tmp_path, "x.zip", data[: len(CSV) + 5_000])
    assert content(case, first) == CSV
    assert CSV[::-1].startswith(content(case, second))
    assert second.reason.startswith("cut short")
    assert "directory is lost" in source.reason
    assert uncovered(case, source) == []


def test_marks_that_are_no_headers_are_passed(case: Case, tmp_path: Path) -> None:
    data = make_streamed_zip({"a.csv": CSV})
    data = data[: data.find(b"PK\x01\x02")] + b"PK\x03\x04 only looks like one"
    source, opened = take_bytes(case, tmp_path, "x.zip", data)
    assert content(case, opened) == CSV
    assert uncovered(case, source)[-1][1] == source.length


def test_too_many_entries_are_not_listed(case: Case, tmp_path: Path) -> None:
    from findspot.intake import IntakeLimits

    data = make_zip({str(i): b"x" for i in range(9)})
    source, *opened = take_bytes(case, tmp_path, "x.zip", data, IntakeLimits(max_members=3))
    assert [s.name for s in opened] == ["0", "1", "2"]
    assert {what for *_, what in spans(case, source.id)} >= {"zip-directory", "zip-end"}
    uncovered(case, source)
