"""Scans the lines of a COPY block as PostgreSQL writes them (manual, COPY, "Text Format")."""

from __future__ import annotations

from typing import Final

import numpy as np
from numba import njit, types

from findspot.text.kernels.columns import NULL, PG
from findspot.text.kernels.integers import Array, Integer
from findspot.text.kernels.sql import FIELD_COUNT, MARKS, PLACES, REGION, TEXT, WANTS_MORE
from findspot.text.kernels.sqlstrings import NOTE_BROKEN, NOTE_CONTROL, NUL_RUN, nul_run, starts_statement

COPY_ENDED: Final = 0
"""The place is at the line that ends the block."""
COPY_STATEMENT: Final = 2
"""The place is at a line that is no record but begins like a statement: the end of the block is lost."""
COPY_NULS: Final = 3
"""The place is at a line with a run of NULs in it."""
COPY_FULL: Final = 4
COPY_LONG: Final = 5
"""The place is at a line that is longer than any record may be."""

BLANK: Final = 64
"""Code of an empty line, which is no record."""
CUT: Final = 2
"""As ``RejectCode.CUT``."""


def _stops() -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    marks = np.zeros(256, np.bool_)
    marks[:32] = True
    marks[92] = True
    return marks


_STOPS: Final = _stops()
_ESCAPED: Final = np.isin(np.arange(256), list(b"bfnrtv\\N01234567x."))

_SCAN: Final = types.UniTuple(types.int64, 4)(
    TEXT, types.int64[::1], PLACES, PLACES, MARKS, PLACES, PLACES, MARKS, MARKS, types.int64, types.int64
)


@njit(nogil=True, cache=True)
def _is_copy_line(text: Array, i: Integer, size: Integer) -> bool:
    """Return whether a COPY statement fills the line at ``i``: what even a table of one text column hardly holds."""
    if not (text[i] == 67 and text[i + 1] == 79 and text[i + 2] == 80 and text[i + 3] == 89 and text[i + 4] == 32):
        return False
    k = i
    while k < size and text[k] != 10 and text[k] != 13:
        k += 1
    stdin = (115, 116, 100, 105, 110, 59)
    for back in range(6):
        if text[k - 6 + back] != stdin[back]:
            return False
    return True


@njit(_SCAN, nogil=True, cache=True)
def scan_copy(
    text: Array,
    plan: Array,
    starts: Array,
    ends: Array,
    flags: Array,
    row_starts: Array,
    row_ends: Array,
    row_notes: Array,
    row_codes: Array,
    row: Integer,
    field: Integer,
) -> tuple[Integer, Integer, Integer, Integer]:
    """Scan line after line of a COPY block; a lone CR ends a line too, as the format never holds a raw one.

    Args:
        text: Valid UTF-8 with padding behind.
        plan: Place to start (a line's first byte), end of the text, 1 if no more will come, columns, longest record.
        starts: Fields: first byte, with ``ends`` and ``flags`` row-major, written from index ``field``.
        ends: Byte after each field.
        flags: Flags for ``columns``.
        row_starts: Records: first byte of the line, with the next three written from index ``row``.
        row_ends: Place after the line's end.
        row_notes: Notes of ``sqlstrings``; ``NOTE_BROKEN`` also for a line without an end.
        row_codes: 0, ``BLANK``, or why the record is rejected.
        row: First free record.
        field: First free field.

    Returns:
        Code, place, free record, free field.
    """
    p, size, final, columns, longest = plan[0], plan[1], plan[2] == 1, plan[3], plan[4]
    while p < size:
        if row >= len(row_starts) or field + columns > len(starts):
            return COPY_FULL, p, row, field
        if text[p] == 92 and text[p + 1] == 46:
            if p + 3 >= size and not final:
                return WANTS_MORE, p, row, field
            if text[p + 2] == 10 or text[p + 2] == 13:
                return COPY_ENDED, p, row, field
        i = p
        start = p
        count, flag, note = 0, 0, 0
        cut = False
        while True:
            while not _STOPS[text[i]]:
                i += 1
            c = text[i]
            if i >= size:
                break
            if c == 9 or c == 10 or c == 13:
                if count < columns:
                    at = field + count
                    starts[at] = start
                    ends[at] = i
                    flags[at] = flag
                    if flag and i - start == 2 and text[start + 1] == 78:
                        flags[at] = NULL
                count += 1
                flag = 0
                start = i + 1
                if c != 9:
                    break
                i += 1
            elif c == 92:
                flag = PG
                i += 1
                if not _ESCAPED[text[i]]:
                    note |= NOTE_CONTROL
                elif i < size:
                    i += 1
            elif c == 0:
                run = nul_run(text, i, size)
                if run - i >= NUL_RUN or run == size:
                    break
                note |= NOTE_BROKEN
                i = run
            else:
                note |= NOTE_CONTROL
                i += 1
        c = text[i]
        if min(i, size) - p > longest:
            return COPY_LONG, p, row, field
        if i < size and c == 0:
            run = nul_run(text, i, size)
            wants_more = run == size and not final and run - i < REGION
            return (WANTS_MORE if wants_more else COPY_NULS), p, row, field
        if i >= size or (c == 13 and i + 1 >= size):
            if not final:
                return WANTS_MORE, p, row, field
        if i >= size:
            note |= NOTE_BROKEN
            cut = True
            end = size
            if count < columns:
                at = field + count
                starts[at] = start
                ends[at] = size
                flags[at] = NULL if flag and size - start == 2 and text[start + 1] == 78 else flag
            count += 1
        else:
            end = i + 2 if c == 13 and i + 1 < size and text[i + 1] == 10 else i + 1
        if columns == 1:
            if _is_copy_line(text, p, size):
                return COPY_STATEMENT, p, row, field
        elif count != columns:
            if p + 32 > size and not final:
                return WANTS_MORE, p, row, field
            if starts_statement(text, p, False):
                return COPY_STATEMENT, p, row, field
        row_starts[row] = p
        row_ends[row] = end
        row_notes[row] = note
        row_codes[row] = 0
        if count == columns:
            field += columns
        elif i == p and end > p:
            row_codes[row] = BLANK
        else:
            row_codes[row] = CUT if cut else FIELD_COUNT
        row += 1
        p = end
    return WANTS_MORE, p, row, field


_LINE_MOST: Final = 65_536


@njit(nogil=True, cache=True)
def _count_tabs(text: Array, p: Integer, size: Integer, final: Integer) -> tuple[Integer, Integer]:
    """Return tabs in the line at ``p`` and the place behind it.

    -1 tabs if it is too long or no text, -2 if its end is not in sight.
    """
    tabs = 0
    i = p
    while i < size and i - p < _LINE_MOST:
        c = text[i]
        if c == 10:
            return tabs, i + 1
        if c == 13:
            return tabs, i + 2 if i + 1 < size and text[i + 1] == 10 else i + 1
        if c == 9:
            tabs += 1
        elif c < 32:
            return -1, i
        i += 1
    if i < size:
        return -1, i
    return (tabs if final and i > p else -2), i


@njit(types.UniTuple(types.int64, 3)(TEXT, types.int64, types.int64, types.int64, types.int64), nogil=True, cache=True)
def next_tabbed(
    text: Array, p: Integer, stop: Integer, size: Integer, final: Integer
) -> tuple[Integer, Integer, Integer]:
    """Find the first line from ``p`` on, before ``stop``, that has tabs and is followed by one with as many.

    Returns:
        Its place (-1 if there is none, -2 if more text is needed), its fields, and how many lines have as many: 2 or 3.
    """
    i = p
    while i < stop:
        tabs, after = _count_tabs(text, i, size, final == 1)
        if tabs == -2 and not final:
            return -2, 0, 0
        if tabs > 0 and not starts_statement(text, i, False):
            second, behind = _count_tabs(text, after, size, final == 1)
            third = second
            if second == tabs:
                third, _ = _count_tabs(text, behind, size, final == 1)
            if (second == -2 or third == -2) and not final:
                return -2, 0, 0
            if second == tabs:
                return i, tabs + 1, 3 if third == tabs else 2
        after = max(after, i + 1)
        while after < size and text[after - 1] != 10 and text[after - 1] != 13:
            after += 1
        i = after
    return -1, 0, 0
