"""What scans of JSON records share: where results go, and how rejects are cut."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from findspot.text.kernels.json import (
    INCOMPLETE,
    IS_OBJECT,
    LEAF_PLAIN,
    NOT_FINITE,
    TOO_WIDE,
    Leaves,
    new_leaves,
)
from findspot.text.kernels.jsontree import COLUMNS, FAMILIAR, NODES, ROOT, KeyTree, column_of, take_back

NUL_RUN: Final = 8
"""So many NUL bytes in a row are a hole in the data."""

READ: Final = 0
SALVAGED: Final = 2
"""Values of ``How``; a kernel imports nothing above ``text``."""

STRUCTURE: Final = 0
REJECT: Final = 1
GAP: Final = 2
"""Classes of a span."""

SEPARATOR: Final = 1
HEADER: Final = 2
CUT: Final = 2
BAD_SYNTAX: Final = 3
TOO_LONG: Final = 4
TOO_DEEP: Final = 6
UNCLAIMED: Final = 1
HOLE: Final = 2
"""Codes of a span by its class: ``StructureKind``, ``RejectCode``, ``GapReason``."""

RECORDS, LEAVES, SPANS, POSITION = range(4)
"""Places in ``counts``: how many there are of each, and the place in the text up to which all is settled."""

FRESH, SKIPPING, PLACE, TRIES = range(4)
"""Places in ``state``, which outlives a window: whether a record may begin here, whether this is the middle of a
reject, where in an array it is, and how many rejects there were since the last record."""

_FREE_TRIES: Final = 16
_LONGEST_STRIDE: Final = 1 << 16

FIRST, AFTER_VALUE, AFTER_COMMA, LOST, CLOSED = range(5)
"""Values of ``state[PLACE]``."""


class Found(NamedTuple):
    """What was found in a text: records (place, how they were read, first leaf), spans (place, class, code), counts."""

    start: NDArray[np.int64]
    end: NDArray[np.int64]
    how: NDArray[np.int8]
    leaf: NDArray[np.int64]
    spans: NDArray[np.int64]
    leaves: Leaves
    counts: NDArray[np.int64]


class Limits(NamedTuple):
    """The text's size, the longest record, whether nothing comes after the text, whether no longer text will come."""

    size: int
    record: int
    is_final: bool
    is_full: bool


def new_found(size: int) -> Found:
    """Return room for all that a text of ``size`` bytes can hold."""
    most = size // 2 + 8
    return Found(
        np.empty(most, np.int64),
        np.empty(most, np.int64),
        np.empty(most, np.int8),
        np.empty(most + 1, np.int64),
        np.empty((size + 8, 4), np.int64),
        new_leaves(size + 8),
        np.zeros(4, np.int64),
    )


@njit(nogil=True, cache=True)
def add_span(found: Found, start: int, end: int, kind: int, code: int) -> None:
    """Append a span unless it is empty; structure that goes on is joined."""
    n = found.counts[SPANS]
    if start >= end:
        return
    last = found.spans[n - 1]
    if kind == STRUCTURE and n > 0 and last[1] == start and last[2] == STRUCTURE and last[3] == code:
        last[1] = end
        return
    found.spans[n, 0] = start
    found.spans[n, 1] = end
    found.spans[n, 2] = kind
    found.spans[n, 3] = code
    found.counts[SPANS] = n + 1


@njit(nogil=True, cache=True)
def add_record(
    tree: KeyTree, found: Found, start: int, end: int, value_end: int, leaves: int, flags: int, is_sound: bool
) -> None:
    """Append a record whose leaves are in place up to ``leaves``; one with too many keys gets all its text as well.

    A value that is no object, among records that are objects, is not taken for sound.
    """
    n = found.counts[RECORDS]
    if flags & TOO_WIDE:
        found.leaves.record[leaves] = n
        found.leaves.column[leaves] = column_of(tree, ROOT)
        found.leaves.start[leaves] = start
        found.leaves.end[leaves] = value_end
        found.leaves.flag[leaves] = LEAF_PLAIN
        leaves += 1
    found.start[n] = start
    found.end[n] = end
    is_expected = flags & IS_OBJECT or tree.counts[FAMILIAR] < 0
    found.how[n] = READ if is_sound and is_expected and not flags & NOT_FINITE else SALVAGED
    found.leaf[n] = found.counts[LEAVES]
    found.counts[LEAVES] = leaves
    found.counts[RECORDS] = n + 1
    found.leaf[n + 1] = leaves
    if flags & IS_OBJECT and tree.counts[FAMILIAR] < 0:
        tree.counts[FAMILIAR] = tree.first[ROOT]


@njit(nogil=True, cache=True)
def nul_run(text: NDArray[np.uint8], pos: int, size: int) -> int:
    """Return how many NUL bytes are at ``pos``."""
    end = pos
    while end < size and text[end] == 0:
        end += 1
    return end - pos


@njit(nogil=True, cache=True)
def looks_like_json(text: NDArray[np.uint8], start: int, end: int) -> bool:
    """Return whether something here speaks for JSON: a bracket at the start, a key, a string after a bracket."""
    if text[start] in (123, 91, 34):
        return True
    for i in range(start, end - 1):
        if text[i] == 34 and text[i + 1] == 58:
            return True
        if text[i] in (123, 44) and text[i + 1] in (34, 123):
            return True
    return False


@njit(nogil=True, cache=True)
def reject_code(status: int) -> int:
    """Return the code of a reject by the status of the value."""
    if status == INCOMPLETE:
        return CUT
    return TOO_DEEP if status == 3 else BAD_SYNTAX


@njit(nogil=True, cache=True)
def cut_reject(
    text: NDArray[np.uint8], pos: int, resumed: int, code: int, limits: Limits, state: NDArray[np.int64], found: Found
) -> int:
    """Add what lies from ``pos`` to where records resume (-1: not here) and return the place to go on, -1 to wait.

    A reject longer than a record may be is cut into pieces of that size, so that the pieces do not depend on windows.
    """
    end = limits.size if resumed < 0 else resumed
    if end - pos > limits.record:
        end = pos + limits.record
        while text[end] & 0xC0 == 0x80:
            end -= 1
        add_span(found, pos, end, REJECT, TOO_LONG)
        state[SKIPPING] = 1
        return end
    if resumed < 0 and not limits.is_final:
        return -1
    if state[SKIPPING]:
        code = TOO_LONG
    elif resumed >= 0 and code == CUT:
        code = BAD_SYNTAX
    state[SKIPPING] = 0
    state[TRIES] += 1
    if code == BAD_SYNTAX and not looks_like_json(text, pos, end):
        add_span(found, pos, end, GAP, UNCLAIMED)
    else:
        add_span(found, pos, end, REJECT, code)
    return end


@njit(nogil=True, cache=True)
def stride(state: NDArray[np.int64]) -> int:
    """Return how far from here the next try to read a record may be: each further one in vain doubles it.

    Else brackets nested millions deep would be read from every bracket anew.
    """
    tries = state[TRIES] - _FREE_TRIES
    if tries <= 0:
        return 0
    return _LONGEST_STRIDE if tries > 12 else 16 << tries


@njit(nogil=True, cache=True)
def forget(tree: KeyTree, nodes: int, columns: int) -> None:
    """Take back the keys and columns of a value that became no record."""
    if tree.counts[NODES] > nodes or tree.counts[COLUMNS] > columns:
        take_back(tree, nodes, columns)
