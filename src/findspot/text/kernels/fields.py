"""Cuts one record of delimited text into fields, by its quotes or as a physical line.

All loops run over an index of the bytes that mean something, so that plain bytes are looked at once.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numba import njit, types
from numpy.typing import NDArray

from findspot.text.kernels.integers import Integer

MORE: Final = 1
"""The end of the text was reached before the record's."""
VIOLATION: Final = 2
"""Quotes do not close as they must."""
SPANS_LINES: Final = 4
"""Line ends lie inside quotes."""
TOO_MANY: Final = 8
"""More fields than columns; the end given is not the record's."""
CONTROL: Final = 16
"""A control character, NUL included, lies inside."""
STRAY_QUOTE: Final = 32
"""A quote lies inside an unquoted field."""
LONE_RETURN: Final = 64
"""A carriage return alone ended the record."""
CUT_BY_GAP: Final = 128
"""A run of NULs ended it."""
NO_LINE_END: Final = 256
"""The end of the stream ended it."""

PLAIN: Final = 0
DELIMITER: Final = 1
LINE_FEED: Final = 2
RETURN: Final = 3
QUOTE: Final = 4
NUL: Final = 5
OTHER_CONTROL: Final = 6
"""Classes of bytes."""

_RUN: Final = 8
_INNER_LINES: Final = 32

_BYTES: Final = types.Array(types.uint8, 1, "C", readonly=True)


@njit(types.int64(_BYTES, types.int64, _BYTES, types.int32[::1]), nogil=True, cache=True)
def index_bytes(
    text: NDArray[np.uint8], size: Integer, classes: NDArray[np.uint8], index: NDArray[np.int32]
) -> Integer:
    """Write the places of all bytes that are not plain to ``index``, then the end twice; return how many there are.

    Without a branch for each byte, as a wrong guess of the processor costs more than ten bytes do.
    """
    # unsigned, as numba tests signed places for being counted from the end: half the speed
    count = np.uint64(0)
    for i in range(np.uint64(size)):
        index[count] = np.int32(i)
        count += np.uint64(classes[text[i]] != PLAIN)
    last = np.int64(count)
    index[last] = index[last + 1] = size
    return last


@njit(nogil=True, cache=True)
def is_delimiter(text: NDArray[np.uint8], i: Integer, delimiter: NDArray[np.uint8]) -> bool:
    """Return whether the whole delimiter is at ``i``, its first byte being known to be."""
    for k in range(1, len(delimiter)):
        if text[i + k] != delimiter[k]:
            return False
    return True


@njit(nogil=True, cache=True)
def nul_run(text: NDArray[np.uint8], i: Integer, size: Integer) -> Integer:
    """Return how many NULs follow each other from ``i``."""
    k = i
    while k < size and text[k] == 0:
        k += 1
    return k - i


@njit(nogil=True, cache=True)
def entry_at(index: NDArray[np.int32], entry: Integer, place: Integer) -> Integer:
    """Return the first entry of the index, not before ``entry``, that is not before ``place``."""
    while index[entry] < place:
        entry += 1
    return entry


@njit(nogil=True, cache=True)
def _closing_quote(
    text: NDArray[np.uint8],
    index: NDArray[np.int32],
    entry: Integer,
    stop: Integer,
    quote: Integer,
    classes: NDArray[np.uint8],
) -> tuple[Integer, Integer]:
    """Return where the quoted field whose bytes begin at ``entry`` closes, and the entry of the index there.

    -1 if not before ``stop``, -2 if a run of NULs lies before. Doubled quotes are passed over. However many quotes are
    astray, this stays linear: an odd run of quotes at the start of a field ends every search made from before it, and
    an even one ends its own.
    """
    while index[entry] < stop:
        place = np.int64(index[entry])
        kind = classes[text[place]]
        if kind == QUOTE:
            if place + 1 >= stop or text[place + 1] != quote:
                return place, entry
            entry += 2
        elif kind == NUL:
            run = nul_run(text, place, stop)
            if run >= _RUN:
                return np.int64(-2), entry
            entry += run
        else:
            entry += 1
    return np.int64(-1), entry


@njit(nogil=True, cache=True)
def _look_into(
    text: NDArray[np.uint8], index: NDArray[np.int32], entry: Integer, end: Integer, classes: NDArray[np.uint8]
) -> tuple[Integer, Integer]:
    """Return the field flag of a quoted field whose first entry is given, and the signs that its bytes give."""
    flag, signs = 0, 0
    while index[entry] < end:
        kind = classes[text[index[entry]]]
        if kind == QUOTE:
            flag = 2
        elif kind >= NUL:
            signs |= CONTROL
        elif kind != DELIMITER:
            signs |= SPANS_LINES
        entry += 1
    return flag, signs


@njit(nogil=True, cache=True)
def parse_record(
    text: NDArray[np.uint8],
    index: NDArray[np.int32],
    entry: Integer,
    begin: Integer,
    size: Integer,
    final: bool,
    known: bool,
    limit: Integer,
    classes: NDArray[np.uint8],
    delimiter: NDArray[np.uint8],
    quote: Integer,
    returns_end: bool,
    starts: NDArray[np.int32],
    ends: NDArray[np.int32],
    flags: NDArray[np.uint8],
    row: Integer,
) -> tuple[Integer, Integer, Integer, Integer]:
    """Cut the record at ``begin`` by its quotes; return its end, number of fields, signs, and the entry behind it."""
    columns = starts.shape[1]
    stop = min(size, begin + limit + 1)
    i, count, signs = begin, np.int64(0), np.int64(0)
    while True:
        starts[row, count] = i
        flags[row, count] = 0
        place = np.int64(index[entry])
        kind = np.int64(classes[text[place]])
        if kind == QUOTE and place == i and i < size:
            first = entry + 1
            close, entry = _closing_quote(text, index, first, stop, quote, classes)
            if close == -2:
                return i, count, signs | VIOLATION, entry
            if close < 0 or (close + max(1, len(delimiter)) >= size and not final):
                return i, count, signs | (VIOLATION if known else MORE), entry
            flag, inside = _look_into(text, index, first, close, classes)
            signs |= inside
            starts[row, count] = i + 1
            ends[row, count] = close
            flags[row, count] = flag
            entry += 1
            i = close + 1
            if index[entry] != i:
                return i, count, signs | VIOLATION, entry
            place = i
            kind = np.int64(classes[text[i]])
            if kind in (QUOTE, OTHER_CONTROL) or (kind == DELIMITER and not is_delimiter(text, i, delimiter)):
                return i, count, signs | VIOLATION, entry
        else:
            while not (kind == DELIMITER and len(delimiter) == 1):
                if place >= size or kind == LINE_FEED or (kind == DELIMITER and is_delimiter(text, place, delimiter)):
                    break
                if kind == RETURN:
                    if text[place + 1] == 10 or returns_end or count + 1 == columns or place + 1 >= size:
                        break
                    signs |= CONTROL
                elif kind == QUOTE:
                    signs |= STRAY_QUOTE
                elif kind == NUL:
                    run = nul_run(text, place, size)
                    if run >= _RUN or (place + run >= size and not final):
                        break
                    signs |= CONTROL
                    entry += run - 1
                elif kind == OTHER_CONTROL:
                    signs |= CONTROL
                entry += 1
                place = np.int64(index[entry])
                kind = np.int64(classes[text[place]])
            ends[row, count] = place
        count += 1
        if place >= size:
            return place, count, signs | (NO_LINE_END if final else MORE), entry
        if kind == DELIMITER:
            if count >= columns:
                return place, count + 1, signs | TOO_MANY, entry
            i = place + len(delimiter)
            entry = entry_at(index, entry, i)
        elif kind == LINE_FEED:
            return place + 1, count, signs, entry + 1
        elif kind == RETURN:
            if place + 1 >= size:
                return place + 1, count, signs | (LONE_RETURN if final else MORE), entry + 1
            if text[place + 1] == 10:
                return place + 2, count, signs, entry + 2
            if returns_end or count == columns:
                return place + 1, count, signs | LONE_RETURN, entry + 1
            return place, count, signs | VIOLATION, entry
        else:
            run = nul_run(text, place, size)
            if run >= _RUN:
                return place, count, signs | CUT_BY_GAP, entry
            return place, count, signs | (VIOLATION if final or place + run < size else MORE), entry


@njit(nogil=True, cache=True)
def _closes_in_line(
    text: NDArray[np.uint8],
    index: NDArray[np.int32],
    entry: Integer,
    size: Integer,
    quote: Integer,
    classes: NDArray[np.uint8],
    delimiter: NDArray[np.uint8],
) -> Integer:
    """Return the entry of the quote that properly closes the field before the line ends, else -1."""
    while index[entry] < size:
        place = np.int64(index[entry])
        kind = classes[text[place]]
        if kind in (LINE_FEED, RETURN, NUL):
            return np.int64(-1)
        if kind == QUOTE:
            if place + 1 < size and text[place + 1] == quote:
                entry += 2
                continue
            after = classes[text[place + 1]]
            if place + 1 >= size or after in (LINE_FEED, RETURN):
                return np.int64(entry)
            if after == DELIMITER and is_delimiter(text, place + 1, delimiter):
                return np.int64(entry)
            return np.int64(-1)
        entry += 1
    return np.int64(-1)


@njit(nogil=True, cache=True)
def parse_line(
    text: NDArray[np.uint8],
    index: NDArray[np.int32],
    entry: Integer,
    begin: Integer,
    size: Integer,
    final: bool,
    classes: NDArray[np.uint8],
    delimiter: NDArray[np.uint8],
    quote: Integer,
    returns_end: bool,
    starts: NDArray[np.int32],
    ends: NDArray[np.int32],
    flags: NDArray[np.uint8],
    row: Integer,
) -> tuple[Integer, Integer, Integer, Integer]:
    """Cut the physical line at ``begin``, quotes that do not close in it being literal; return as ``parse_record``."""
    columns = starts.shape[1]
    i, count, signs = begin, np.int64(0), np.int64(0)
    while True:
        begun, start, close, flag = i, i, np.int64(-1), 0
        if index[entry] == i and i < size and classes[text[i]] == QUOTE:
            closing = _closes_in_line(text, index, entry + 1, size, quote, classes, delimiter)
            if closing >= 0:
                start, close = i + 1, np.int64(index[closing])
                flag, inside = _look_into(text, index, entry + 1, close, classes)
                signs |= inside
                entry = closing + 1
        while True:
            place = np.int64(index[entry])
            if place >= size:
                i, over = size, True
                signs |= NO_LINE_END if final else MORE
                break
            kind = classes[text[place]]
            over = True
            if kind == DELIMITER:
                if is_delimiter(text, place, delimiter):
                    over = False
                    i = place + len(delimiter)
                    break
            elif kind == LINE_FEED:
                i = place + 1
                break
            elif kind == RETURN:
                i = place + 1
                if i >= size and not final:
                    signs |= MORE
                    break
                if i < size and text[i] == 10:
                    i += 1
                    break
                if returns_end or count + 1 == columns:
                    signs |= LONE_RETURN
                    break
                signs |= CONTROL
            elif kind == NUL:
                run = nul_run(text, place, size)
                if run >= _RUN:
                    i = place
                    signs |= CUT_BY_GAP
                    break
                if place + run >= size and not final:
                    i = place
                    signs |= MORE
                    break
                signs |= CONTROL
                entry += run - 1
            else:
                signs |= STRAY_QUOTE if kind == QUOTE else CONTROL
            entry += 1
        if close >= 0 and place != close + 1:
            start, close, flag = begun, np.int64(-1), 0
        if count < columns:
            starts[row, count] = start
            ends[row, count] = close if close >= 0 else place
            flags[row, count] = flag
        count += 1
        entry = entry_at(index, entry, i)
        if over:
            return i, count, signs, entry


@njit(nogil=True, cache=True)
def looks_swallowed(
    text: NDArray[np.uint8],
    begin: Integer,
    end: Integer,
    delimiter: NDArray[np.uint8],
    quote: Integer,
    columns: Integer,
) -> bool:
    """Return whether lines inside a record's quotes are records themselves, so that a stray quote must have opened it.

    A line of prose seldom has just the right number of delimiters: one such line is enough for six columns, two are for
    three. Lines with quotes of their own do not count: they would have ended the field.
    """
    if columns < 3:
        return False
    i, lines, like, found = begin, -1, 0, 0
    while i < end and lines < _INNER_LINES:
        c = text[i]
        if c == 10 or (c == 13 and text[i + 1] != 10):
            if i + 1 >= end:
                break
            if lines >= 0 and found == columns - 1:
                like += 1
            lines += 1
            found = 0
        elif c == quote:
            found = -(end - begin)
        elif c == delimiter[0] and is_delimiter(text, i, delimiter):
            found += 1
        i += 1
    return like >= (1 if columns >= 6 else 2) and 2 * like >= lines
