"""Finds the lines of a window that are not plainly in its main encoding."""

from __future__ import annotations

from typing import Final

import numpy as np
from numba import njit, types
from numpy.typing import NDArray

from findspot.text.kernels.integers import Integer
from findspot.text.kernels.utf import first_invalid, sequence_length

NUL_RUN: Final = 8
"""So many NUL bytes in a row are a hole in the data, not characters."""

_BYTES: Final = types.Array(types.uint8, 1, "C", readonly=True)
_FIND: Final = types.Tuple((types.int64, types.int64, types.boolean))(
    _BYTES,
    types.int64,
    types.int64,
    types.boolean,
    types.boolean,
    _BYTES,
    types.int64[::1],
    types.int64[::1],
)


@njit(nogil=True, cache=True)
def _first_high(buffer: NDArray[np.uint8], start: Integer, end: Integer) -> Integer:
    i = start
    while i < end:
        while i + 32 <= end:
            high = np.uint8(0)
            for k in range(32):
                high |= buffer[i + k]
            if high >= 0x80:
                break
            i += 32
        stop = min(i + 32, end)
        while i < stop:
            if buffer[i] >= 0x80:
                return i
            i += 1
    return end


@njit(nogil=True, cache=True)
def _is_mark(buffer: NDArray[np.uint8], i: Integer, floor: Integer, mark: NDArray[np.uint8]) -> bool:
    """Return whether the last byte of ``mark`` is at ``i`` and the rest lies before it, not before ``floor``."""
    size = len(mark)
    if size == 0 or i - size + 1 < floor:
        return False
    for k in range(size):
        if buffer[i - size + 1 + k] != mark[k]:
            return False
    return True


@njit(nogil=True, cache=True)
def _nul_run(buffer: NDArray[np.uint8], i: Integer, end: Integer) -> Integer:
    k = i
    while k < end and buffer[k] == 0:
        k += 1
    return k - i


@njit(nogil=True, cache=True)
def _line_start(buffer: NDArray[np.uint8], floor: Integer, i: Integer, mark: NDArray[np.uint8]) -> Integer:
    nuls = 0
    k = i
    while k > floor:
        if nuls == 0 and k < i and _is_mark(buffer, k, floor, mark):
            return k
        c = buffer[k - 1]
        if c == 10 or c == 13:
            return k
        if c == 0:
            nuls += 1
            if nuls == NUL_RUN:
                return k - 1 + NUL_RUN
        else:
            nuls = 0
        k -= 1
    return k


@njit(nogil=True, cache=True)
def _line_end(buffer: NDArray[np.uint8], start: Integer, i: Integer, end: Integer, mark: NDArray[np.uint8]) -> Integer:
    k = i
    while k < end:
        c = buffer[k]
        if c == 10:
            return k + 1
        if c == 13:
            return k + 2 if k + 1 < end and buffer[k + 1] == 10 else k + 1
        if c == 0:
            run = _nul_run(buffer, k, end)
            if run >= NUL_RUN:
                return k
            k += run
            continue
        if k > i and _is_mark(buffer, k, start, mark):
            return k
        k += 1
    return k


@njit(nogil=True, cache=True)
def _is_two_byte_text(buffer: NDArray[np.uint8], start: Integer, end: Integer) -> bool:
    """Return whether the range, valid UTF-8, has characters of two bytes and none of more: GB18030 may look so."""
    found = False
    for i in range(start, end):
        if buffer[i] >= 0xE0:
            return False
        if buffer[i] >= 0xC0:
            found = True
    return found


@njit(_FIND, nogil=True, cache=True)
def find_lines(
    buffer: NDArray[np.uint8],
    size: Integer,
    resume: Integer,
    any_high: bool,
    chained: bool,
    mark: NDArray[np.uint8],
    starts: NDArray[np.int64],
    ends: NDArray[np.int64],
) -> tuple[Integer, Integer, bool]:
    """Write the lines that need a closer look; return how many there are, where to go on, and ``chained`` for then.

    These are the lines that are not UTF-8 and, right behind one, those that could be UTF-8 by chance; with ``any_high``
    all lines that are not ASCII. ``chained`` says that such a line lies right before. Lines end at line feeds, carriage
    returns and runs of NULs, and before the last byte of ``mark``.
    """
    count, floor = 0, resume
    while count < len(starts):
        start, end = floor, floor
        if chained:
            end = _line_end(buffer, floor, floor, size, mark)
            chained = first_invalid(buffer, floor, end) >= end and _is_two_byte_text(buffer, floor, end)
        if not chained:
            place = _first_high(buffer, floor, size) if any_high else first_invalid(buffer, floor, size)
            if place >= size:
                return count, size, False
            start = _line_start(buffer, floor, place, mark)
            end = _line_end(buffer, start, place, size, mark)
        starts[count] = start
        ends[count] = end
        count += 1
        floor = end
        chained = not any_high
    return count, floor, chained


@njit(nogil=True, cache=True)
def trimmed_size(buffer: NDArray[np.uint8], size: Integer) -> Integer:
    """Return ``size`` less the bytes of a UTF-8 character that the end cuts in two."""
    for back in range(1, min(4, size + 1)):
        c = buffer[size - back]
        if 0xC2 <= c <= 0xF4:
            wanted = 2 if c < 0xE0 else (3 if c < 0xF0 else 4)
            return size - back if back < wanted and sequence_length(buffer, size - back, size) == 0 else size
        if c < 0x80 or c >= 0xC0:
            return size
    return size
