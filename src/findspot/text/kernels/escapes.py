"""Undoes the escapes of one field: doubled quotes, MySQL, PostgreSQL COPY text, JSON."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from findspot.text.kernels.integers import Integer
from findspot.text.kernels.utf import first_invalid

# Bits as in ``columns``: 2 doubled quotes, 4 MySQL, 8 PostgreSQL, 16 JSON; problems 64 lone surrogate, 128 bad escape.


@njit(nogil=True, cache=True)
def _hex_digit(byte: Integer) -> Integer:
    if 48 <= byte <= 57:
        return np.int64(byte) - 48
    if 97 <= byte <= 102:
        return np.int64(byte) - 87
    if 65 <= byte <= 70:
        return np.int64(byte) - 55
    return np.int64(-1)


@njit(nogil=True, cache=True)
def _hex_unit(buffer: NDArray[np.uint8], i: Integer, end: Integer) -> Integer:
    if i + 4 > end:
        return np.int64(-1)
    unit = np.int64(0)
    for k in range(4):
        digit = _hex_digit(buffer[i + k])
        if digit < 0:
            return np.int64(-1)
        unit = unit * 16 + digit
    return unit


@njit(nogil=True, cache=True)
def put_character(code: Integer, out: NDArray[np.uint8], to: Integer) -> Integer:
    """Write ``code`` as UTF-8 at ``to`` and return the place after it."""
    if code < 0x80:
        out[to] = code
        return to + 1
    if code < 0x800:
        out[to] = 0xC0 | (code >> 6)
        out[to + 1] = 0x80 | (code & 63)
        return to + 2
    if code < 0x10000:
        out[to] = 0xE0 | (code >> 12)
        out[to + 1] = 0x80 | ((code >> 6) & 63)
        out[to + 2] = 0x80 | (code & 63)
        return to + 3
    out[to] = 0xF0 | (code >> 18)
    out[to + 1] = 0x80 | ((code >> 12) & 63)
    out[to + 2] = 0x80 | ((code >> 6) & 63)
    out[to + 3] = 0x80 | (code & 63)
    return to + 4


@njit(nogil=True, cache=True)
def _mysql(
    buffer: NDArray[np.uint8],
    start: Integer,
    end: Integer,
    flag: Integer,
    quote: Integer,
    out: NDArray[np.uint8],
    to: Integer,
) -> Integer:
    i = start
    while i < end:
        c: Integer = buffer[i]
        if c == 92 and i + 1 < end:
            e = buffer[i + 1]
            i += 2
            if e == 48:
                c = np.uint8(0)
            elif e == 110:
                c = np.uint8(10)
            elif e == 114:
                c = np.uint8(13)
            elif e == 116:
                c = np.uint8(9)
            elif e == 98:
                c = np.uint8(8)
            elif e == 90:
                c = np.uint8(26)
            else:
                c = e
                # LIKE patterns: MySQL keeps the backslash (manual, "String Literals")
                if e == 37 or e == 95:
                    out[to] = 92
                    to += 1
        else:
            if c == quote and flag & 2 and i + 1 < end and buffer[i + 1] == quote:
                i += 1
            i += 1
        out[to] = c
        to += 1
    return to


@njit(nogil=True, cache=True)
def _numeric_escape(buffer: NDArray[np.uint8], i: Integer, end: Integer) -> tuple[Integer, Integer]:
    """Return the byte of an octal or ``xhh`` escape whose body starts at ``i``, and where it ends; -1 if it is none."""
    code = np.int64(-1)
    if buffer[i] == 120:
        i += 1
        k = 0
        while k < 2 and i < end and _hex_digit(buffer[i]) >= 0:
            code = max(code, np.int64(0)) * 16 + _hex_digit(buffer[i])
            i += 1
            k += 1
        return code, i
    k = 0
    while k < 3 and i < end and 48 <= buffer[i] <= 55:
        code = max(code, np.int64(0)) * 8 + (np.int64(buffer[i]) - 48)
        i += 1
        k += 1
    return code & 255 if code >= 0 else code, i


@njit(nogil=True, cache=True)
def _pg(
    buffer: NDArray[np.uint8], start: Integer, end: Integer, out: NDArray[np.uint8], to: Integer
) -> tuple[Integer, Integer]:
    i, begin, numeric = start, to, False
    while i < end:
        c: Integer = buffer[i]
        i += 1
        if c == 92 and i < end:
            e = buffer[i]
            code, after = _numeric_escape(buffer, i, end)
            if code >= 0:
                numeric = True
                c = np.uint8(code)
                i = after
            else:
                i += 1
                if e == 110:
                    c = np.uint8(10)
                elif e == 116:
                    c = np.uint8(9)
                elif e == 114:
                    c = np.uint8(13)
                elif e == 98:
                    c = np.uint8(8)
                elif e == 102:
                    c = np.uint8(12)
                elif e == 118:
                    c = np.uint8(11)
                else:
                    c = e
        out[to] = c
        to += 1
    if numeric and first_invalid(out, begin, to) < to:
        for k in range(end - start):
            out[begin + k] = buffer[start + k]
        return begin + end - start, 128
    return to, 0


@njit(nogil=True, cache=True)
def _json(
    buffer: NDArray[np.uint8], start: Integer, end: Integer, out: NDArray[np.uint8], to: Integer
) -> tuple[Integer, Integer]:
    i, problem = start, 0
    while i < end:
        c: Integer = buffer[i]
        if c != 92 or i + 1 >= end:
            out[to] = c
            to += 1
            i += 1
            if c == 92:
                problem |= 128
            continue
        e = buffer[i + 1]
        if e == 117:
            unit = _hex_unit(buffer, i + 2, end)
            size, lone = 6, False
            if 0xD800 <= unit < 0xDC00:
                low = np.int64(-1)
                if i + 7 < end and buffer[i + 6] == 92 and buffer[i + 7] == 117:
                    low = _hex_unit(buffer, i + 8, end)
                if 0xDC00 <= low < 0xE000:
                    unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00)
                    size = 12
                else:
                    lone = True
            elif 0xDC00 <= unit < 0xE000:
                lone = True
            if unit < 0 or lone:
                problem |= 64 if lone else 128
                size = 6 if lone else 2
                for k in range(size):
                    out[to + k] = buffer[i + k]
                to += size
            else:
                to = put_character(unit, out, to)
            i += size
            continue
        i += 2
        if e == 110:
            c = np.uint8(10)
        elif e == 116:
            c = np.uint8(9)
        elif e == 114:
            c = np.uint8(13)
        elif e == 98:
            c = np.uint8(8)
        elif e == 102:
            c = np.uint8(12)
        elif e == 34 or e == 92 or e == 47:
            c = e
        else:
            out[to] = 92
            to += 1
            c = e
            problem |= 128
        out[to] = c
        to += 1
    return to, problem


@njit(nogil=True, cache=True)
def unescape(
    buffer: NDArray[np.uint8],
    start: Integer,
    end: Integer,
    flag: Integer,
    quote: Integer,
    out: NDArray[np.uint8],
    to: Integer,
) -> tuple[Integer, Integer]:
    """Write the field's text, never longer than as written, at ``to``; return the place after it and the problems."""
    first, last = np.int64(start), np.int64(end)
    if flag & 8:
        return _pg(buffer, first, last, out, to)
    if flag & 16:
        return _json(buffer, first, last, out, to)
    if flag & 4:
        return _mysql(buffer, first, last, flag, quote, out, to), 0
    i = first
    while i < last:
        c: Integer = buffer[i]
        i += 1
        if c == quote and flag & 2 and i < last and buffer[i] == quote:
            i += 1
        out[to] = c
        to += 1
    return to, 0
