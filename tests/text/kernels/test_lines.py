"""Lines that need a closer look, and where lines end."""

from __future__ import annotations

import numpy as np
import pytest

from findspot.text.kernels.lines import find_lines, trimmed_size


def find(
    data: bytes, *, any_high: bool = False, chained: bool = False, mark: bytes = b"", room: int = 99
) -> list[bytes]:
    buffer = np.frombuffer(data, np.uint8)
    found: list[bytes] = []
    place = 0
    while place < len(data):
        starts, ends = np.empty((2, room), np.int64)
        sign = np.frombuffer(mark, np.uint8)
        count, place, chained = find_lines(buffer, len(data), place, any_high, chained, sign, starts, ends)
        found += [data[s:e] for s, e in zip(starts[:count].tolist(), ends[:count].tolist(), strict=True)]
    return found


BROKEN = b"a\xffb"


@pytest.mark.parametrize("room", [1, 2, 99])
@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_lines_that_are_not_utf_8_are_found_whole(end: bytes, room: int) -> None:
    data = end.join([b"plain", BROKEN, "中文".encode(), b"x" * 50, BROKEN + BROKEN, b"plain"])
    assert find(data, room=room) == [BROKEN + end, BROKEN + BROKEN + end]


def test_runs_of_nuls_end_lines_and_fewer_do_not() -> None:
    data = b"a" + bytes(8) + b"b\0" + BROKEN + bytes(7) + b"c" + bytes(9) + b"d\n"
    assert find(data) == [b"b\0" + BROKEN + bytes(7) + b"c"]


def test_marks_cut_lines_before_their_last_byte() -> None:
    data = b"(1),(2" + BROKEN + b"),(3),(" + BROKEN + b")"
    assert find(data, mark=b"),(") == [b"(2" + BROKEN + b"),", b"(" + BROKEN + b")"]


def test_all_lines_that_are_not_ascii_can_be_asked_for() -> None:
    data = b"a\n" + "é\n".encode() + b"b" * 70 + b"\n" + "c中\n".encode()
    assert find(data, any_high=True) == ["é\n".encode(), "c中\n".encode()]


def test_two_byte_lines_behind_a_found_one_are_found_too() -> None:
    two, three = "éé\n".encode(), "é中\n".encode()
    assert find(BROKEN + b"\n" + two * 2 + three + two) == [BROKEN + b"\n", two, two]
    assert find(two + three, chained=True) == [two]
    assert find(b"plain\n" + two, chained=True) == []


@pytest.mark.parametrize(
    ("tail", "left"),
    [
        (b"", 0),
        (b"a", 0),
        ("中".encode(), 0),
        ("中".encode()[:2], 2),
        ("😀".encode()[:3], 3),
        (b"\xc3", 1),
        (b"\xff", 0),
        (b"\x80\x80\x80\x80", 0),
        (b"\xc3\x28", 0),
        ("é".encode(), 0),
    ],
)
def test_only_a_cut_character_is_trimmed(tail: bytes, left: int) -> None:
    data = b"abc" + tail
    assert trimmed_size(np.frombuffer(data, np.uint8), len(data)) == len(data) - left


def test_nothing_is_trimmed_of_nothing() -> None:
    assert trimmed_size(np.empty(0, np.uint8), 0) == 0
