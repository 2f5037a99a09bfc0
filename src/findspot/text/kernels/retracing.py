"""Finds the bytes that places inside transcribed text came from.

``Transcript.raw`` knows the starts of lines; a tuple of an INSERT statement starts and ends anywhere.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numba import njit, types

from findspot.text.kernels.integers import Array, Integer
from findspot.text.kernels.lines import NUL_RUN
from findspot.text.kernels.plausibility import four_byte_index
from findspot.text.kernels.utf import sequence_length

BY_BYTE: Final = 0
"""Kinds of pieces.

The bytes themselves, UTF-8 with broken bytes, two-byte, single-byte, UTF-16 of both orders, no text.
"""
BROKEN_UTF8: Final = 1
DOUBLE: Final = 2
SINGLE: Final = 3
WIDE_LITTLE: Final = 4
WIDE_BIG: Final = 5
NO_TEXT: Final = 6

_BYTES: Final = types.Array(types.uint8, 1, "C", readonly=True)
_PLACES: Final = types.int64[::1]


@njit(nogil=True, cache=True)
def _text_step(text: Array, i: Integer) -> Integer:
    c = text[i]
    if c < 0xC0:
        return 1
    return 2 if c < 0xE0 else (3 if c < 0xF0 else 4)


@njit(nogil=True, cache=True)
def _wide_steps(
    text: Array, at: Integer, place: Integer, buffer: Array, i: Integer, size: Integer, big: Integer
) -> tuple[Integer, Integer]:
    """Return how many bytes of text and of UTF-16 the character at ``at`` has.

    Half a pair stands as six characters, a run of NULs as so many bytes.
    """
    if text[at] == 0:
        run = at
        while text[run] == 0:
            run += 1
        if run - at >= NUL_RUN:
            count = min(run, place) - at
            return count, count
    step = _text_step(text, at)
    if step == 4:
        return 4, 4
    high = buffer[i] if big else buffer[i + 1]
    if i + 1 < size and 0xD8 <= high <= 0xDF:
        return 6, 2
    return step, 2


@njit(nogil=True, cache=True)
def _raw_step(buffer: Array, i: Integer, end: Integer, kind: Integer, table: Array) -> Integer:
    if kind == SINGLE or buffer[i] < 0x80:
        return 1
    if kind == BROKEN_UTF8:
        return max(1, sequence_length(buffer, i, end))
    if i + 1 < end and table[(np.int64(buffer[i]) << 8) | buffer[i + 1]]:
        return 2
    if table[0] and four_byte_index(buffer, i, end) >= 0:
        return 4
    return 1


@njit(
    types.void(
        _BYTES,
        _BYTES,
        types.int64,
        _PLACES,
        _PLACES,
        _PLACES,
        types.int8[::1],
        types.int8[::1],
        types.uint32[:, ::1],
        _PLACES,
    ),
    nogil=True,
    cache=True,
)
def retrace(
    text: Array,
    buffer: Array,
    size: Integer,
    places: Array,
    starts: Array,
    raw_starts: Array,
    kinds: Array,
    codes: Array,
    tables: Array,
    out: Array,
) -> None:
    """Write to ``out`` the place in ``buffer`` of each of the sorted ``places`` in ``text``.

    Args:
        text: The transcript.
        buffer: The bytes it was made of.
        size: How many of them count.
        places: Places in the text, ascending, none inside a character.
        starts: Where each piece starts in the text; the first one's is 0.
        raw_starts: Where each piece starts in the bytes.
        kinds: What each piece is.
        codes: Row of ``tables`` for each piece.
        tables: Characters of two bytes, by encoding and bytes.
        out: Room for the answers.
    """
    piece = 0
    at, raw = starts[0], raw_starts[0]
    for k in range(len(places)):
        place = places[k]
        while piece + 1 < len(starts) and starts[piece + 1] <= place:
            piece += 1
            at, raw = starts[piece], raw_starts[piece]
        end = raw_starts[piece + 1] if piece + 1 < len(starts) else size
        kind = kinds[piece]
        if kind == BY_BYTE:
            raw += place - at
            at = place
        elif kind == NO_TEXT:
            # a line feed, NULs and a line feed, of which only the NULs stand for bytes
            raw = end if place - starts[piece] > 1 else raw_starts[piece]
        else:
            table = tables[codes[piece]]
            while at < place and raw < end:
                if kind >= WIDE_LITTLE:
                    step, bytes_ = _wide_steps(text, at, place, buffer, raw, size, kind == WIDE_BIG)
                    at += step
                    raw += bytes_
                else:
                    at += _text_step(text, at)
                    raw += _raw_step(buffer, raw, end, kind, table)
        out[k] = min(raw, end)
