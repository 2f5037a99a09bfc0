"""Bad input: a clear message, the exit code of the design, and a case that can still be used."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.api.sources import make_sources

from findspot import api

GOOD = b"id,colour\n" + b"".join(b"%d,%s\n" % (i, (b"red", b"blue")[i % 2]) for i in range(60))


def run(*words: str | Path) -> tuple[int, str]:
    """Run the command line as a user does; return exit code and standard error."""
    command = [sys.executable, "-m", "findspot", *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stderr


def hold_that_the_case_works(case: Path, tmp_path: Path) -> None:
    """A good file can be added to the case, and the ledger of every stream adds up."""
    good = tmp_path / "good.csv"
    good.write_bytes(GOOD)
    code, errors = run("run", good, "--case", case)
    assert code in {0, 1}, errors
    answer = api.status(case)
    assert [t["rows"] for t in answer["tables"] if t["name"] == "good"] == [60]
    for stream in answer["streams"]:
        if stream["state"] not in {"failed", "duplicate"}:
            classes = ("bytes_rows", "bytes_rejects", "bytes_structure", "bytes_child", "bytes_gaps")
            assert sum(stream[c] for c in classes) == stream["bytes"]


def password_zip() -> bytes:
    """A zip whose one member is marked as encrypted (bit 0 of the flags, APPNOTE 4.4.4)."""
    from io import BytesIO

    held = BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("secret.csv", b"\x00" * 12 + GOOD)
    data = bytearray(held.getvalue())
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(signature) + place] |= 1
    return bytes(data)


def png() -> bytes:
    """A picture with random-looking pixels: no data of ours."""
    pixels = zlib.compress(bytes((i * 7919) % 251 for i in range(40_000)))
    header = struct.pack(">IIBBBBB", 100, 100, 8, 6, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", pixels), (b"IEND", b""))
    body = b"".join(struct.pack(">I", len(d)) + k + d + struct.pack(">I", zlib.crc32(k + d)) for k, d in chunks)
    return b"\x89PNG\r\n\x1a\n" + body


def bomb() -> bytes:
    """A zip of 300 MB of zeros in some 300 kB."""
    from io import BytesIO

    held = BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("zeros.csv", "w") as member:
        for _ in range(300):
            member.write(bytes(1 << 20))
    return held.getvalue()


@pytest.mark.parametrize(
    ("name", "make", "said"),
    [
        ("empty.csv", bytes, "empty"),
        ("picture.png", png, "no data that any format knows"),
        ("secret.zip", password_zip, "password"),
        ("bomb.zip", bomb, "ratio"),
        ("nul.csv", lambda: bytes(100_000), ""),
    ],
    ids=["empty file", "picture", "password", "zip bomb", "only NUL bytes"],
)
def test_hostile_and_useless_files_are_told_and_do_no_harm(tmp_path: Path, name: str, make: object, said: str) -> None:
    source = tmp_path / name
    source.write_bytes(make())  # type: ignore[operator]
    case = tmp_path / "case"
    code, errors = run("run", source, "--case", case)
    assert code == 1
    assert said in errors
    hold_that_the_case_works(case, tmp_path)


def test_a_line_too_long_for_any_record_is_a_reject_and_the_rest_is_read(tmp_path: Path) -> None:
    source = tmp_path / "long.csv"
    with source.open("wb") as out:
        out.write(GOOD)
        for _ in range(40):
            out.write(b"x" * (1 << 20))
        out.write(b"\n" + GOOD.split(b"\n", 1)[1])
    code, _ = run("run", source, "--case", tmp_path / "case")
    assert code == 1
    (stream,) = api.status(tmp_path / "case")["streams"]
    assert stream["rows"] == 120
    assert stream["bytes_rejects"] == (40 << 20) + 1
    hold_that_the_case_works(tmp_path / "case", tmp_path)


def test_nul_bytes_inside_cost_only_what_they_cover(tmp_path: Path) -> None:
    lines = GOOD.splitlines(keepends=True)
    source = tmp_path / "holes.csv"
    source.write_bytes(b"".join(lines[:20]) + bytes(4_096) + b"".join(lines[20:]))
    run("run", source, "--case", tmp_path / "case")
    (stream,) = api.status(tmp_path / "case")["streams"]
    assert stream["rows"] == 60
    assert stream["bytes_gaps"] == 4_096


@pytest.mark.parametrize("make", [False, True], ids=["path that is not there", "directory of nothing"])
def test_nothing_to_take_in_is_refused(tmp_path: Path, make: bool) -> None:
    source = tmp_path / "source"
    if make:
        source.mkdir()
    code, errors = run("run", source, "--case", tmp_path / "case")
    assert code == 3
    assert str(source) in errors
    assert not (tmp_path / "case").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root can read every file")
def test_an_unreadable_file_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "closed.csv"
    source.write_bytes(GOOD)
    source.chmod(0)
    code, errors = run("run", source, "--case", tmp_path / "case")
    assert code == 3
    assert str(source) in errors


def test_an_unreadable_file_among_others_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "source"
    folder.mkdir()
    (folder / "good.csv").write_bytes(GOOD)
    os.mkfifo(folder / "pipe.csv")
    code, errors = run("run", folder, "--case", tmp_path / "case")
    assert code == 1
    assert "pipe.csv" in errors
    assert [t["rows"] for t in api.status(tmp_path / "case")["tables"]] == [60]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 3 MB in memory."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("a small file system cannot be mounted here (needs root)")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_is_told_and_the_case_goes_on_when_there_is_room(tmp_path: Path, small_disk: Path) -> None:
    make_sources(tmp_path / "sources", rows=200)
    ballast = small_disk / "ballast"
    ballast.write_bytes(b"x" * (2_900 << 10))
    case = small_disk / "case"
    code, errors = run("run", tmp_path / "sources", "--case", case)
    assert code == 5, errors
    assert "disk" in errors.lower() or "space" in errors.lower()
    ballast.unlink()
    code, errors = run("run", tmp_path / "sources", "--case", case)
    assert code in {0, 1}, errors
    assert {t["rows"] for t in api.status(case)["tables"]} == {200}
