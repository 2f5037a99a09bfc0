"""Compiled loops over SQLite pages: cells, records, and what lies between cells.

Layout and names follow https://sqlite.org/fileformat2.html, sections 1.6 (b-tree pages) and 2.1 (record format). No
loop trusts a number it reads: every place is checked against the page or the record before it is used.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from findspot.text.kernels.utf import first_invalid

TABLE_INTERIOR: Final = 5
TABLE_LEAF: Final = 13
INDEX_INTERIOR: Final = 2
INDEX_LEAF: Final = 10

CELL_SOUND: Final = 0
CELL_UNORDERED: Final = 1
CELL_BAD_POINTER: Final = 2
CELL_BAD_EXTENT: Final = 3

RECORD_SOUND: Final = 0
RECORD_BAD: Final = 1
RECORD_HEADER_CUT: Final = 2

KIND_NULL: Final = 0
KIND_INTEGER: Final = 1
KIND_REAL: Final = 2
KIND_BLOB: Final = 3
KIND_TEXT: Final = 4
KIND_ABSENT: Final = 5
KIND_LOST: Final = 6
KIND_FOREIGN: Final = 7
"""Text that is not in the encoding of the database."""

COVER_STRUCTURE: Final = 0
COVER_UNUSED: Final = 1
COVER_FREE: Final = 2
COVER_RECORD: Final = 3
COVER_REJECT: Final = 4
"""And up: the reject code is added."""

ZERO_RUN: Final = 32
"""So many zeros in free space are no longer part of what was deleted there."""

BAD_POINTER: Final = 7
"""``RejectCode.BAD_POINTER``; a kernel imports nothing above ``text``."""


@njit(cache=True, nogil=True)
def read_varint(buf: NDArray[np.uint8], at: int, end: int) -> tuple[int, int]:
    """Return the signed 64-bit number at ``at`` and the place behind it, -1 where it runs over ``end``."""
    value = 0
    for i in range(9):
        if at + i >= end:
            return 0, -1
        byte = int(buf[at + i])
        if i == 8:
            if value >= 36028797018963968:  # 2 ** 55: the sign bit of the 56 bits read so far
                value -= 72057594037927936
            return value * 256 + byte, at + 9
        value = value * 128 + (byte & 127)
        if byte < 128:
            return value, at + i + 1
    return 0, -1


@njit(cache=True, nogil=True)
def local_size(payload: int, usable: int, is_index: bool) -> int:
    """Return how many bytes of a payload lie on the b-tree page itself (section 1.6)."""
    least = (usable - 12) * 32 // 255 - 23
    most = (usable - 12) * 64 // 255 - 23 if is_index else usable - 35
    if payload <= most:
        return payload
    spread = least + (payload - least) % (usable - 4)
    return spread if spread <= most else least


@njit(cache=True, nogil=True)
def scan_cells(
    buf: NDArray[np.uint8],
    page_start: NDArray[np.int64],
    header_at: NDArray[np.int64],
    cell_count: NDArray[np.int64],
    usable: int,
    cells: NDArray[np.int64],
    state: NDArray[np.int8],
) -> int:
    """Fill one row of ``cells`` for each cell pointer of the pages, in pointer order, and return how many.

    Columns of ``cells``: page index, start, end, payload start, local payload bytes, payload bytes, first overflow
    page, rowid. A bad pointer has the pointer's own two bytes as its extent. ``cell_count`` must fit on each page.
    """
    n = 0
    for p in range(len(page_start)):
        base = page_start[p]
        head = header_at[p]
        kind = int(buf[base + head])
        is_interior = kind in (TABLE_INTERIOR, INDEX_INTERIOR)
        is_table = kind in (TABLE_INTERIOR, TABLE_LEAF)
        pointers = head + (12 if is_interior else 8)
        lowest = pointers + 2 * cell_count[p]
        limit = base + usable
        before = n
        for c in range(cell_count[p]):
            slot = base + pointers + 2 * c
            at = int(buf[slot]) * 256 + int(buf[slot + 1])
            cells[n, 0] = p
            cells[n, 1] = slot
            cells[n, 2] = slot + 2
            for k in range(3, 8):
                cells[n, k] = 0
            if at < lowest or at > usable - 3:
                state[n] = CELL_BAD_POINTER
                n += 1
                continue
            start = base + at
            pos = start + (4 if is_interior else 0)
            payload = 0
            rowid = 0
            if kind != TABLE_INTERIOR:
                payload, pos = read_varint(buf, pos, limit)
            if is_table and pos >= 0:
                rowid, pos = read_varint(buf, pos, limit)
            local = 0
            end = pos
            if pos >= 0 and payload >= 0 and kind != TABLE_INTERIOR:
                local = local_size(payload, usable, not is_table)
                end = pos + local + (4 if local < payload else 0)
            cells[n, 1] = start
            if pos < 0 or payload < 0 or end > limit:
                cells[n, 2] = limit
                state[n] = CELL_BAD_EXTENT
                n += 1
                continue
            cells[n, 2] = end
            cells[n, 3] = pos
            cells[n, 4] = local
            cells[n, 5] = payload
            if local < payload:
                for k in range(end - 4, end):
                    cells[n, 6] = cells[n, 6] * 256 + int(buf[k])
            cells[n, 7] = rowid
            state[n] = CELL_SOUND
            n += 1
        if is_table:
            mark_disorder(cells, state, before, n)
    return n


@njit(cache=True, nogil=True)
def mark_disorder(cells: NDArray[np.int64], state: NDArray[np.int8], first: int, end: int) -> None:
    """Mark both neighbours wherever the rowids of a page do not rise: one of the two was not read as it was written."""
    last = -1
    for i in range(first, end):
        if state[i] > CELL_UNORDERED:
            continue
        if last >= 0 and cells[i, 7] <= cells[last, 7]:
            state[last] = CELL_UNORDERED
            state[i] = CELL_UNORDERED
        last = i


@njit(cache=True, nogil=True)
def content_size(serial: int) -> int:
    """Return the bytes of a value by its serial type (section 2.1), or -1 where no such type exists."""
    if serial >= 12:
        return (serial - 12) // 2
    if serial < 0 or serial > 9:
        return -1
    if serial <= 4:
        return serial
    if serial == 5:
        return 6
    return 8 if serial <= 7 else 0


@njit(cache=True, nogil=True)
def check_records(
    buf: NDArray[np.uint8],
    cells: NDArray[np.int64],
    verdict: NDArray[np.int8],
    fields: NDArray[np.int32],
) -> None:
    """Say for each cell whether its record header adds up to its payload, and how many fields it has.

    Only the bytes on the page are looked at; a header that goes on in the overflow is ``RECORD_HEADER_CUT``.
    """
    for i in range(len(cells)):
        start = cells[i, 3]
        end = start + cells[i, 4]
        size, pos = read_varint(buf, start, end)
        fields[i] = 0
        if pos < 0 or size < pos - start or size > cells[i, 5]:
            verdict[i] = RECORD_BAD
            continue
        if size > cells[i, 4]:
            verdict[i] = RECORD_HEADER_CUT
            continue
        header_end = start + size
        total = size
        verdict[i] = RECORD_SOUND
        while pos < header_end:
            serial, pos = read_varint(buf, pos, header_end)
            length = content_size(serial)
            if pos < 0 or length < 0:
                verdict[i] = RECORD_BAD
                break
            fields[i] += 1
            if length > cells[i, 5] - total:
                verdict[i] = RECORD_BAD
                break
            total += length
        if total != cells[i, 5]:
            verdict[i] = RECORD_BAD


@njit(cache=True, nogil=True)
def parse_records(
    buf: NDArray[np.uint8],
    start: NDArray[np.int64],
    end: NDArray[np.int64],
    kind: NDArray[np.int8],
    first: NDArray[np.int64],
    last: NDArray[np.int64],
) -> None:
    """Fill for each record (row) and field (column) the kind and place of its value.

    ``first`` and ``last`` are the place of a text or blob; ``first`` is the number itself, or the bits of a real.
    Fields behind the record's last are ``KIND_ABSENT``; those whose bytes lie behind ``end`` are ``KIND_LOST``.
    """
    columns = kind.shape[1]
    for i in range(len(start)):
        limit = end[i]
        size, pos = read_varint(buf, start[i], limit)
        if pos < 0 or size < pos - start[i] or start[i] + size > limit:
            kind[i, :] = KIND_LOST
            continue
        header_end = start[i] + size
        body = header_end
        for c in range(columns):
            if pos < 0 or pos >= header_end:
                kind[i, c] = KIND_ABSENT if pos >= 0 else KIND_LOST
                continue
            serial, pos = read_varint(buf, pos, header_end)
            length = content_size(serial)
            if pos < 0 or length < 0 or length > limit - body:
                kind[i, c] = KIND_LOST
                body = limit if length > limit - body else body + max(length, 0)
                continue
            if serial == 0:
                kind[i, c] = KIND_NULL
            elif serial >= 12:
                kind[i, c] = KIND_TEXT if serial % 2 else KIND_BLOB
                first[i, c] = body
                last[i, c] = body + length
            elif serial >= 8:
                kind[i, c] = KIND_INTEGER
                first[i, c] = serial - 8
            else:
                value = int(buf[body])
                if value >= 128:
                    value -= 256
                for k in range(body + 1, body + length):
                    value = value * 256 + int(buf[k])
                first[i, c] = value
                kind[i, c] = KIND_REAL if serial == 7 else KIND_INTEGER
            body += length


@njit(cache=True, nogil=True)
def mark_foreign(
    buf: NDArray[np.uint8], kind: NDArray[np.int8], first: NDArray[np.int64], last: NDArray[np.int64]
) -> int:
    """Make text that is not valid UTF-8 ``KIND_FOREIGN`` and return how often."""
    found = 0
    for i in range(kind.shape[0]):
        for c in range(kind.shape[1]):
            if kind[i, c] == KIND_TEXT and first_invalid(buf, first[i, c], last[i, c]) < last[i, c]:
                kind[i, c] = KIND_FOREIGN
                found += 1
    return found


@njit(cache=True, nogil=True)
def add_cover(spans: NDArray[np.int64], n: int, start: int, end: int, code: int) -> int:
    """Append a span, or lengthen the last one where it is of one piece with it; return how many there are."""
    if start >= end:
        return n
    if n > 0 and spans[n - 1, 1] == start and spans[n - 1, 2] == code:
        spans[n - 1, 1] = end
        return n
    spans[n, 0] = start
    spans[n, 1] = end
    spans[n, 2] = code
    return n + 1


@njit(cache=True, nogil=True)
def add_unclaimed(
    buf: NDArray[np.uint8], spans: NDArray[np.int64], n: int, start: int, end: int, skip: int, base: int
) -> int:
    """Append the spans of a place no cell claims: free from the first byte that is not 0, unused before it.

    The first ``skip`` bytes may be anything: a free block begins with four bytes of its own, and up to three bytes
    between cells are a fragment (section 1.6). Many zeros are unused wherever they are; a few may be part of a cell.
    """
    if skip > 0 and end - start < 4:
        return add_cover(spans, n, start, end, base + COVER_UNUSED)
    at = min(start + skip, end)
    code = COVER_UNUSED
    begin = start
    while at < end:
        zeros = at
        while zeros < end and buf[zeros] == 0:
            zeros += 1
        if code == COVER_UNUSED and zeros < end:
            # nothing but zeros so far
            begin = start if at == start + skip == zeros else zeros
            n = add_cover(spans, n, start, begin, base + COVER_UNUSED)
            code = COVER_FREE
        elif code == COVER_FREE and zeros - at >= ZERO_RUN:
            n = add_cover(spans, n, begin, at, base + COVER_FREE)
            start, skip = at, 0
            code = COVER_UNUSED
            continue
        at = max(zeros, at + 1)
    return add_cover(spans, n, begin if code == COVER_FREE else start, end, base + code)


@njit(cache=True, nogil=True)
def cover_page(
    buf: NDArray[np.uint8],
    page: NDArray[np.int64],
    cells: NDArray[np.int64],
    state: NDArray[np.int8],
    takes: NDArray[np.int8],
    spans: NDArray[np.int64],
    n: int,
    base: int,
) -> int:
    """Give every byte of a b-tree page to one claim, append the spans that are no accepted cell, return how many.

    Args:
        buf: Bytes of the window.
        page: Start, end of header and pointers, end of the usable space, end of the page, code of an accepted cell
            (-1: it gives a row and no span).
        cells: Cells of the page by start, as ``scan_cells`` gives them.
        state: The same cells' states; an accepted cell that another one overlaps is marked out of order.
        takes: In: 1 for a cell that may be accepted, else the reject code, negative. Out: 2 for an accepted one.
        spans: Start, end and code of each span.
        n: Spans so far.
        base: Added to the ``COVER_…`` code of each span.
    """
    cursor = page[0]
    for i in range(len(cells)):
        if state[i] == CELL_BAD_POINTER:
            n = add_cover(spans, n, cursor, cells[i, 1], base + COVER_STRUCTURE)
            n = add_cover(spans, n, cells[i, 1], cells[i, 2], base + COVER_REJECT + BAD_POINTER)
            cursor = cells[i, 2]
    n = add_cover(spans, n, cursor, page[1], base + COVER_STRUCTURE)
    cursor = page[1]
    skip = 0
    last = -1
    for i in range(len(cells)):
        if state[i] == CELL_BAD_POINTER:
            continue
        start = cells[i, 1]
        end = cells[i, 2]
        if takes[i] == 1 and start >= cursor:
            n = add_unclaimed(buf, spans, n, cursor, start, skip, base)
            if page[4] >= 0:
                n = add_cover(spans, n, start, end, base + page[4])
            takes[i] = 2
            last = i
        else:
            if takes[i] == 1:
                takes[i] = -BAD_POINTER
                if last >= 0:
                    state[last] = CELL_UNORDERED
            for k in range(i + 1, len(cells)):
                if takes[k] == 1:
                    end = min(end, max(cells[k, 1], start))
                    break
            if end <= cursor:
                continue
            if start > cursor:
                n = add_unclaimed(buf, spans, n, cursor, start, skip, base)
            n = add_cover(spans, n, max(start, cursor), end, base + COVER_REJECT - takes[i])
        cursor = end
        skip = 4
    n = add_unclaimed(buf, spans, n, cursor, page[2], skip, base)
    return add_unclaimed(buf, spans, n, page[2], page[3], 0, base)


@njit(cache=True, nogil=True)
def cover_pages(
    buf: NDArray[np.uint8],
    pages: NDArray[np.int64],
    bounds: NDArray[np.int64],
    cells: NDArray[np.int64],
    state: NDArray[np.int8],
    takes: NDArray[np.int8],
    spans: NDArray[np.int64],
) -> int:
    """Cover every page and return the number of spans.

    ``pages`` has a row a page, its cells lie from ``bounds[p]`` to ``bounds[p + 1]``; the code of a span is sixteen
    times the page's index plus a ``COVER_…`` code.
    """
    n = 0
    for p in range(len(pages)):
        a = bounds[p]
        b = bounds[p + 1]
        n = cover_page(buf, pages[p], cells[a:b], state[a:b], takes[a:b], spans, n, 16 * p)
    return n
