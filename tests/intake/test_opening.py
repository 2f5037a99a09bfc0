"""Containers from end to end: what is opened, what is refused, and that the bytes add up."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.intake.containers import (
    CSV,
    content,
    cut_gzip,
    holes,
    make_overlap_bomb,
    make_streamed_zip,
    make_tar,
    make_zip,
    spans,
    take,
    take_bytes,
    tar_entry,
    uncovered,
    with_password_flag,
)

from findspot.intake import IntakeLimits
from findspot.store import Case, create_case

ZEROS = bytes(1 << 20)
SMALL = IntakeLimits(ratio_floor_bytes=1 << 16)


def test_containers_inside_each_other_are_opened_to_the_bottom(case: Case, tmp_path: Path) -> None:
    inner = gzip.compress(CSV)
    tar = make_tar({"folder/members.csv.gz": inner, "readme.txt": b"hello"})
    data = make_zip({"backup.tar": tar, "empty.csv": b""})
    streams = take_bytes(case, tmp_path, "dump.zip", data)
    assert [(s.id, s.parent, s.step, s.name, s.state) for s in streams] == [
        (1, None, "source", "dump.zip", "sealed"),
        (2, 1, "zip:0", "backup.tar", "cached"),
        (3, 2, "tar:0", "folder/members.csv.gz", "cached"),
        (4, 3, "gzip", "folder/members.csv", "cached"),
        (5, 2, "tar:1", "readme.txt", "cached"),
        (6, 1, "zip:1", "empty.csv", "cached"),
    ]
    assert [content(case, s) for s in streams] == [data, tar, inner, CSV, b"hello", b""]
    assert [s.sha256 for s in streams] == [hashlib.sha256(content(case, s)).hexdigest() for s in streams]
    assert [uncovered(case, s) for s in streams[:3]] == [[], [], []]
    assert not any(s.reason for s in streams)
    assert case.open_stream(4).name == "members.csv"


def test_what_is_no_container_has_no_spans(case: Case, tmp_path: Path) -> None:
    (stream,) = take_bytes(case, tmp_path, "x.csv", CSV)
    assert spans(case, stream.id) == []


@pytest.mark.parametrize("make", [make_zip, make_streamed_zip], ids=["seekable", "streamed"])
@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
@pytest.mark.parametrize("has_directory", [True, False], ids=["whole", "directory lost"])
def test_every_method_gives_the_bytes_back(
    case: Case, tmp_path: Path, make: object, method: int, has_directory: bool
) -> None:
    members = {"a.csv": CSV, "nothing": b"", "folder/": b"", "b.csv": CSV[::-1]}
    data = make(members, method)  # type: ignore[operator]
    if not has_directory:
        data = data[: data.find(b"PK\x01\x02")]
    source, *opened = take_bytes(case, tmp_path, "x.zip", data)
    assert [(s.name, content(case, s), s.reason) for s in opened] == [
        ("a.csv", CSV, ""),
        ("nothing", b"", ""),
        ("b.csv", CSV[::-1], ""),
    ]
    assert uncovered(case, source) == []
    assert ("directory is lost" in source.reason) != has_directory


def test_a_gzip_of_many_members_is_one_stream(case: Case, tmp_path: Path) -> None:
    data = gzip.compress(CSV[:5_000]) + gzip.compress(b"") + gzip.compress(CSV[5_000:]) + bytes(1_000)
    source, opened = take_bytes(case, tmp_path, "x.csv.gz", data)
    assert content(case, opened) == CSV
    assert opened.name == "x.csv"
    assert uncovered(case, source) == []
    assert {what for *_, what in spans(case, 1)} == {"child 2", "gzip-header", "gzip-trailer", "gzip-padding"}


def test_a_cut_gzip_gives_what_is_whole_and_says_where_it_ends(case: Case, tmp_path: Path) -> None:
    source, opened = take_bytes(case, tmp_path, "x.csv.gz", cut_gzip())
    assert CSV.startswith(content(case, opened))
    assert 5_000 < opened.length < len(CSV)
    assert "cut short" in opened.reason
    assert holes(case) == [(opened.id, opened.length)]
    assert uncovered(case, source) == []


def test_a_damaged_gzip_gives_what_lies_before_the_damage(case: Case, tmp_path: Path) -> None:
    data = bytearray(gzip.compress(CSV))
    middle = len(data) // 2
    data[middle : middle + 200] = bytes(200)
    source, opened = take_bytes(case, tmp_path, "x.csv.gz", bytes(data))
    common = content(case, opened)[: len(CSV) // 4]
    assert CSV.startswith(common)
    assert opened.reason
    gaps = uncovered(case, source)
    assert gaps == [] or gaps[-1][1] == len(data)


def test_a_wrong_checksum_keeps_the_bytes(case: Case, tmp_path: Path) -> None:
    data = bytearray(gzip.compress(CSV))
    data[-5] ^= 1
    _, opened = take_bytes(case, tmp_path, "x.csv.gz", bytes(data))
    assert content(case, opened) == CSV
    assert opened.reason == "the checksum differs"
    assert holes(case) == []


def test_password_protected_members_are_told_and_left_as_gaps(case: Case, tmp_path: Path) -> None:
    source, opened = take_bytes(case, tmp_path, "x.zip", with_password_flag(make_zip({"a.csv": CSV})))
    assert (opened.state, opened.reason, opened.length) == ("failed", "password-protected", 0)
    (gap,) = uncovered(case, source)
    assert gap[1] - gap[0] > 1_000


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        (SMALL, "ratio of 300 to 1"),
        (IntakeLimits(max_member_bytes=1_000), "larger than 1000 bytes"),
        (IntakeLimits(max_total_bytes=1_000), "all members together"),
    ],
)
@pytest.mark.parametrize("name", ["x.zip", "x.gz"])
def test_bombs_are_refused_by_what_really_comes_out(
    case: Case, tmp_path: Path, limits: IntakeLimits, reason: str, name: str
) -> None:
    data = make_zip({"zeros": ZEROS}) if name == "x.zip" else gzip.compress(ZEROS)
    source, opened = take_bytes(case, tmp_path, name, data, limits)
    assert opened.state == "failed"
    assert reason in opened.reason
    assert opened.length == 0
    assert not (case.evidence / "streams" / str(opened.id)).exists()
    assert len(uncovered(case, source)) == 1


def test_a_bomb_in_steps_is_refused_by_its_source(case: Case, tmp_path: Path) -> None:
    inner = make_zip({"zeros": ZEROS})
    layers = make_zip({f"{i}.zip": inner for i in range(200)})
    streams = take_bytes(case, tmp_path, "x.zip", layers, IntakeLimits(ratio_floor_bytes=1 << 16, max_ratio=1_200))
    assert sum(s.length for s in streams) < 1_300 * len(layers)
    assert any("the source grows beyond the ratio" in s.reason for s in streams)


def test_overlapping_members_are_refused(case: Case, tmp_path: Path) -> None:
    bomb = make_overlap_bomb()
    with zipfile.ZipFile(tmp_path / "held.zip", "w") as held:
        held.writestr("x", bomb)
    (tmp_path / "bomb.zip").write_bytes(bomb)
    with zipfile.ZipFile(tmp_path / "bomb.zip") as archive:
        assert sum(i.file_size for i in archive.infolist()) > 20 << 20, "it is a bomb for others"
    source, *opened = take_bytes(case, tmp_path, "bomb.zip", bomb)
    assert [s.state for s in opened] == ["failed"] * 20 + ["cached"]
    assert all("overlaps" in s.reason for s in opened[:-1])
    assert sum(s.length for s in opened) == 1 << 20
    uncovered(case, source)


def test_too_many_members_end_the_opening(case: Case, tmp_path: Path) -> None:
    data = make_zip({str(i): b"x" for i in range(20)})
    source, *opened = take_bytes(case, tmp_path, "x.zip", data, IntakeLimits(max_members=5))
    assert len(opened) == 5
    assert source.reason == "more than 5 members: the rest is not opened"


def test_too_deep_nesting_stays_unopened(case: Case, tmp_path: Path) -> None:
    data = CSV
    for level in range(5):
        data = make_zip({f"{level}.zip": data})
    streams = take_bytes(case, tmp_path, "x.zip", data, IntakeLimits(max_depth=3))
    assert len(streams) == 4
    assert streams[-1].reason == "more than 3 containers inside each other: not opened"
    assert streams[-1].state == "cached"


def test_links_and_devices_in_archives_are_never_followed(case: Case, tmp_path: Path) -> None:
    extra = [
        tar_entry("link", b"2", linkname="/etc/passwd"),
        tar_entry("hard", b"1", linkname="a.csv"),
        tar_entry("dev", b"3", devmajor=1, devminor=3),
        tar_entry("pipe", b"6"),
        tar_entry("folder", b"5"),
        tar_entry("sparse", b"S"),
    ]
    source, *opened = take_bytes(case, tmp_path, "x.tar", make_tar({"../../a.csv": CSV}, extra=extra))
    assert [(s.name, s.state, s.reason.split(":")[0]) for s in opened] == [
        ("a.csv", "cached", ""),
        ("link", "failed", "a symbolic link"),
        ("hard", "failed", "a hard link"),
        ("dev", "failed", "a device"),
        ("pipe", "failed", "a named pipe"),
        ("sparse", "failed", "a sparse file"),
    ]
    assert opened[0].raw_name == b"../../a.csv"
    assert uncovered(case, source) == []


def test_names_in_any_encoding_are_kept_raw_and_shown_safely(case: Case, tmp_path: Path) -> None:
    data = make_zip({"AAAAAAAA.csv": CSV, "BBBBBBBB": b"x"})
    data = data.replace(b"AAAAAAAA.csv", "会员资料.csv".encode("gb18030")).replace(b"BBBBBBBB", b"\x1b[2Jab\r\n")
    _, first, second = take_bytes(case, tmp_path, "x.zip", data)
    assert first.name == "会员资料.csv"
    assert first.raw_name == "会员资料.csv".encode("gb18030")
    assert second.name == "\\x1b[2Jab\\x0d\\x0a"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (bz2.compress(CSV), "bzip2"),
        (b"7z\xbc\xaf\x27\x1c" + bytes(100), "7z"),
        (b"Rar!\x1a\x07\x01\x00" + bytes(100), "RAR"),
    ],
)
def test_archives_of_other_kinds_are_named(case: Case, tmp_path: Path, data: bytes, kind: str) -> None:
    (stream,) = take_bytes(case, tmp_path, "x.bin", data)
    assert stream.state == "sealed"
    assert kind in stream.reason


@given(st.data())
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_damage_is_an_error_and_spans_never_overlap(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    tmp_path = tmp_path_factory.mktemp("x")
    text = CSV[:2_000]
    whole = bytearray(
        data.draw(
            st.sampled_from(
                [
                    gzip.compress(text) * 2,
                    make_zip({"a": text, "b": text[::-1], "c": b""}),
                    make_streamed_zip({"a": text, "b": text[::-1]}),
                    make_tar({"a": text, "n" * 150: text[::-1]}),
                ]
            )
        )
    )
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(4, len(whole) - 1))
        whole[place] = data.draw(st.integers(0, 255))
    cut = data.draw(st.none() | st.integers(0, len(whole)))
    case = create_case(tmp_path / "case")
    (tmp_path / "x").write_bytes(whole[:cut])
    take(case, tmp_path / "x")
    for stream in case.streams():
        uncovered(case, stream)
        assert len(content(case, stream)) == stream.length
