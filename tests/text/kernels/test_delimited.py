"""The scan kernel by itself: its index, its limits, and searches of quotes that remember each other."""

from __future__ import annotations

import numpy as np
import pytest

from findspot.formats.delimited.scanning import Layout
from findspot.text.encodings import EncodingPrior
from findspot.text.kernels import delimited as kernel
from findspot.text.kernels.fields import index_bytes

LAYOUT = Layout(EncodingPrior(), 0, b",", ord('"'), 3, returns_end=False)


def scan(
    data: bytes, *, rows: int = 50, final: bool = True, limit: int = 1 << 20, behind_gap: bool = False
) -> tuple[list[list[int]], list[int]]:
    text = np.concatenate([np.frombuffer(data, np.uint8), np.array([10] + [0] * 63, np.uint8)])
    index = np.empty(len(data) + 2, np.int32)
    count = index_bytes(text, len(data), LAYOUT.classes(), index)
    fields = np.empty((2, rows, 3), np.int32)
    events = np.empty((rows + 5, 4), np.int32)
    state = np.zeros(kernel.STATE, np.int64)
    state[kernel.BEHIND_GAP] = behind_gap
    kernel.scan(
        text,
        index[: count + 2],
        len(data),
        final,
        limit,
        LAYOUT.classes(),
        np.frombuffer(b",", np.uint8),
        LAYOUT.quote,
        False,
        np.empty(0, np.uint8),
        fields[0],
        fields[1],
        np.empty((rows, 3), np.uint8),
        events,
        state,
    )
    return events[: state[kernel.EVENTS]].tolist(), state.tolist()


def test_the_index_holds_the_bytes_that_mean_something_and_the_end_twice() -> None:
    data = b'ab,"c"\n\0\x01\x7f\t'
    index = np.empty(len(data) + 2, np.int32)
    count = index_bytes(np.frombuffer(data, np.uint8), len(data), LAYOUT.classes(), index)
    assert index[: count + 2].tolist() == [2, 3, 5, 6, 7, 8, 9, 11, 11]


def test_the_kernel_stops_when_its_arrays_are_full() -> None:
    events, state = scan(b"a,b,c\n" * 9, rows=4)
    assert len(events) == 4
    assert state[kernel.REASON] == kernel.FULL
    assert state[kernel.POSITION] == 24
    assert scan(b"\n" * 99, rows=4)[1][kernel.REASON] == kernel.FULL


@pytest.mark.parametrize(
    "tail",
    [
        b"",
        b"a,b",
        b"a,b,c",
        b'a,b,"c',
        b'a,b,"c"',
        b"a,b,c\r",
        b"a,\0",
        b"\0\0",
        b"\r",
        b'a,b,"c"\r',
        b'a,b,"c"\0',
        b'a,"b""',
        b'a,"b"x,\0',
        b'a,"b"x,c\r',
    ],
)
def test_it_asks_for_more_where_the_record_is_not_all_there(tail: bytes) -> None:
    events, state = scan(b"1,2,3\n" + tail, final=False)
    assert events == [[0, 0, 6, 0]]
    assert state[kernel.POSITION] == 6
    assert state[kernel.REASON] == (kernel.NEEDS_MORE if tail else kernel.DONE)


def test_a_run_of_nuls_at_the_end_stays_open() -> None:
    _, state = scan(b"1,2,3\n" + bytes(8), final=False)
    assert (state[kernel.POSITION], state[kernel.REASON]) == (6, kernel.OPEN_GAP)


@pytest.mark.parametrize(
    "tail", [b"x" * 90, b'a,"b' + b"x" * 90, b"x" * 90 + b"\n", b'a,"b' + b"x" * 20 + b'"' + b"y" * 90]
)
def test_a_record_beyond_the_limit_stays_open(tail: bytes) -> None:
    _, state = scan(b"1,2,3\n" + tail, final=False, limit=40)
    assert (state[kernel.POSITION], state[kernel.REASON]) == (6, kernel.OPEN_RECORD)


def test_a_record_right_behind_a_gap_may_have_lost_its_beginning() -> None:
    assert scan(b"1,2,3\n4,5,6\n", behind_gap=True)[0] == [[0, 0, 6, 4], [0, 6, 12, 0]]


@pytest.mark.parametrize(
    ("text", "returns_end", "end"),
    [
        (b"ab\nc", False, 3),
        (b"ab\r\nc", False, 4),
        (b"ab\rc", False, -1),
        (b"ab\rc", True, 3),
        (b"ab", True, -1),
        (b"ab\r", True, -1),
        (b"a\0b" + bytes(9), False, 3),
        (b"a" + bytes(7), False, -1),
    ],
)
def test_the_end_of_a_line_that_began_before(text: bytes, returns_end: bool, end: int) -> None:
    padded = np.frombuffer(text + b"\n", np.uint8)
    assert kernel.find_end(padded, len(text), returns_end) == end


@pytest.mark.parametrize("filler", [b"x", b'""', b'x""', b'""x', b'"" ""\n'])
def test_stray_quotes_do_not_change_later_records(filler: bytes) -> None:
    stray = b'1,"2,3\n'
    data = stray * 30 + b"4,5," + filler * 40 + b"\n" + stray * 3 + b"7,8,9\n"
    alone = scan(data, rows=300)[0]
    # the same records, each search of a closing quote made anew
    anew = []
    place = 0
    while place < len(data):
        event = scan(data[place:], rows=1)[0][0]
        anew.append([event[0], event[1] + place, event[2] + place, event[3]])
        place += event[2]
    assert alone == anew
    assert alone[-1][0] == 0
