"""Windows of bounded size over a stream, and work spread over threads in order."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from findspot.formats.windows import PADDING, Windows, map_ordered, sample_stream
from findspot.model.batch import ReadSettings
from findspot.testing.streams import MemoryStream

DATA = bytes(range(256)) * 4
SETTINGS = ReadSettings(window_bytes=100, max_record_bytes=50)


def test_consumed_windows_give_the_stream_in_order() -> None:
    seen = b""
    for window in Windows(MemoryStream(DATA), SETTINGS):
        assert window.offset == len(seen)
        assert window.size <= 100
        seen += window.padded[: window.size].tobytes()
        window.consume(window.size)
    assert seen == DATA


def test_a_range_of_a_stream_has_windows_of_its_own() -> None:
    windows = Windows(MemoryStream(DATA), SETTINGS, start=10, end=130)
    sizes = []
    for window in windows:
        sizes.append((window.offset, window.size, window.final))
        window.consume(window.size)
    assert sizes == [(10, 100, False), (110, 20, True)]


def test_an_empty_range_has_no_window() -> None:
    assert list(Windows(MemoryStream(b""), SETTINGS)) == []


def test_behind_the_data_lies_a_line_feed_and_room() -> None:
    window = next(iter(Windows(MemoryStream(DATA), SETTINGS)))
    assert len(window.padded) == window.size + PADDING
    assert window.padded[window.size] == 10


def test_what_is_not_consumed_comes_again() -> None:
    offsets = []
    for window in Windows(MemoryStream(DATA), SETTINGS):
        offsets.append(window.offset)
        assert window.padded[: window.size].tobytes() == DATA[window.offset : window.offset + window.size]
        window.consume(window.size if window.final else min(30, window.size))
    assert offsets[:3] == [0, 30, 60]


def test_a_window_grows_until_it_is_full() -> None:
    sizes = []
    for window in Windows(MemoryStream(DATA), SETTINGS):
        sizes.append(window.size)
        if window.full:
            break
    assert sizes == sorted(set(sizes))
    assert sizes[-1] >= 3 * 50


def test_a_stream_that_ends_early_ends_the_windows() -> None:
    class Short(MemoryStream):
        length = len(DATA) + 5_000

    seen = 0
    for window in Windows(Short(DATA), SETTINGS):
        seen += window.size
        window.consume(window.size)
    assert seen == len(DATA)


@pytest.mark.parametrize("count", [-1, 101])
def test_no_more_can_be_consumed_than_there_is(count: int) -> None:
    window = next(iter(Windows(MemoryStream(DATA), SETTINGS)))
    with pytest.raises(ValueError, match="of 100 bytes"):
        window.consume(count)


def test_a_final_window_must_be_used() -> None:
    windows = iter(Windows(MemoryStream(b"abc"), SETTINGS))
    next(windows).consume(0)
    with pytest.raises(ValueError, match="no progress"):
        next(windows)


def test_the_sample_of_a_stream_is_its_head_and_whole_lines_from_its_middle() -> None:
    lines = b"".join(b"%05d\n" % i for i in range(1000))
    sample = sample_stream(MemoryStream(lines), head=600, middle=60)
    assert sample[:600] == lines[:600]
    assert sample[600:] == b"".join(b"%05d\n" % i for i in range(496, 505))
    assert sample_stream(MemoryStream(b"short")) == b"short"


@pytest.mark.parametrize("workers", [0, 1, 3])
def test_results_come_in_the_order_of_the_items(workers: int) -> None:
    assert list(map_ordered(lambda n: n * n, iter(range(50)), workers)) == [n * n for n in range(50)]


def test_items_are_drawn_only_a_little_ahead() -> None:
    drawn = 0

    def items() -> Iterator[int]:
        nonlocal drawn
        while drawn < 1000:
            yield drawn
            drawn += 1

    results = map_ordered(lambda n: n, items(), 2)
    assert next(results) == 0
    assert drawn <= 8
    results.close()  # type: ignore[attr-defined]
    assert threading.active_count() < 10


def test_a_failure_comes_out_at_its_place() -> None:
    results = map_ordered(lambda n: 1 // (3 - n), iter(range(9)), 2)
    assert [next(results) for _ in range(3)] == [0, 0, 1]
    with pytest.raises(ZeroDivisionError):
        next(results)
