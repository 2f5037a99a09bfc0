"""Builds Arrow string columns from field ranges: copies what is plain, unescapes only what a scan kernel flagged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
from numba import njit, types
from numpy.typing import NDArray

from findspot.text.kernels.blocks import BLOCK, copy_block
from findspot.text.kernels.escapes import unescape
from findspot.text.kernels.integers import Integer

NULL: Final = 1
"""The source says NULL."""
DOUBLED: Final = 2
"""The field holds doubled quote characters."""
MYSQL: Final = 4
"""The field holds backslash escapes as MySQL writes them."""
PG: Final = 8
"""The field holds backslash escapes of PostgreSQL's COPY text."""
JSON: Final = 16
"""The field holds JSON escapes."""
ABSENT: Final = 32
"""The record has no such field: null, and counted."""
LONE_SURROGATE: Final = 64
"""Set here: half a surrogate pair was written as six characters."""
BAD_ESCAPE: Final = 128
"""Set here: an escape that means nothing, or no UTF-8, was left as written."""

_BYTES: Final = types.Array(types.uint8, 1, "C", readonly=True)
_MEASURE: Final = types.UniTuple(types.int64, 2)(
    types.int32[:, ::1], types.int32[:, ::1], types.uint8[:, ::1], types.int64[::1], types.int64[::1]
)
_FILL: Final = types.int64(
    _BYTES,
    types.int32[:, ::1],
    types.int32[:, ::1],
    types.uint8[:, ::1],
    types.int64,
    types.int64[::1],
    types.uint8[::1],
    types.int32[:, ::1],
    types.uint8[:, ::1],
)


@njit(_MEASURE, nogil=True, cache=True)
def _measure(
    starts: NDArray[np.int32],
    ends: NDArray[np.int32],
    flags: NDArray[np.uint8],
    nulls: NDArray[np.int64],
    sizes: NDArray[np.int64],
) -> tuple[Integer, Integer]:
    rows, columns = starts.shape
    absent, last = np.int64(0), np.int64(0)
    for row in range(rows):
        for column in range(columns):
            flag = flags[row, column]
            if flag & 33:
                nulls[column] += 1
                absent += (flag >> 5) & 1
            else:
                sizes[column] += ends[row, column] - starts[row, column]
                last = max(last, np.int64(ends[row, column]))
    return absent, last


@njit(_FILL, nogil=True, cache=True)
def _fill(
    buffer: NDArray[np.uint8],
    starts: NDArray[np.int32],
    ends: NDArray[np.int32],
    flags: NDArray[np.uint8],
    quote: Integer,
    base: NDArray[np.int64],
    data: NDArray[np.uint8],
    offsets: NDArray[np.int32],
    validity: NDArray[np.uint8],
) -> Integer:
    rows, columns = starts.shape
    problems = 0
    for column in range(columns):
        offsets[column, 0] = 0
    for row in range(rows):
        for column in range(columns):
            flag = flags[row, column]
            to = base[column] + offsets[column, row]
            if flag == 0:
                begin = np.int64(starts[row, column])
                size = ends[row, column] - begin
                copy_block(data, to, buffer, begin)
                for i in range(16, size, 16):
                    copy_block(data, to + i, buffer, begin + i)
                to += size
            elif flag & 33:
                validity[column, row >> 3] &= np.uint8(255 ^ (1 << (row & 7)))
            else:
                to, problem = unescape(buffer, starts[row, column], ends[row, column], flag, quote, data, to)
                if problem:
                    flags[row, column] |= np.uint8(problem)
                    problems += 1
            offsets[column, row + 1] = to - base[column]
    return problems


@dataclass(frozen=True, slots=True)
class BuiltColumns:
    """Columns of one batch and what was met on the way, as (rows, columns) of the fields concerned."""

    arrays: list[pa.Array]
    absent: NDArray[np.int64]
    lone_surrogates: tuple[NDArray[np.int64], NDArray[np.int64]]
    bad_escapes: tuple[NDArray[np.int64], NDArray[np.int64]]


def build_columns(
    buffer: NDArray[np.uint8],
    starts: NDArray[np.int32],
    ends: NDArray[np.int32],
    flags: NDArray[np.uint8],
    quote: int = 34,
) -> BuiltColumns:
    """Return one Arrow string array for each column of a row-major table of field ranges.

    Args:
        buffer: Valid UTF-8, at least in the ranges; faster with 16 bytes of room behind the last of them.
        starts: First byte of each field, by row and column, without its quote.
        ends: Byte after each field.
        flags: What is special about each field; problems are noted in it.
        quote: The character that is doubled inside quoted fields.
    """
    rows, columns = starts.shape
    nulls, sizes = np.zeros(columns, np.int64), np.zeros(columns, np.int64)
    absent = np.zeros(columns, np.int64)
    any_absent, last = _measure(starts, ends, flags, nulls, sizes)
    if last + BLOCK > len(buffer):
        buffer = np.concatenate([buffer, np.zeros(BLOCK, np.uint8)])
    if any_absent:
        absent = np.count_nonzero(flags & ABSENT, axis=0).astype(np.int64)
    base = np.zeros(columns, np.int64)
    np.cumsum(sizes[:-1] + BLOCK, out=base[1:])
    data = np.empty(int(sizes.sum()) + BLOCK * columns, np.uint8)
    offsets = np.empty((columns, rows + 1), np.int32)
    validity = np.full((columns, (rows + 7) // 8), 255, np.uint8)
    problems = _fill(buffer, starts, ends, flags, quote, base, data, offsets, validity)
    arrays = []
    for column in range(columns):
        start = int(base[column])
        values = pa.py_buffer(data[start : start + int(offsets[column, rows])])
        present = pa.py_buffer(validity[column]) if nulls[column] else None
        places = pa.py_buffer(offsets[column])
        arrays.append(pa.StringArray.from_buffers(rows, places, values, present, int(nulls[column])))
    return BuiltColumns(arrays, absent, _noted(flags, LONE_SURROGATE, problems), _noted(flags, BAD_ESCAPE, problems))


def build_string_array(
    buffer: NDArray[np.uint8],
    starts: NDArray[np.int32],
    ends: NDArray[np.int32],
    flags: NDArray[np.uint8],
    quote: int = 34,
) -> pa.Array:
    """Return one column as ``build_columns`` would."""
    return build_columns(buffer, starts[:, None], ends[:, None], flags[:, None], quote).arrays[0]


def _noted(flags: NDArray[np.uint8], bit: int, problems: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    if not problems:
        none = np.empty(0, np.int64)
        return none, none
    rows, columns = np.nonzero(flags & bit)
    return rows, columns
