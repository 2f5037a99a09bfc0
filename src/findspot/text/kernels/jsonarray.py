"""Finds the elements of a JSON array, each a record of its own."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from findspot.text.kernels.json import INCOMPLETE, IS_OBJECT, OK, Stack, parse_value, skip_string, skip_white
from findspot.text.kernels.jsonscan import (
    AFTER_COMMA,
    AFTER_VALUE,
    BAD_SYNTAX,
    CLOSED,
    FRESH,
    GAP,
    HOLE,
    LEAVES,
    LOST,
    NUL_RUN,
    PLACE,
    POSITION,
    READ,
    RECORDS,
    SALVAGED,
    SEPARATOR,
    SKIPPING,
    SPANS,
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
def scan_elements(
    text: NDArray[np.uint8],
    pos: int,
    limits: Limits,
    state: NDArray[np.int64],
    tree: KeyTree,
    stack: Stack,
    found: Found,
    is_member: bool,
) -> None:
    """Fill ``found`` with the elements and other spans of an array from ``pos``, as far as they are settled.

    Ends behind the closing bracket with ``state[PLACE]`` ``CLOSED``. With ``is_member`` the array is the value of a key
    of an outer object and more keys may follow; else nothing may.
    """
    size, longest = limits.size, limits.record
    # arrays as locals: a plain element, a comma and an object after it, is added without calling helpers
    counts, tree_counts, leaves, spans = found.counts, tree.counts, found.leaves, found.spans
    out_start, out_end, out_how, out_leaf = found.start, found.end, found.how, found.leaf
    while pos < size and state[PLACE] != CLOSED:
        counts[POSITION] = pos
        if text[pos] <= 32 and not state[SKIPPING]:
            start = pos
            pos = min(skip_white(text, pos), size)
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
                if run > 0:
                    state[PLACE] = LOST
                return
            if run >= NUL_RUN:
                add_span(found, pos, pos + run, GAP, HOLE)
                state[PLACE] = LOST
                pos += run
                continue
        if state[SKIPPING] or state[PLACE] == LOST:
            following, place = _resume(text, pos, pos, BAD_SYNTAX, limits, state, tree, found, is_member)
            if following < 0:
                return
            pos = following
            state[PLACE] = place
            state[FRESH] = 0
            continue
        byte = text[pos]
        if byte == 93 or (byte == 44 and state[PLACE] == AFTER_VALUE):
            add_span(found, pos, pos + 1, STRUCTURE, SEPARATOR)
            state[PLACE] = CLOSED if byte == 93 else AFTER_COMMA
            pos += 1
            continue
        if byte == 44:
            # no value between two commas: nothing is lost, but something is odd
            add_span(found, pos, pos + 1, STRUCTURE, SEPARATOR)
            state[FRESH] = 0
            pos += 1
            continue
        code = BAD_SYNTAX
        end = pos
        if state[PLACE] != AFTER_VALUE:
            nodes, columns, n = tree_counts[NODES], tree_counts[COLUMNS], counts[RECORDS]
            status, end, filled, flags = parse_value(text, pos, size, ROOT, n, tree, leaves, counts[LEAVES], stack)
            if status == OK:
                if text[end] == 44 and end - pos <= longest and flags == IS_OBJECT and tree_counts[FAMILIAR] >= 0:
                    after = skip_white(text, end + 1)
                    if text[after] == 123 and after < size:
                        out_start[n] = pos
                        out_end[n] = end
                        out_how[n] = READ if state[FRESH] == 1 else SALVAGED
                        out_leaf[n] = counts[LEAVES]
                        out_leaf[n + 1] = filled
                        counts[LEAVES] = filled
                        counts[RECORDS] = n + 1
                        k = counts[SPANS]
                        spans[k, 0] = end
                        spans[k, 1] = after
                        spans[k, 2] = STRUCTURE
                        spans[k, 3] = SEPARATOR
                        counts[SPANS] = k + 1
                        state[FRESH] = 1
                        state[TRIES] = 0
                        state[PLACE] = AFTER_COMMA
                        pos = after
                        continue
                is_tidy, is_settled = _is_tidy(text, end, limits, is_member)
                if not is_settled:
                    forget(tree, nodes, columns)
                    return
                accepted = is_tidy or (bool(flags & IS_OBJECT) and is_familiar(tree, text, pos))
                if accepted and end - pos <= longest:
                    add_record(tree, found, pos, end, end, filled, flags, is_tidy and state[FRESH] == 1)
                    state[FRESH] = 1
                    state[TRIES] = 0
                    state[PLACE] = AFTER_VALUE
                    pos = end
                    continue
            forget(tree, nodes, columns)
            if status == INCOMPLETE and not limits.is_final and size - pos <= longest:
                return
            code = reject_code(status)
        failed = pos if state[PLACE] == AFTER_VALUE else max(end, pos + 1)
        following, place = _resume(text, pos, failed, code, limits, state, tree, found, is_member)
        if following < 0:
            return
        pos = following
        state[PLACE] = place
        state[FRESH] = 0
    found.counts[POSITION] = pos


@njit(nogil=True, cache=True)
def _resume(
    text: NDArray[np.uint8],
    pos: int,
    failed: int,
    code: int,
    limits: Limits,
    state: NDArray[np.int64],
    tree: KeyTree,
    found: Found,
    is_member: bool,
) -> tuple[int, int]:
    """Reject what lies before the next element and return where to go on and the place in the array there; -1 to wait.

    The value at ``pos`` failed at ``failed``; where both are one, nothing was tried.
    """
    resumed, place = -1, LOST
    if failed - pos <= limits.record:
        resumed, place = _find_element(text, pos, min(failed, pos + 1), stride(state), limits, tree, is_member)
    return cut_reject(text, pos, resumed, code, limits, state, found), place


@njit(nogil=True, cache=True)
def _is_tidy(text: NDArray[np.uint8], end: int, limits: Limits, is_member: bool) -> tuple[bool, bool]:
    """Return whether what follows an element may follow one, and whether that is settled."""
    can_wait = not limits.is_final and not limits.is_full
    pos = skip_white(text, end)
    if pos >= limits.size:
        return False, not can_wait
    byte = text[pos]
    if byte != 44 and byte != 93:
        return False, True
    pos = skip_white(text, pos + 1)
    if pos >= limits.size:
        return byte == 93, not can_wait
    if byte == 93:
        return is_member, True
    following = text[pos]
    is_word = following in (116, 102, 110, 78, 73)
    return following in (123, 91, 34, 45) or 48 <= following <= 57 or is_word, True


@njit(nogil=True, cache=True)
def _begins_table(text: NDArray[np.uint8], pos: int, limits: Limits) -> int:
    """Return whether the key at ``pos`` has an array that begins with an object, -1 where that is not in sight."""
    pos, _ = skip_string(text, pos + 1)
    if pos < limits.size and text[pos] != 34:
        return 0
    for sign in (58, 91, 123):
        pos = skip_white(text, pos + 1)
        if pos >= limits.size:
            return 0 if limits.is_final else -1
        if text[pos] != sign:
            return 0
    return 1


@njit(nogil=True, cache=True)
def _find_element(
    text: NDArray[np.uint8], pos: int, floor: int, skip: int, limits: Limits, tree: KeyTree, is_member: bool
) -> tuple[int, int]:
    """Return where, at or after ``pos``, elements may go on, and the place in the array there.

    That is behind a bracket that closes where a comma and an element like the others follow, the closing bracket of the
    array, an object with the familiar first key on a new line (not before ``floor``), or a hole. A try that is made for
    a bracket or a comma alone is at least ``skip`` bytes away.
    """
    size = limits.size
    opener = text[pos]
    is_known = tree.counts[FAMILIAR] >= 0
    is_simple = not is_known and opener != 123 and opener != 91
    fresh_line = True
    i = pos
    while i < size:
        byte = text[i]
        if byte == 0:
            run = nul_run(text, i, size)
            if run >= NUL_RUN:
                return i, AFTER_COMMA
            i += run
            fresh_line = False
            continue
        if byte in (10, 13):
            fresh_line = True
        elif byte == 123 and is_known and fresh_line and i >= floor and is_familiar(tree, text, i):
            return i, AFTER_COMMA
        elif (byte == 125 or byte == 93) and i >= pos + skip:
            after = skip_white(text, i + 1)
            if after >= size and not limits.is_final:
                return -1, LOST
            if after < size and text[after] == 44:
                after = skip_white(text, after + 1)
                if after >= size and not limits.is_final:
                    return -1, LOST
                if byte == 125 and after < size and text[after] == 123 and is_familiar(tree, text, after):
                    return i + 1, AFTER_VALUE
                if byte == 93 and after < size and text[after] == 91 and opener == 91 and not is_known:
                    return i + 1, AFTER_VALUE
                if byte == 93 and is_member and after < size and text[after] == 34:
                    begins = _begins_table(text, after, limits)
                    if begins < 0:
                        return -1, LOST
                    if begins:
                        return i, AFTER_VALUE
            elif byte == 93 and (after >= size or (is_member and text[after] == 125)):
                return i, AFTER_VALUE
        elif byte == 44 and i > pos and i >= pos + skip:
            if is_simple:
                return i, AFTER_VALUE
            if is_known and opener != 123 and i + 1 < size:
                after = skip_white(text, i + 1)
                if after < size and text[after] == 123 and is_familiar(tree, text, after):
                    return i, AFTER_VALUE
        if byte not in (9, 10, 13, 32):
            fresh_line = False
        i += 1
    return -1, LOST
