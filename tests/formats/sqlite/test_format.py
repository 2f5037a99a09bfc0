from __future__ import annotations

import subprocess
import sys

import pytest

from findspot.formats.sqlite import SqliteFormat
from findspot.formats.sqlite.header import DatabaseHeader, parse_header
from findspot.plugins.protocols import Format

HEADER = bytearray(b"SQLite format 3\0" + bytes((16, 0, 1, 1, 0, 64, 32, 32)) + bytes(76))


def header_with(**changes: int) -> bytes:
    places = {"size": (16, 2), "reserved": (20, 1), "free": (32, 4), "largest_root": (52, 4), "encoding": (56, 4)}
    changed = bytearray(HEADER)
    for name, value in changes.items():
        at, width = places[name]
        changed[at : at + width] = value.to_bytes(width, "big")
    return bytes(changed)


def test_it_is_a_format() -> None:
    assert isinstance(SqliteFormat(), Format)
    assert SqliteFormat().code == "FMT-SQLITE"


@pytest.mark.parametrize(
    ("head", "score"),
    [
        (bytes(HEADER), 1.0),
        (b"SQLite format 3\0", 1.0),
        (b"XXXXXXXXXXXXXXX\0" + bytes(HEADER[16:]), 0.8),
        (b"", 0.0),
        (b"SQLite format 2", 0.0),
        (b"id,name\n1,x\n" * 9, 0.0),
    ],
)
def test_detection_goes_by_the_magic_or_by_the_rest_of_the_header(head: bytes, score: float) -> None:
    assert SqliteFormat().detect(head, "any.csv") == score


def test_the_header_says_how_pages_are_laid_out() -> None:
    found = parse_header(header_with(size=1, reserved=8, free=7, largest_root=3, encoding=2), 200_000)
    assert found == DatabaseHeader(65_536, 65_528, "utf-16-le", 7, has_pointer_map=True, pages=3)
    assert (found.lock_page, found.fan_out) == (16_385, 13_106)


@pytest.mark.parametrize(
    "changes", [{"size": 0}, {"size": 100}, {"size": 1000}, {"size": 256}, {"size": 512, "reserved": 33}]
)
def test_impossible_page_sizes_give_no_header(changes: dict[str, int]) -> None:
    assert parse_header(header_with(**changes), 1 << 20) is None


def test_an_encoding_that_does_not_exist_is_taken_for_utf8() -> None:
    found = parse_header(header_with(encoding=77), 4096)
    assert found is not None
    assert found.encoding == "utf-8"


def test_importing_the_format_loads_no_compiler() -> None:
    code = "import sys, findspot.formats.sqlite, findspot.formats.jsontext; print('numba' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"
