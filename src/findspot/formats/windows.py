"""Reads a stream window by window in bounded memory, and spreads the building of columns over threads, in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from findspot.model.batch import ByteStream, ReadSettings

PADDING: Final = 64
"""Bytes behind the data of a window, the first of them a line feed: kernels need no test for the end."""

Item = TypeVar("Item")
Result = TypeVar("Result")


class Window:
    """Some consecutive bytes of a stream.

    Attributes:
        padded: The bytes, then padding that starts with a line feed.
        size: How many bytes of ``padded`` are data.
        offset: Place in the stream of the first.
        final: Whether the range that is read ends with this window.
        full: Whether it is longer than any record may be: no longer window from the same place will come.
    """

    def __init__(self, padded: NDArray[np.uint8], offset: int, *, final: bool, full: bool) -> None:
        self.padded = padded
        self.size = len(padded) - PADDING
        self.offset = offset
        self.final = final
        self.full = full
        self.used = 0

    def consume(self, count: int) -> None:
        """Say that the first ``count`` bytes are done with; 0 asks for a longer window from the same place."""
        if not 0 <= count <= self.size:
            raise ValueError(f"{count} of {self.size} bytes consumed")
        self.used = count


class Windows:
    """The windows of a stream, or of its range from ``start`` to ``end``; what is not consumed comes again."""

    def __init__(self, stream: ByteStream, settings: ReadSettings, start: int = 0, end: int | None = None) -> None:
        self._stream = stream
        self._step = settings.window_bytes
        # a byte of text is at most two of the stream (UTF-16), a cut line may be left out, and a look behind is needed
        self._longest = 3 * settings.max_record_bytes + PADDING
        self._start = start
        self._end = stream.length if end is None else min(end, stream.length)

    def __iter__(self) -> Iterator[Window]:
        """Yield windows until all is consumed; a final or full window must be consumed by at least one byte."""
        offset, step = self._start, self._step
        tail: NDArray[np.uint8] = np.empty(0, np.uint8)
        while offset < self._end:
            window = self._next(offset, tail, step)
            yield window
            if window.final and window.used == window.size:
                return
            if window.used == 0 and (window.final or window.full):
                raise ValueError("no progress in a window that cannot grow")
            # what is looked at again never outgrows twice what is new, so that all reading stays linear
            tail = window.padded[window.used : window.size]
            step = max(self._step, len(tail) // 2)
            offset += window.used

    def _next(self, offset: int, tail: NDArray[np.uint8], step: int) -> Window:
        known = len(tail)
        wanted = min(step, self._end - offset - known)
        data = self._stream.read(offset + known, wanted) if wanted else b""
        padded = np.empty(known + len(data) + PADDING, np.uint8)
        padded[:known] = tail
        padded[known : known + len(data)] = np.frombuffer(data, np.uint8)
        padded[-PADDING:] = 0
        padded[-PADDING] = 10
        size = known + len(data)
        final = offset + size >= self._end or len(data) < wanted
        return Window(padded, offset, final=final, full=size >= self._longest)


def sample_stream(stream: ByteStream, head: int = 128 << 10, middle: int = 64 << 10) -> bytes:
    """Return the head of a stream and whole lines from its middle: a sample that depends on nothing but the stream."""
    start = max(head, (stream.length - middle) // 2)
    behind = stream.read(start, middle) if start < stream.length else b""
    lines = behind[behind.find(b"\n") + 1 :]
    return stream.read(0, head) + lines


def map_ordered(work: Callable[[Item], Result], items: Iterator[Item], workers: int) -> Iterator[Result]:
    """Yield ``work(item)`` for each item, in order; items are drawn a little ahead and worked on in threads.

    The iterator of items runs in the caller's thread. An exception of ``work`` comes out at its item's place.
    """
    if workers < 1:
        yield from map(work, items)
        return
    waiting: deque[Future[Result]] = deque()
    pool = ThreadPoolExecutor(workers, thread_name_prefix="findspot-columns")
    try:
        for item in items:
            waiting.append(pool.submit(work, item))
            if len(waiting) > 2 * workers + 1:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
