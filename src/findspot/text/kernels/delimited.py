"""Cuts delimited text into records and fields, and says of every byte what it is.

A record ends at a line end outside quotes (RFC 4180). Damage is told by structure: a closing quote must be followed by
a delimiter or line end, and a record has as many fields as the table. Where that fails, the physical line alone is
looked at, each field quoted only if its quotes close within the line. All decisions on a record look at most ``limit``
bytes ahead, so that they do not depend on how windows fall.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numba import njit, types
from numpy.typing import NDArray

from findspot.text.kernels.fields import (
    CONTROL,
    CUT_BY_GAP,
    DELIMITER,
    LINE_FEED,
    LONE_RETURN,
    MORE,
    NO_LINE_END,
    QUOTE,
    RETURN,
    SPANS_LINES,
    STRAY_QUOTE,
    TOO_MANY,
    VIOLATION,
    entry_at,
    looks_swallowed,
    nul_run,
    parse_line,
    parse_record,
)
from findspot.text.kernels.integers import Integer

# Classes of bytes, as in model.span.ByteClass; hows and codes as in How, RejectCode, StructureKind, GapReason.
_ROW, _REJECT, _STRUCTURE, _GAP = 0, 1, 2, 4
_READ, _SALVAGED, _PARTIAL = 0, 2, 4
_FIELD_COUNT, _CUT = 1, 2
_HEADER, _BLANK = 2, 3
_NUL_RUN, _NOT_TEXT = 2, 3
_RUN: Final = 8

POSITION: Final = 0
BEHIND_GAP: Final = 1
ROWS: Final = 2
EVENTS: Final = 3
REASON: Final = 4
STATE: Final = 5
"""Entries of the state: where to go on, whether a gap lies right before, rows and events written, why it stopped."""

DONE: Final = 0
FULL: Final = 1
NEEDS_MORE: Final = 2
OPEN_GAP: Final = 3
"""A run of NULs goes on behind the text."""
OPEN_RECORD: Final = 4
"""A record is longer than the limit."""

_BYTES: Final = types.Array(types.uint8, 1, "C", readonly=True)
_SCAN: Final = types.void(
    _BYTES,
    types.int32[::1],
    types.int64,
    types.boolean,
    types.int64,
    _BYTES,
    _BYTES,
    types.int64,
    types.boolean,
    _BYTES,
    types.int32[:, ::1],
    types.int32[:, ::1],
    types.uint8[:, ::1],
    types.int32[:, ::1],
    types.int64[::1],
)


@njit(nogil=True, cache=True)
def _line_end_at(text: NDArray[np.uint8], i: Integer, size: Integer) -> Integer:
    """Return how many bytes of line end are at ``i``, -1 where the next byte must be known to say."""
    if i >= size:
        return 0
    if text[i] == 10:
        return 1
    if text[i] == 13:
        if i + 1 >= size:
            return -1
        return 2 if text[i + 1] == 10 else 1
    return 0


@njit(nogil=True, cache=True)
def _is_header(text: NDArray[np.uint8], i: Integer, size: Integer, header: NDArray[np.uint8]) -> bool:
    if len(header) == 0 or i + len(header) > size:
        return False
    for k in range(len(header)):
        if text[i + k] != header[k]:
            return False
    return bool(i + len(header) == size or text[i + len(header)] == 10 or text[i + len(header)] == 13)


@njit(nogil=True, cache=True)
def _is_white(text: NDArray[np.uint8], start: Integer, end: Integer) -> bool:
    for i in range(start, end):
        c = text[i]
        if c != 32 and c != 9 and c != 10 and c != 13:
            return False
    return True


@njit(nogil=True, cache=True)
def _is_noise(text: NDArray[np.uint8], start: Integer, end: Integer) -> bool:
    odd = 0
    for i in range(start, end):
        c = text[i]
        if (c < 32 and c != 9 and c != 10 and c != 13) or c == 127:
            odd += 1
    return bool(odd >= max(3, (end - start) // 10))


@njit(_SCAN, nogil=True, cache=True)
def scan(
    text: NDArray[np.uint8],
    index: NDArray[np.int32],
    size: Integer,
    final: bool,
    limit: Integer,
    classes: NDArray[np.uint8],
    delimiter: NDArray[np.uint8],
    quote: Integer,
    returns_end: bool,
    header: NDArray[np.uint8],
    starts: NDArray[np.int32],
    ends: NDArray[np.int32],
    flags: NDArray[np.uint8],
    events: NDArray[np.int32],
    state: NDArray[np.int64],
) -> None:
    """Cut ``text`` into records, as many as the arrays hold.

    Args:
        text: UTF-8 with padding that begins with a line feed.
        index: Places of its bytes that are not plain (``index_bytes``).
        size: Bytes of it that count.
        final: Whether nothing follows.
        limit: Longest record.
        classes: Class of each byte, as in ``fields``.
        delimiter: Its bytes; none for a single column.
        quote: The quote character, -1 for none.
        returns_end: Whether a lone carriage return always ends a line.
        header: Text of the header record, without its line end; a record equal to it is structure.
        starts: Gets the fields' first bytes, by row and column; ``ends`` and ``flags`` likewise, as for ``columns``.
        ends: See ``starts``.
        flags: See ``starts``.
        events: Gets class, start, end and code (how, for a row) of all that was found, in order.
        state: In and out, see ``STATE``.
    """
    position, behind_gap = state[POSITION], state[BEHIND_GAP] != 0
    rows, found = np.int64(0), np.int64(0)
    entry = np.int64(np.searchsorted(index, position))
    columns = starts.shape[1]
    simple = len(delimiter) <= 1
    reason = DONE
    while position < size:
        if rows >= starts.shape[0] or found >= events.shape[0]:
            reason = FULL
            break
        known = final or size - position >= limit + 16
        if text[position] == 0:
            run = nul_run(text, position, size)
            if position + run >= size and not final:
                # a run that is long enough already is skipped by the caller, however long it gets
                reason = OPEN_GAP if run >= _RUN else NEEDS_MORE
                break
            if run >= _RUN:
                events[found, 0] = _GAP
                events[found, 1] = position
                events[found, 2] = position + run
                events[found, 3] = _NUL_RUN
                found += 1
                position += run
                behind_gap = True
                continue
        line_end = _line_end_at(text, position, size)
        if line_end < 0:
            if not final:
                reason = NEEDS_MORE
                break
            line_end = 1
        if line_end > 0:
            events[found, 0] = _STRUCTURE
            events[found, 1] = position
            events[found, 2] = position + line_end
            events[found, 3] = _BLANK
            found += 1
            position += line_end
            behind_gap = False
            continue
        if _is_header(text, position, size, header):
            end = position + len(header)
            line_end = _line_end_at(text, end, size)
            if not final and (line_end < 0 or end >= size):
                reason = NEEDS_MORE
                break
            end += abs(line_end)
            events[found, 0] = _STRUCTURE
            events[found, 1] = position
            events[found, 2] = end
            events[found, 3] = _HEADER
            found += 1
            position = end
            behind_gap = False
            continue

        entry = entry_at(index, entry, position)
        begin = entry

        # Most records hold delimiters and plain quotes only: cut here, without a call; all others start over below.
        i, count, line_end = position, np.int64(0), np.int64(0)
        while simple:
            place = np.int64(index[entry])
            kind = classes[text[place]]
            starts[rows, count] = i
            if kind == QUOTE and place == i:
                entry += 1
                while classes[text[index[entry]]] == DELIMITER:
                    entry += 1
                close = np.int64(index[entry])
                place = np.int64(index[entry + 1])
                if classes[text[close]] != QUOTE or place != close + 1:
                    break
                entry += 1
                kind = classes[text[place]]
                starts[rows, count] = i + 1
                ends[rows, count] = close
            else:
                ends[rows, count] = place
            flags[rows, count] = 0
            count += 1
            entry += 1
            i = place + 1
            if kind == DELIMITER:
                if count == columns:
                    break
                continue
            if count == columns and place < size:
                if kind == LINE_FEED:
                    line_end = i
                elif kind == RETURN and i < size:
                    if text[i] == 10:
                        line_end = i + 1
                    elif returns_end:
                        line_end = i
            break
        if line_end and not behind_gap and line_end - position <= limit:
            events[found, 0] = _ROW
            events[found, 1] = position
            events[found, 2] = line_end
            events[found, 3] = _READ
            found += 1
            rows += 1
            position = line_end
            continue
        entry = begin
        end, count, signs, entry = parse_record(
            text, index, entry, position, size, final, known, limit, classes, delimiter, quote, returns_end,
            starts, ends, flags, rows,
        )  # fmt: skip
        if signs & MORE and not known:
            reason = NEEDS_MORE
            break
        how = _READ
        overlong = signs & MORE or end - position > limit
        astray = signs & VIOLATION or (
            signs & SPANS_LINES
            and (count != columns or overlong or looks_swallowed(text, position, end, delimiter, quote, columns))
        )
        if astray or signs & TOO_MANY:
            end, count, signs, entry = parse_line(
                text, index, begin, position, size, final, classes, delimiter, quote, returns_end,
                starts, ends, flags, rows,
            )  # fmt: skip
            if signs & MORE and not known:
                reason = NEEDS_MORE
                break
            how = _SALVAGED if astray else _READ
            overlong = signs & MORE or end - position > limit
        if overlong:
            reason = OPEN_RECORD
            break

        cut = behind_gap or signs & CUT_BY_GAP
        kind, code = _ROW, how
        if count == columns:
            if signs & (CONTROL | STRAY_QUOTE) or (signs & LONE_RETURN and not returns_end):
                code = _SALVAGED
            if cut:
                code = _PARTIAL
        elif _is_noise(text, position, end):
            kind, code = _GAP, _NOT_TEXT
        elif count > columns:
            kind, code = _REJECT, _FIELD_COUNT
        elif not cut and _is_white(text, position, end):
            kind, code = _STRUCTURE, _BLANK
        elif cut or signs & NO_LINE_END:
            kind, code = _REJECT, _CUT
        else:
            code = _PARTIAL
            for column in range(count, columns):
                starts[rows, column] = end
                ends[rows, column] = end
                flags[rows, column] = 32
        events[found, 0] = kind
        events[found, 1] = position
        events[found, 2] = end
        events[found, 3] = code
        found += 1
        if kind == _ROW:
            rows += 1
        position = end
        behind_gap = False
    state[POSITION] = position
    state[BEHIND_GAP] = behind_gap
    state[ROWS] = rows
    state[EVENTS] = found
    state[REASON] = reason


@njit(types.int64(_BYTES, types.int64, types.boolean), nogil=True, cache=True)
def find_end(text: NDArray[np.uint8], size: Integer, returns_end: bool) -> Integer:
    """Return the end of a line that began before the text: behind its line end, or at a run of NULs; -1 for neither."""
    i = 0
    while i < size:
        c = text[i]
        if c == 10:
            return i + 1
        if c == 13 and i + 1 < size and (text[i + 1] == 10 or returns_end):
            return i + 2 if text[i + 1] == 10 else i + 1
        if c == 0:
            run = nul_run(text, i, size)
            if run >= _RUN:
                return i
            i += run
            continue
        i += 1
    return np.int64(-1)
