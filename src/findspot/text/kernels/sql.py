"""Scans the tuples of INSERT statements, and finds the next one behind damage."""

from __future__ import annotations

from typing import Final

import numpy as np
from numba import njit, types

from findspot.text.kernels.integers import Array, Integer
from findspot.text.kernels.sqlstrings import (
    BAD,
    MORE,
    NOTE_WORD,
    NUL_RUN,
    OK,
    nul_run,
    skip_blank,
    starts_statement,
)
from findspot.text.kernels.sqlvalues import scan_tuple

ENDED: Final = 0
"""The statement is over; the place is behind its ``;``."""
WANTS_MORE: Final = 1
"""The text ends; the place is where to go on with more of it."""
NO_TUPLE: Final = 2
"""No tuple where one should be."""
NO_DELIMITER: Final = 3
"""Something else than a comma or semicolon behind the last record."""
FULL: Final = 4
"""The arrays are full; go on at the place with others."""
DRIFT: Final = 5
"""The tuple and the next one have another number of fields: the head of their own statement is lost."""

FOUND: Final = 0
FOUND_STATEMENT: Final = 2
FOUND_NULS: Final = 3
FOUND_PIECE: Final = 4
FOUND_NOTHING: Final = 5

REGION: Final = 65_536
"""Bytes after which a stretch without a record is cut, so that a cut never depends on windows."""
SHORT_SIGHT: Final = 4_096
"""Bytes looked at where credit is spent."""
CREDIT_PER_BYTE: Final = 16
MOST_CREDIT: Final = 64 << 20
"""What tries may cost, in bytes looked at: so much at once, and so much for each byte gone on."""

FIELD_COUNT: Final = 1
SYNTAX: Final = 3
"""As in ``RejectCode``; ``text`` is below ``model``."""
SEPARATOR: Final = 1
ROW_PREFIX: Final = 8
"""As in ``StructureKind``."""

TEXT: Final = types.Array(types.uint8, 1, "C", readonly=True)
PLACES: Final = types.int32[::1]
MARKS: Final = types.uint8[::1]

_SCAN: Final = types.UniTuple(types.int64, 5)(
    TEXT, types.int64[::1], TEXT, PLACES, PLACES, MARKS, PLACES, PLACES, MARKS, MARKS, MARKS, types.int64, types.int64
)
_FIND: Final = types.UniTuple(types.int64, 6)(
    TEXT, types.int64[::1], PLACES, PLACES, MARKS, types.int64, PLACES, PLACES, MARKS, types.int64, types.int64
)


@njit(nogil=True, cache=True)
def _same_head(text: Array, i: Integer, size: Integer, head: Array) -> tuple[Integer, Integer]:
    """Return status and place after ``head`` where it stands at ``i``, maybe behind a GO line."""
    if text[i] | 32 == 103 and text[i + 1] | 32 == 111 and (text[i + 2] == 10 or text[i + 2] == 13):
        status, i = skip_blank(text, i + 2, size)
        if status != OK:
            return status, i
    count = len(head)
    if count == 0:
        return BAD, i
    for k in range(count):
        if i + k >= size:
            return MORE, i
        if text[i + k] != head[k]:
            return BAD, i
    return OK, i + count


@njit(nogil=True, cache=True)
def _behind_tuple(text: Array, i: Integer, size: Integer, head: Array) -> tuple[Integer, Integer, Integer]:
    """Return what follows a tuple: code, place of the next one or of what is there instead, kind of the bytes between.

    Code is OK for a next tuple, else one of the return codes of ``scan_tuples``.
    """
    if text[i] != 44 or i >= size:
        status, i = skip_blank(text, i, size)
        if status != OK:
            return (WANTS_MORE if status == MORE else NO_DELIMITER), i, SEPARATOR
    if text[i] == 44:
        status, i = skip_blank(text, i + 1, size)
        # a dump cut behind a comma has lost nothing that began
        return (WANTS_MORE, i, ROW_PREFIX) if status == MORE else (-1, i, SEPARATOR)
    over = text[i] == 59
    after = i + 1 if over else i
    status, place = skip_blank(text, after, size)
    if status == OK:
        status, place = _same_head(text, place, size, head)
        if status == OK:
            status, place = skip_blank(text, place, size)
            if status != MORE:
                return -1, place, ROW_PREFIX
    if status == MORE and len(head):
        return WANTS_MORE, after, (ROW_PREFIX if over else SEPARATOR)
    return (ENDED if over else NO_DELIMITER), after, ROW_PREFIX


@njit(_SCAN, nogil=True, cache=True)
def scan_tuples(
    text: Array,
    plan: Array,
    head: Array,
    starts: Array,
    ends: Array,
    flags: Array,
    row_starts: Array,
    row_ends: Array,
    row_notes: Array,
    row_codes: Array,
    row_kinds: Integer,
    row: Integer,
    field: Integer,
) -> tuple[Integer, Integer, Integer, Integer, Integer]:
    """Scan tuple after tuple of one table, also over following statements with the same ``head``.

    A record is given only when what follows it is known. Tuples with another number of fields get the code
    ``FIELD_COUNT`` and no fields.

    Args:
        text: Valid UTF-8 with padding behind.
        plan: Place to start, end of the text, 1 if no more text will come, columns, 1 for backslash escapes, 1 if a
            tuple must come first (else a separator), longest record.
        head: The statement's own text up to its first tuple; empty if it must not be looked for again.
        starts: Fields: first byte, with ``ends`` and ``flags`` row-major, written from index ``field``.
        ends: Byte after each field.
        flags: Flags for ``columns``.
        row_starts: Records: place of ``(``, with the next four written from index ``row``.
        row_ends: Place after ``)``.
        row_notes: Notes of ``sqlstrings``.
        row_codes: 0, or why the record is rejected.
        row_kinds: Kind of the bytes between the record before and this one.
        row: First free record.
        field: First free field.

    Returns:
        Code, place, free record, free field, and for ``NO_TUPLE`` 1 if the text ended in the tuple.
    """
    p, size, final, columns, escapes = plan[0], plan[1], plan[2] == 1, plan[3], plan[4] == 1
    kind = SEPARATOR
    i = p
    if plan[5] == 0:
        code, i, kind = _behind_tuple(text, p, size, head)
        if code >= 0:
            if code == WANTS_MORE and final:
                code = ENDED if kind == ROW_PREFIX else NO_DELIMITER
            return code, (i if code == ENDED else p), row, field, 0
    while True:
        if row >= len(row_starts) or field + columns > len(starts):
            return FULL, p, row, field, 0
        if i >= size or text[i] != 40:
            return (
                (WANTS_MORE if i >= size and not final else NO_TUPLE),
                (p if i >= size and not final else i),
                row,
                field,
                0,
            )
        status, end, count, note = scan_tuple(text, i, size, escapes, columns, starts, ends, flags, field)
        too_long = (end if status == OK else size) - i > plan[6]
        if status != OK or too_long:
            if status == MORE and not final and not too_long:
                return WANTS_MORE, p, row, field, 0
            return NO_TUPLE, i, row, field, 2 if too_long else (1 if status == MORE else 0)
        # the two usual separators without a call: a comma, a comma and a line feed
        following = end + 1
        if text[following] == 10:
            following += 1
        if text[end] == 44 and text[following] == 40 and following < size:
            code, next_kind = -1, SEPARATOR
        else:
            code, following, next_kind = _behind_tuple(text, end, size, head)
        if code == WANTS_MORE:
            if not final:
                return WANTS_MORE, p, row, field, 0
            code = ENDED if next_kind == ROW_PREFIX else NO_DELIMITER
        if count != columns and code == -1:
            status, _, again, _ = scan_tuple(text, following, size, escapes, np.int64(0), starts, ends, flags, field)
            if status == MORE and not final and size - following <= plan[6]:
                return WANTS_MORE, p, row, field, 0
            if status == OK and again == count:
                return DRIFT, i, row, field, 0
        row_starts[row] = i
        row_ends[row] = end
        row_notes[row] = note
        row_kinds[row] = kind
        if count == columns:
            row_codes[row] = 0
            field += columns
        else:
            row_codes[row] = FIELD_COUNT
        row += 1
        p = end
        if code >= 0:
            return code, (following if code == ENDED else end), row, field, 0
        i = following
        kind = next_kind


@njit(nogil=True, cache=True)
def _before(text: Array, i: Integer, low: Integer) -> Integer:
    """Return the place of the last byte before ``i`` that is no white space, ``low`` - 1 if there is none."""
    i -= 1
    while i >= low and (text[i] == 32 or text[i] == 9 or text[i] == 10 or text[i] == 13):
        i -= 1
    return i


@njit(nogil=True, cache=True)
def _follows_tuple(text: Array, i: Integer, low: Integer) -> bool:
    """Return whether the ``(`` at ``i`` stands behind ``),``."""
    comma = _before(text, i, low)
    if comma < low or text[comma] != 44:
        return False
    close = _before(text, comma, low)
    return close >= low and text[close] == 41


@njit(_FIND, nogil=True, cache=True)
def find_tuple(
    text: Array,
    plan: Array,
    starts: Array,
    ends: Array,
    flags: Array,
    field: Integer,
    row_starts: Array,
    row_ends: Array,
    row_codes: Array,
    row: Integer,
    credit: Integer,
) -> tuple[Integer, Integer, Integer, Integer, Integer, Integer]:
    """Find where a broken statement goes on; what looks like broken tuples on the way are rejects, one each.

    Args:
        text: Valid UTF-8 with padding behind.
        plan: Start of the stretch, end of the text, 1 if no more text will come, columns wanted (0: any), 1 for
            backslash escapes, place to search from, longest record, code of the first reject (0: give none).
        starts: Room for the fields of the tuple found, with ``ends`` and ``flags``.
        ends: Byte after each field.
        flags: Flags for ``columns``.
        field: Where to put them.
        row_starts: Rejects: first byte, with the next two written from index ``row``.
        row_ends: Byte after each.
        row_codes: Why it is one.
        row: First free record.
        credit: Bytes that tries may cost before only near sight is left; keeps hostile text linear.

    Returns:
        One of the FOUND codes; its place; credit left; for ``FOUND`` the number of fields (negative if the place is
        only likely: not behind ``),``), for ``FOUND_NOTHING`` 1 if a tuple ran into the end; first free record; start
        of what is left of the stretch.
    """
    p, size, final, columns, escapes, i = plan[0], plan[1], plan[2] == 1, plan[3], plan[4] == 1, plan[5]
    longest, reject = plan[6], plan[7]
    room = columns if columns else len(starts) - field
    cut = 0
    while i < size:
        c = text[i]
        if i - p >= REGION:
            return FOUND_PIECE, i, credit, 0, row, p
        if c == 40:
            sight = size if credit > 0 else min(size, i + SHORT_SIGHT)
            status, end, count, note = scan_tuple(text, i, sight, escapes, room, starts, ends, flags, field)
            if status == MORE and sight == size:
                if not final and size - i <= longest:
                    return WANTS_MORE, i, credit, 0, row, p
                cut = 1
            sure = _follows_tuple(text, i, p)
            fits = count > 0 and (count == columns or columns == 0) and note & NOTE_WORD == 0
            if status == OK and fits and end - i <= longest:
                after, place = skip_blank(text, end, size)
                if after == MORE and not final:
                    return WANTS_MORE, i, credit, 0, row, p
                if (text[place] == 44 or text[place] == 59) and place < size and (sure or count > 1):
                    return FOUND, i, credit, (count if sure else -count), row, p
            credit -= end - i
            if sure and i > p:
                if reject:
                    if row >= len(row_starts):
                        return FOUND_PIECE, p, credit, 0, row, p
                    row_starts[row] = p
                    row_ends[row] = i
                    row_codes[row] = reject
                    row += 1
                    reject = SYNTAX
                p = i
        elif c == 10:
            if i + 32 > size and not final:
                return WANTS_MORE, i, credit, 0, row, p
            if starts_statement(text, i + 1, False) and i + 1 < size:
                return FOUND_STATEMENT, i + 1, credit, 0, row, p
        elif c == 0:
            run = nul_run(text, i, size)
            if run == size and not final and run - i < REGION:
                return WANTS_MORE, i, credit, 0, row, p
            if run - i >= NUL_RUN:
                return FOUND_NULS, i, credit, 0, row, p
            i = run - 1
        i += 1
        credit = min(credit + CREDIT_PER_BYTE, MOST_CREDIT)
    if not final:
        return WANTS_MORE, i, credit, 0, row, p
    return FOUND_NOTHING, size, credit, cut, row, p


@njit(types.int64(TEXT, types.int64, types.int64), nogil=True, cache=True)
def next_statement(text: Array, p: Integer, size: Integer) -> Integer:
    """Return the place of the next line from ``p`` on that begins like a statement, or of a run of NULs."""
    i = p
    while i < size:
        c = text[i]
        if c == 10:
            if starts_statement(text, i + 1, False):
                return i + 1
        elif c == 0 and nul_run(text, i, size) - i >= NUL_RUN:
            return i
        i += 1
    return size


@njit(types.int64(TEXT, types.int64[::1], TEXT, types.int64[::1]), nogil=True, cache=True)
def measure_tuples(text: Array, plan: Array, head: Array, widths: Array) -> Integer:
    """Count the fields of the tuples at the start of a statement.

    Args:
        text: Valid UTF-8 with padding behind.
        plan: Place of the first tuple, end of the text, 1 for backslash escapes.
        head: As for ``scan_tuples``.
        widths: Room for the counts.

    Returns:
        How many tuples were counted, or -1 if the first one runs into the end.
    """
    i, size = plan[0], plan[1]
    none = np.empty(0, np.int32)
    no_flags = np.empty(0, np.uint8)
    no_columns = np.int64(0)
    for k in range(len(widths)):
        if i >= size:
            return -1 if k == 0 else k
        if text[i] != 40:
            return k
        status, end, count, _ = scan_tuple(text, i, size, plan[2] == 1, no_columns, none, none, no_flags, no_columns)
        if status != OK:
            return -1 if status == MORE and k == 0 else k
        code, following, _ = _behind_tuple(text, end, size, head)
        widths[k] = count
        if code >= 0:
            return k + 1
        i = following
    return len(widths)
