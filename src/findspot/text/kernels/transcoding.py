"""Writes windows as UTF-8, line by line or from UTF-16, keeping where each piece came from."""

from __future__ import annotations

from typing import Final

import numpy as np
from numba import njit, types
from numpy.typing import NDArray

from findspot.text.kernels.escapes import put_character
from findspot.text.kernels.integers import Integer
from findspot.text.kernels.lines import NUL_RUN
from findspot.text.kernels.plausibility import four_byte_index
from findspot.text.kernels.utf import sequence_length

_BYTES: Final = types.Array(types.uint8, 1, "C", readonly=True)
_REPLACEMENT: Final = 0xFFFD

_DECIDE: Final = types.void(
    types.int64[:, :, ::1], types.int64[::1], types.int64, types.int64, types.int8[::1], types.int8[::1]
)


@njit(_DECIDE, nogil=True, cache=True)
def decide_lines(
    scores: NDArray[np.int64],
    sizes: NDArray[np.int64],
    main: Integer,
    previous: Integer,
    codes: NDArray[np.int8],
    settled: NDArray[np.int8],
) -> None:
    """Choose the encoding of each line from ``scores`` (by line and encoding: cost, broken bytes, controls).

    Encodings other than the file's own and the last settled one start with a handicap. ``codes`` gets the choice, -1
    where the line is no text; ``settled`` the encoding settled last, that line included.
    """
    for line in range(len(sizes)):
        best, second, clear = np.int64(0), np.int64(1 << 60), np.int64(1 << 60)
        lowest = np.int64(1 << 60)
        for code in range(scores.shape[1]):
            cost = scores[line, code, 0] + (0 if code == main else (4 if code == previous else 12))
            if cost < lowest:
                lowest, best = cost, np.int64(code)
        for code in range(scores.shape[1]):
            if code != best and scores[line, code, 0] != scores[line, best, 0]:
                clear = min(clear, scores[line, code, 0])
        second = clear - scores[line, best, 0]
        broken = scores[line, best, 1] + scores[line, best, 2]
        if second >= 28 and broken == 0:
            previous = best
        settled[line] = previous
        codes[line] = best
        if broken >= max(3, sizes[line] // 10) and lowest > 9 * sizes[line]:
            codes[line] = -1


_ASSEMBLE: Final = types.int64(
    _BYTES,
    types.int64,
    types.int64[::1],
    types.int64[::1],
    types.int8[::1],
    types.int64[::1],
    types.uint32[:, ::1],
    types.uint32[::1],
    types.uint8[::1],
    types.int64[::1],
    types.int8[::1],
)


@njit(nogil=True, cache=True)
def _copy(buffer: NDArray[np.uint8], start: Integer, end: Integer, out: NDArray[np.uint8], to: Integer) -> Integer:
    for i in range(end - start):
        out[to + i] = buffer[start + i]
    return to + end - start


@njit(nogil=True, cache=True)
def _decode_utf8(
    buffer: NDArray[np.uint8], start: Integer, end: Integer, out: NDArray[np.uint8], to: Integer
) -> tuple[Integer, Integer]:
    lossy, i = np.int8(0), start
    while i < end:
        size = sequence_length(buffer, i, end)
        if size == 0:
            to = put_character(_REPLACEMENT, out, to)
            lossy = np.int8(1)
            i += 1
        for k in range(size):
            out[to] = buffer[i + k]
            to += 1
        i += size
    return to, lossy


@njit(nogil=True, cache=True)
def _decode_double(
    buffer: NDArray[np.uint8],
    start: Integer,
    end: Integer,
    table: NDArray[np.uint32],
    four: NDArray[np.uint32],
    out: NDArray[np.uint8],
    to: Integer,
) -> tuple[Integer, Integer]:
    lossy, i = np.int8(0), start
    while i < end:
        c = np.int64(buffer[i])
        if c < 0x80:
            out[to] = c
            to += 1
            i += 1
            continue
        code = np.int64(0)
        if i + 1 < end:
            code = np.int64(table[(c << 8) | buffer[i + 1]])
        if code:
            to = put_character(code, out, to)
            i += 2
            continue
        index = four_byte_index(buffer, i, end) if table[0] else np.int64(-1)
        if index >= 0:
            to = put_character(np.int64(four[index]) if index < 39_420 else index - 189_000 + 0x10000, out, to)
            i += 4
        else:
            to = put_character(_REPLACEMENT, out, to)
            lossy = np.int8(1)
            i += 1
    return to, lossy


@njit(nogil=True, cache=True)
def _decode_single(
    buffer: NDArray[np.uint8],
    start: Integer,
    end: Integer,
    table: NDArray[np.uint32],
    out: NDArray[np.uint8],
    to: Integer,
) -> tuple[Integer, Integer]:
    lossy = np.int8(0)
    for i in range(start, end):
        code = np.int64(table[buffer[i]])
        if code == _REPLACEMENT:
            lossy = np.int8(1)
        to = put_character(code, out, to)
    return to, lossy


@njit(_ASSEMBLE, nogil=True, cache=True)
def assemble(
    buffer: NDArray[np.uint8],
    size: Integer,
    starts: NDArray[np.int64],
    ends: NDArray[np.int64],
    codes: NDArray[np.int8],
    kinds: NDArray[np.int64],
    tables: NDArray[np.uint32],
    four: NDArray[np.uint32],
    out: NDArray[np.uint8],
    places: NDArray[np.int64],
    lossy: NDArray[np.int8],
) -> Integer:
    """Copy ``buffer`` to ``out``, each line given decoded by its code, -1 as a run of NULs; return the bytes written.

    ``places`` gets where each line begins in ``out``, ``lossy`` whether a byte of it could not be decoded.
    """
    at, to = np.int64(0), np.int64(0)
    for line in range(len(starts)):
        to = _copy(buffer, at, starts[line], out, to)
        places[line] = to
        code = codes[line]
        start, at = starts[line], ends[line]
        if code < 0:
            # between line ends, so that it joins with nothing; a line feed behind a carriage return would
            if to == 0 or (out[to - 1] != 10 and out[to - 1] != 13):
                out[to] = 10
                to += 1
            out[to : to + NUL_RUN] = 0
            out[to + NUL_RUN] = 10
            to += NUL_RUN + 1
        elif kinds[code] == 0:
            to, lossy[line] = _decode_utf8(buffer, start, at, out, to)
        elif kinds[code] == 1:
            to, lossy[line] = _decode_double(buffer, start, at, tables[code], four, out, to)
        else:
            to, lossy[line] = _decode_single(buffer, start, at, tables[code], out, to)
    return _copy(buffer, at, size, out, to)


_FROM_UTF16: Final = types.UniTuple(types.int64, 3)(
    _BYTES, types.int64, types.boolean, types.uint8[::1], types.int64[:, ::1], types.int64[::1]
)


@njit(nogil=True, cache=True)
def _unit(buffer: NDArray[np.uint8], i: Integer, big: bool) -> Integer:
    first, second = np.int64(buffer[i]), np.int64(buffer[i + 1])
    return (first << 8) | second if big else (second << 8) | first


@njit(nogil=True, cache=True)
def _put_lone(unit: Integer, out: NDArray[np.uint8], to: Integer) -> Integer:
    out[to] = 92
    out[to + 1] = 117
    for k in range(4):
        digit = (unit >> (12 - 4 * k)) & 15
        out[to + 2 + k] = digit + 48 if digit < 10 else digit + 87
    return to + 6


@njit(_FROM_UTF16, nogil=True, cache=True)
def from_utf16(
    buffer: NDArray[np.uint8],
    size: Integer,
    big: bool,
    out: NDArray[np.uint8],
    pieces: NDArray[np.int64],
    lone: NDArray[np.int64],
) -> tuple[Integer, Integer, Integer]:
    """Write UTF-16 as UTF-8 to ``out``; return the bytes written, the lines and the lone surrogates met.

    ``pieces`` gets where each line begins in ``out`` and in ``buffer``; half a surrogate pair is written as six
    characters, its place noted in ``lone``. Four NUL characters are eight NUL bytes, and stay eight.
    """
    i, to, lines, halves = np.int64(0), np.int64(0), np.int64(0), np.int64(0)
    fresh, before = True, np.int64(0)
    while i + 1 < size:
        unit = _unit(buffer, i, big)
        if fresh and not (before == 13 and unit == 10):
            pieces[lines, 0] = to
            pieces[lines, 1] = i
            lines += 1
        fresh = unit == 10 or unit == 13
        before = unit
        if unit == 0:
            k = i
            while k + 1 < size and buffer[k] == 0 and buffer[k + 1] == 0:
                k += 2
            if k - i >= NUL_RUN:
                if pieces[lines - 1, 1] != i:
                    pieces[lines, 0] = to
                    pieces[lines, 1] = i
                    lines += 1
                for _ in range(k - i):
                    out[to] = 0
                    to += 1
                fresh = True
            else:
                for _ in range((k - i) // 2):
                    out[to] = 0
                    to += 1
            i = k
            continue
        i += 2
        if 0xD800 <= unit < 0xE000:
            low = _unit(buffer, i, big) if unit < 0xDC00 and i + 1 < size else np.int64(0)
            if 0xDC00 <= low < 0xE000:
                to = put_character(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00), out, to)
                i += 2
            else:
                lone[halves] = to
                halves += 1
                to = _put_lone(unit, out, to)
        else:
            to = put_character(unit, out, to)
    return to, lines, halves
