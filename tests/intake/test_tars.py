from __future__ import annotations

import tarfile
from pathlib import Path

import pytest
from tests.intake.containers import CSV, content, holes, make_tar, take_bytes, tar_entry, uncovered

from findspot.intake.tarheaders import BLOCK, has_checksum, number_of, parse_header, parse_pax
from findspot.intake.tars import detect
from findspot.store import Case

FORMS = {"ustar": tarfile.USTAR_FORMAT, "gnu": tarfile.GNU_FORMAT, "pax": tarfile.PAX_FORMAT}


def header(
    name: bytes = b"x", size: bytes = b"00000000003\0", kind: bytes = b"0", magic: bytes = b"ustar\x0000"
) -> bytes:
    """A header block with a right checksum."""
    block = bytearray(BLOCK)
    block[: len(name)] = name
    block[124:136] = size
    block[156:157] = kind
    block[257 : 257 + len(magic)] = magic
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block)


def padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % BLOCK)


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_every_form_gives_names_and_bytes_back(case: Case, tmp_path: Path, form: int) -> None:
    long_name = "folder/" * 15 + "name.csv"
    members = {"a.csv": CSV, long_name: CSV[::-1], "empty": b""}
    data = make_tar(members, form=form)
    assert detect(data[:BLOCK])
    source, *opened = take_bytes(case, tmp_path, "x.tar", data)
    assert [(s.name, content(case, s), s.reason) for s in opened] == [(n, d, "") for n, d in members.items()]
    assert [s.step for s in opened] == ["tar:0", "tar:1", "tar:2"]
    assert uncovered(case, source) == []


def test_an_archive_of_the_oldest_form_is_known_by_its_checksum(case: Case, tmp_path: Path) -> None:
    data = header(b"old.csv", magic=b"") + padded(b"abc") + bytes(2 * BLOCK)
    _, opened = take_bytes(case, tmp_path, "x", data)
    assert (opened.name, content(case, opened)) == ("old.csv", b"abc")


def test_pax_names_win_and_global_ones_stay(case: Case, tmp_path: Path) -> None:
    def extension(kind: bytes, records: bytes) -> bytes:
        return header(b"pax", b"%011o\0" % len(records), kind) + padded(records)

    data = extension(b"g", b"15 path=global\n") + header() + padded(b"abc")
    data += extension(b"x", b"12 path=own\n") + header() + padded(b"def")
    data += header() + padded(b"ghi") + bytes(2 * BLOCK)
    _, *opened = take_bytes(case, tmp_path, "x.tar", data)
    assert [s.name for s in opened] == ["global", "own", "global"]


@pytest.mark.parametrize("keep", [0.3, 0.6, 0.9])
def test_a_cut_archive_gives_what_is_there(case: Case, tmp_path: Path, keep: float) -> None:
    data = make_tar({"a.csv": CSV, "b.csv": CSV[::-1]})
    source, *opened = take_bytes(case, tmp_path, "x.tar", data[: int(len(data) * keep)])
    assert "cut short" in opened[-1].reason
    assert holes(case) == [(opened[-1].id, opened[-1].length)]
    whole = [CSV, CSV[::-1]]
    assert all(w.startswith(content(case, s)) for w, s in zip(whole, opened, strict=False))
    assert uncovered(case, source) == []


def test_behind_a_damaged_header_the_next_good_one_is_found(case: Case, tmp_path: Path) -> None:
    data = bytearray(make_tar({"a.csv": CSV, "b.csv": CSV[::-1], "c.csv": CSV[:99]}, form=tarfile.USTAR_FORMAT))
    second = BLOCK + len(padded(CSV))
    data[second + 150] ^= 0xFF
    source, *opened = take_bytes(case, tmp_path, "x.tar", bytes(data))
    assert [s.name for s in opened] == ["a.csv", "c.csv"]
    assert source.reason == f"tar: no header at byte {second}, where one must be"
    assert uncovered(case, source) == [(second, second + BLOCK + len(padded(CSV)))]


def test_rubbish_to_the_end_is_a_gap(case: Case, tmp_path: Path) -> None:
    data = make_tar({"a.csv": CSV})
    source, opened = take_bytes(case, tmp_path, "x.tar", data + b"r" * 3_000)
    assert content(case, opened) == CSV
    assert uncovered(case, source) == [(len(data), len(data) + 3_000)]


def test_an_archive_appended_to_another_is_read_on(case: Case, tmp_path: Path) -> None:
    data = make_tar({"a.csv": CSV}) + make_tar({"b.csv": CSV[::-1]}) + bytes(100)
    source, *opened = take_bytes(case, tmp_path, "x.tar", data)
    assert [s.name for s in opened] == ["a.csv", "b.csv"]
    assert uncovered(case, source) == []


def test_a_header_extension_of_gigabytes_is_not_read(case: Case, tmp_path: Path) -> None:
    size = b"%011o\0" % (4 << 30)
    for kind in (b"x", b"L"):
        data = header() + padded(b"abc") + header(b"pax", size, kind) + bytes(5_000)
        streams = take_bytes(case, tmp_path, f"{kind.decode()}.tar", data)
        assert [s.name for s in streams][-1] == "x"
    assert any("4294967296 bytes is not read" in s.reason for s in streams)


@pytest.mark.parametrize(
    "records",
    [b"22 GNU.sparse.major=1\n", b"28 GNU.sparse.name=hidden.x\n"],
)
def test_sparse_files_of_pax_are_refused(case: Case, tmp_path: Path, records: bytes) -> None:
    data = header(b"pax", b"%011o\0" % len(records), b"x") + padded(records) + header() + padded(b"abc")
    source, opened = take_bytes(case, tmp_path, "x.tar", data)
    assert (opened.state, opened.reason) == ("failed", "a sparse file: not opened")
    assert len(uncovered(case, source)) == 1


def test_an_old_sparse_file_is_skipped_with_its_map(case: Case, tmp_path: Path) -> None:
    first = bytearray(header(b"sparse", kind=b"S"))
    first[482] = 1
    first[148:156] = b" " * 8
    first[148:156] = b"%06o\0 " % sum(first)
    one, two = bytearray(BLOCK), bytes(BLOCK)
    one[504] = 1
    data = bytes(first) + bytes(one) + two + padded(b"abc") + header(b"next") + padded(b"def") + bytes(2 * BLOCK)
    _, refused, opened = take_bytes(case, tmp_path, "x.tar", data)
    assert refused.reason == "a sparse file: not opened"
    assert (opened.name, content(case, opened)) == ("next", b"def")


def test_a_hard_link_with_the_size_of_its_target_has_no_data(case: Case, tmp_path: Path) -> None:
    data = header() + padded(b"abc") + header(b"hard", kind=b"1") + header(b"next") + padded(b"def") + bytes(2 * BLOCK)
    source, *opened = take_bytes(case, tmp_path, "x.tar", data)
    assert [(s.name, s.state) for s in opened] == [("x", "cached"), ("hard", "failed"), ("next", "cached")]
    assert uncovered(case, source) == []


def test_a_volume_label_is_no_member(case: Case, tmp_path: Path) -> None:
    data = make_tar({"a.csv": CSV}, form=tarfile.GNU_FORMAT, extra=[tar_entry("label", b"V")])
    source, opened = take_bytes(case, tmp_path, "x.tar", data)
    assert opened.name == "a.csv"
    assert uncovered(case, source) == []


@pytest.mark.parametrize(
    ("field", "number"),
    [
        (b"00000000017\0", 15),
        (b"         17 ", 15),
        (b"000000000017", 15),
        (b"\0" * 12, 0),
        (b"\x80" + bytes(10) + b"\x05", 5),
        (b"\x80" + b"\x01" + bytes(10), None),
        (b"\xff" * 12, None),
        (b"00000000018\0", None),
        (b"-0000000017\0", None),
        (b"0x000000017\0", None),
    ],
)
def test_numbers_are_octal_or_binary_and_never_negative(field: bytes, number: int | None) -> None:
    assert number_of(field) == number


def test_a_size_of_nonsense_is_no_header() -> None:
    block = header(size=b"\xff" * 12)
    assert has_checksum(block)
    assert parse_header(block) is None
    assert not detect(block)


def test_checksums_over_signed_bytes_are_right_too() -> None:
    block = bytearray(header("ä".encode()))
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % (sum(block) - 256 * sum(b > 0x7F for b in block))
    assert has_checksum(bytes(block))
    assert not has_checksum(bytes(block)[:-1])
    assert not has_checksum(bytes(BLOCK))


@pytest.mark.parametrize(
    ("data", "records"),
    [
        (b"10 a=bcde\n6 b=c\n", {b"a": b"bcde", b"b": b"c"}),
        (b"10 a=bcde\n99 b=c\n", {b"a": b"bcde"}),
        (b"10 a=bcdeX7 b=c\n", {}),
        (b"8 noequ\n", {}),
        (b"2 a=b\n", {}),
        (b"rubbish", {}),
        (b"", {}),
    ],
)
def test_pax_records_are_read_up_to_the_first_bad_one(data: bytes, records: dict[bytes, bytes]) -> None:
    assert parse_pax(data) == records
