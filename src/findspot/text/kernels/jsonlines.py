"""Finds JSON records that follow one another: one a line, or objects with or without white space between them."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from findspot.text.kernels.json import INCOMPLETE, IS_OBJECT, OK, Stack, parse_value, skip_white
from findspot.text.kernels.jsonscan import (
    BAD_SYNTAX,
    FRESH,
    GAP,
    HOLE,
    LEAVES,
    NUL_RUN,
    POSITION,
    READ,
    RECORDS,
    SEPARATOR,
    SKIPPING,
    STRUCTURE,
    TRIES,
    Found,
    Limits,
    add_record,
    add_span,
    cut_reject,
    forget,
    nul_run,
    reject_code,
    stride,
)
from findspot.text.kernels.jsontree import COLUMNS, FAMILIAR, NODES, ROOT, KeyTree, is_familiar


@njit(nogil=True, cache=True)
def scan_lines(
    text: NDArray[np.uint8],
    pos: int,
    limits: Limits,
    state: NDArray[np.int64],
    tree: KeyTree,
    stack: Stack,
    found: Found,
) -> None:
    """Fill ``found`` with the records and other spans of the text from ``pos``, as far as they are settled."""
    size, longest = limits.size, limits.record
    # arrays as locals: a plain record, alone on its line, is added without calling a helper that takes them all
    counts, tree_counts, leaves = found.counts, tree.counts, found.leaves
    out_start, out_end, out_how, out_leaf = found.start, found.end, found.how, found.leaf
    while pos < size:
        counts[POSITION] = pos
        if state[SKIPPING]:
            resumed = find_start(text, pos, size, 123, pos, tree)
            following = cut_reject(text, pos, resumed, BAD_SYNTAX, limits, state, found)
            if following < 0:
                return
            pos = following
            state[FRESH] = is_line_start(text, pos)
            continue
        if text[pos] <= 32:
            start = pos
            pos = min(skip_white(text, pos), size)
            for i in range(start, pos):
                if text[i] in (10, 13):
                    state[FRESH] = 1
            add_span(found, start, pos, STRUCTURE, SEPARATOR)
            if pos == size:
                break
            counts[POSITION] = pos
            run = nul_run(text, pos, size)
            if run > 0 and pos + run == size and not limits.is_final:
                # the rest of the hole will come with the next text
                run -= NUL_RUN
                counts[POSITION] = pos + max(run, 0)
                add_span(found, pos, pos + run, GAP, HOLE)
                state[FRESH] = run <= 0 and state[FRESH] == 1
                return
            if run >= NUL_RUN:
                add_span(found, pos, pos + run, GAP, HOLE)
                state[FRESH] = 0
                pos += run
                continue
        nodes, columns, n = tree_counts[NODES], tree_counts[COLUMNS], counts[RECORDS]
        status, end, filled, flags = parse_value(text, pos, size, ROOT, n, tree, leaves, counts[LEAVES], stack)
        if status == OK:
            if (
                text[end] == 10
                and end < size
                and end - pos < longest
                and flags == IS_OBJECT
                and state[FRESH] == 1
                and tree_counts[FAMILIAR] >= 0
            ):
                out_start[n] = pos
                out_end[n] = end + 1
                out_how[n] = READ
                out_leaf[n] = counts[LEAVES]
                out_leaf[n + 1] = filled
                counts[LEAVES] = filled
                counts[RECORDS] = n + 1
                state[TRIES] = 0
                pos = end + 1
                continue
            line_end, is_tidy, is_settled = _line_end(text, end, limits, bool(flags & IS_OBJECT))
            if not is_settled:
                forget(tree, nodes, columns)
                return
            is_object = bool(flags & IS_OBJECT) and is_familiar(tree, text, pos)
            is_fresh = state[FRESH] == 1
            accepted = (is_tidy and (is_fresh or is_object)) or (is_fresh and is_object)
            if accepted and line_end - pos <= longest:
                add_record(tree, found, pos, line_end, end, filled, flags, is_tidy and is_fresh)
                state[FRESH] = is_tidy
                state[TRIES] = 0
                pos = line_end
                continue
        forget(tree, nodes, columns)
        if status == INCOMPLETE and not limits.is_final and size - pos <= longest:
            return
        resumed = -1
        if end - pos <= longest:
            resumed = find_start(text, pos + 1, size, int(text[pos]), pos + stride(state), tree)
        following = cut_reject(text, pos, resumed, reject_code(status), limits, state, found)
        if following < 0:
            return
        pos = following
        state[FRESH] = is_line_start(text, pos)
    found.counts[POSITION] = pos


@njit(nogil=True, cache=True)
def is_line_start(text: NDArray[np.uint8], pos: int) -> bool:
    """Return whether a line ends before ``pos``."""
    return pos > 0 and text[pos - 1] in (10, 13)


@njit(nogil=True, cache=True)
def _line_end(text: NDArray[np.uint8], end: int, limits: Limits, is_object: bool) -> tuple[int, bool, bool]:
    """Return where the record of a value ends, whether what follows may do so, and whether that is settled."""
    size = limits.size
    can_wait = not limits.is_final and not limits.is_full
    after = end
    while text[after] in (9, 32):
        after += 1
    if after >= size:
        return size, True, not can_wait
    if text[after] == 10:
        return after + 1, True, True
    if text[after] == 13:
        if after + 1 >= size and can_wait:
            return size, True, False
        return after + 1 + (after + 1 < size and text[after + 1] == 10), True, True
    return end, is_object and text[after] == 123, True


@njit(nogil=True, cache=True)
def find_start(text: NDArray[np.uint8], pos: int, size: int, opener: int, floor: int, tree: KeyTree) -> int:
    """Return the next place at or after ``pos`` where a record may begin or a hole does, -1 where none is in sight.

    That is a line that begins with a bracket or like the one that failed, or, from ``floor`` on, an object with the
    familiar first key.
    """
    is_known = tree.counts[FAMILIAR] >= 0
    i = pos
    while i < size:
        byte = text[i]
        if byte in (10, 13) and i + 1 < size:
            after = text[i + 1]
            if after == 123 or after == 91 or after == opener:
                return i + 1
        elif byte == 123 and is_known and i >= floor and i + 1 < size and is_familiar(tree, text, i):
            return i
        elif byte == 0:
            run = nul_run(text, i, size)
            if run >= NUL_RUN:
                return i
            i += run - 1
        i += 1
    return -1
