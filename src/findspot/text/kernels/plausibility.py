"""Scores bytes under a text encoding: the cost in bits of writing them in it, so that encodings can be compared."""

from __future__ import annotations

from typing import Final

import numpy as np
from numba import njit, types
from numpy.typing import NDArray

from findspot.text.kernels.integers import Integer
from findspot.text.kernels.utf import sequence_length

UTF8_KIND: Final = 0
"""UTF-8."""
DOUBLE_KIND: Final = 1
"""One or two bytes a character, four in GB18030."""
SINGLE_KIND: Final = 2
"""One byte a character."""

INVALID: Final = 255
"""Cost of a pair of bytes that is no character."""

# Costs in bits. They are those of a rough model: an ASCII character has one chance in 32, and an error is dearer than
# any character that text is likely to hold, so that one broken byte does not turn a long record over to another
# encoding.
_ASCII: Final = 5
_CONTROL: Final = 16
_ERROR: Final = 24
_FOUR_BYTES: Final = 34

_BYTES: Final = types.Array(types.uint8, 1, "C", readonly=True)
_SCORE: Final = types.void(
    types.int64,
    _BYTES,
    types.int64[::1],
    types.int64[::1],
    types.Array(types.uint8, 1, "C", readonly=True),
    types.Array(types.uint8, 2, "C", readonly=True),
    types.int64[:, ::1],
)


@njit(nogil=True, cache=True)
def four_byte_index(buffer: NDArray[np.uint8], i: Integer, end: Integer) -> Integer:
    """Return the linear number of the four-byte GB18030 character at ``i``, -1 if there is none (GB 18030-2022)."""
    if i + 4 > end or buffer[i + 1] < 0x30 or buffer[i + 1] > 0x39:
        return np.int64(-1)
    if buffer[i + 2] < 0x81 or buffer[i + 2] > 0xFE or buffer[i + 3] < 0x30 or buffer[i + 3] > 0x39:
        return np.int64(-1)
    index = ((np.int64(buffer[i]) - 0x81) * 10 + (np.int64(buffer[i + 1]) - 0x30)) * 1260
    index += (np.int64(buffer[i + 2]) - 0x81) * 10 + (np.int64(buffer[i + 3]) - 0x30)
    if index < 39_420 or 189_000 <= index < 1_237_576:
        return index
    return np.int64(-1)


@njit(nogil=True, cache=True)
def _alphabet(code: Integer) -> tuple[Integer, Integer]:
    """Return a number for the block of scripts that holds ``code``, and what one of its characters costs."""
    if code < 0xA0:
        return 0, 20
    if code < 0xC0:
        return 0, 13
    if code < 0x250:
        return 1, 10
    if code < 0x370:
        return 2, 17
    if code < 0x400:
        return 3, 9
    if code < 0x530:
        return 4, 9
    if code < 0x590:
        return 5, 14
    if code < 0x600:
        return 6, 9
    if code < 0x700:
        return 7, 9
    if code < 0x800:
        return 8, 17
    if 0x4E00 <= code < 0xA000:
        return 9, 12
    if 0x3000 <= code < 0x3100 or 0xFF00 <= code < 0xFFE7:
        return 9, 11
    if 0xAC00 <= code < 0xD7A4:
        return 10, 11
    if 0x2010 <= code < 0x2100:
        return 0, 13
    if 0x1F000 <= code < 0x1FB00 or 0x20000 <= code < 0x30000 or 0x3400 <= code < 0x4E00:
        return 0, 20
    if 0xE000 <= code < 0xF900 or code >= 0x30000:
        return 0, 30
    return 11, 17


@njit(nogil=True, cache=True)
def _score_utf8(buffer: NDArray[np.uint8], start: Integer, end: Integer) -> tuple[Integer, Integer, Integer]:
    cost, errors, odd = np.int64(0), np.int64(0), np.int64(0)
    i, before = start, np.int64(0)
    while i < end:
        size = sequence_length(buffer, i, end)
        c = np.int64(buffer[i])
        if size == 0:
            cost += _ERROR
            errors += 1
            i += 1
            continue
        if size == 1:
            if (c >= 32 and c != 127) or c == 9 or c == 10 or c == 13:
                cost += _ASCII
            else:
                cost += _CONTROL
                odd += 1
            before = np.int64(0)
            i += 1
            continue
        code = c & (0x7F >> size)
        for k in range(1, size):
            code = (code << 6) | (np.int64(buffer[i + k]) & 63)
        block, bits = _alphabet(code)
        cost += bits
        if code < 0xA0:
            odd += 1
        if before > 0 and block > 0 and before != block:
            cost += 6
        before = np.int64(block)
        i += size
    return cost, errors, odd


@njit(nogil=True, cache=True)
def _score_double(
    buffer: NDArray[np.uint8], start: Integer, end: Integer, table: NDArray[np.uint8]
) -> tuple[Integer, Integer, Integer]:
    cost, errors, odd = np.int64(0), np.int64(0), np.int64(0)
    i = start
    while i < end:
        c = np.int64(buffer[i])
        if c < 0x80:
            if (c >= 32 and c != 127) or c == 9 or c == 10 or c == 13:
                cost += _ASCII
            else:
                cost += _CONTROL
                odd += 1
            i += 1
            continue
        bits = np.int64(INVALID)
        if i + 1 < end:
            bits = np.int64(table[(c << 8) | buffer[i + 1]])
        if bits != INVALID:
            cost += bits
            i += 2
        elif table[0] and four_byte_index(buffer, i, end) >= 0:
            cost += _FOUR_BYTES
            i += 4
        else:
            cost += _ERROR
            errors += 1
            i += 1
    return cost, errors, odd


@njit(nogil=True, cache=True)
def _score_single(
    buffer: NDArray[np.uint8], start: Integer, end: Integer, table: NDArray[np.uint8], pairs: NDArray[np.uint8]
) -> tuple[Integer, Integer, Integer]:
    cost, errors, odd = np.int64(0), np.int64(0), np.int64(0)
    before = np.int64(0)
    for i in range(start, end):
        kind = np.int64(table[buffer[i]])
        if kind == INVALID:
            cost += _ERROR
            errors += 1
            before = np.int64(0)
            continue
        cost += pairs[before, kind]
        if kind == 7:
            odd += 1
        before = kind
    return cost, errors, odd


@njit(_SCORE, nogil=True, cache=True)
def score_lines(
    kind: Integer,
    buffer: NDArray[np.uint8],
    starts: NDArray[np.int64],
    ends: NDArray[np.int64],
    table: NDArray[np.uint8],
    pairs: NDArray[np.uint8],
    out: NDArray[np.int64],
) -> None:
    """Write cost, broken bytes and control characters of each range of ``buffer`` under one encoding to ``out``.

    ``table`` gives for double-byte encodings the cost of each pair of bytes (its first entry says whether there are
    four-byte characters too), for single-byte ones the class of each byte; ``pairs`` the cost of a class after another.
    """
    for k in range(len(starts)):
        if kind == 0:
            cost, errors, odd = _score_utf8(buffer, starts[k], ends[k])
        elif kind == 1:
            cost, errors, odd = _score_double(buffer, starts[k], ends[k], table)
        else:
            cost, errors, odd = _score_single(buffer, starts[k], ends[k], table, pairs)
        out[k, 0] = cost
        out[k, 1] = errors
        out[k, 2] = odd
