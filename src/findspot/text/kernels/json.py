"""Reads one JSON value strictly (RFC 8259) without recursion, and notes the place of every leaf of its objects."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from findspot.text.kernels.jsonblocks import BLOCK, count_equal, count_plain
from findspot.text.kernels.jsontree import ATTEMPT, NODES, NONE, KeyTree, child_of, column_of

OK: Final = 0
INCOMPLETE: Final = 1
SYNTAX: Final = 2
DEPTH: Final = 3

IS_OBJECT: Final = 1
NOT_FINITE: Final = 2
"""NaN or Infinity is in the value, which RFC 8259 does not allow."""
TOO_WIDE: Final = 4
"""Some key found no room in the tree."""

LEAF_PLAIN: Final = 0
LEAF_NULL: Final = 1
LEAF_ESCAPED: Final = 16
"""Flags of a leaf, as ``columns`` has them."""

_ARRAY: Final = 0
_OBJECT: Final = 1
_INNER_OBJECT: Final = 2
"""An object inside an array: checked, but part of the array's text."""

_PLAIN: Final = 0
_ESCAPED: Final = 1
_BAD: Final = 2


_TEXTS: Final = (b"true", b"false", b"null", b"NaN", b"Infinity")
_WORDS: Final = np.array([list(t.ljust(8, b"\0")) for t in _TEXTS], np.uint8)
_WORD_SIZES: Final = np.array([len(t) for t in _TEXTS], np.int64)


class Leaves(NamedTuple):
    """One entry a leaf: its record, its column, its place in the text, its flags."""

    record: NDArray[np.int32]
    column: NDArray[np.int32]
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    flag: NDArray[np.uint8]


class Stack(NamedTuple):
    """One entry for each open bracket: its kind, the node of an object, and that of its last key."""

    kind: NDArray[np.int8]
    node: NDArray[np.int32]
    last: NDArray[np.int32]


def new_leaves(most: int) -> Leaves:
    """Return room for ``most`` leaves."""
    record, column, start, end = (np.empty(most, np.int32) for _ in range(4))
    return Leaves(record, column, start, end, np.empty(most, np.uint8))


def new_stack(depth: int) -> Stack:
    """Return room for ``depth`` open brackets."""
    return Stack(np.empty(depth, np.int8), np.empty(depth, np.int32), np.empty(depth, np.int32))


@njit(nogil=True, cache=True)
def skip_white(text: NDArray[np.uint8], pos: int) -> int:
    """Return the place of the next byte that is no white space; the padding of a window ends with one."""
    while text[pos] == 32 or text[pos] == 10 or text[pos] == 13 or text[pos] == 9:
        pos += 1
    return pos


@njit(nogil=True, cache=True)
def _is_hex(byte: int) -> bool:
    return 48 <= byte <= 57 or 97 <= byte <= 102 or 65 <= byte <= 70


@njit(nogil=True, cache=True)
def skip_string(text: NDArray[np.uint8], pos: int) -> tuple[int, int]:
    """Return where the string that began before ``pos`` is closed, and whether it is plain, escaped or bad."""
    kind = _PLAIN
    while True:
        plain = count_plain(text, pos)
        pos += plain
        if plain == BLOCK:
            continue
        byte = text[pos]
        if byte == 34:
            return pos, kind
        if byte != 92:
            return pos, _BAD
        kind = _ESCAPED
        byte = text[pos + 1]
        if byte == 117:
            for k in range(2, 6):
                if not _is_hex(text[pos + k]):
                    return pos + k, _BAD
            pos += 6
        elif byte in (34, 92, 47, 98, 102, 110, 114, 116):
            pos += 2
        else:
            return pos + 1, _BAD


@njit(nogil=True, cache=True)
def skip_number(text: NDArray[np.uint8], pos: int) -> tuple[int, bool]:
    """Return the place behind the number at ``pos``, or where it stops being one, and whether it is one."""
    if text[pos] == 45:
        pos += 1
    if text[pos] == 48:
        pos += 1
    elif 49 <= text[pos] <= 57:
        while 48 <= text[pos] <= 57:
            pos += 1
    else:
        return pos, False
    if text[pos] == 46:
        pos += 1
        if not 48 <= text[pos] <= 57:
            return pos, False
        while 48 <= text[pos] <= 57:
            pos += 1
    if text[pos] in (69, 101):
        pos += 1
        if text[pos] in (43, 45):
            pos += 1
        if not 48 <= text[pos] <= 57:
            return pos, False
        while 48 <= text[pos] <= 57:
            pos += 1
    return pos, True


@njit(nogil=True, cache=True)
def skip_word(text: NDArray[np.uint8], pos: int) -> tuple[int, int]:
    """Return the place behind true, false, null, NaN or Infinity, and its number from 0, -1 where it is none."""
    byte = text[pos]
    number = -1
    if byte == 116:
        number = 0
    elif byte == 102:
        number = 1
    elif byte == 110:
        number = 2
    elif byte == 78:
        number = 3
    elif byte == 73:
        number = 4
    if number < 0:
        return pos, -1
    size = _WORD_SIZES[number]
    for k in range(size):
        if text[pos + k] != _WORDS[number, k]:
            return pos + k, -1
    return pos + size, number


@njit(nogil=True, cache=True)
def parse_value(
    text: NDArray[np.uint8],
    pos: int,
    size: int,
    node: int,
    record: int,
    tree: KeyTree,
    leaves: Leaves,
    count: int,
    stack: Stack,
) -> tuple[int, int, int, int]:
    """Read the value at ``pos``; return a status, the place behind it or of the error, the number of leaves, and flags.

    Args:
        text: Valid UTF-8 with padding: a line feed, then NULs.
        pos: Where the value begins, white space aside.
        size: End of the text; a value that runs into it is ``INCOMPLETE``. A number may end there.
        node: The node of the tree whose value this is.
        record: Number of the record in ``leaves``.
        tree: Grows by the keys met.
        leaves: Gets the leaves, from ``count`` on.
        count: Leaves there are already.
        stack: Its size is the depth allowed.
    """
    # arrays as locals, and helpers only for what is rare: a call with many arrays costs as much as a short value
    nodes_first, nodes_follow, nodes_parent, nodes_stamp = tree.first, tree.follow, tree.parent, tree.stamp
    nodes_key, nodes_size, nodes_column, pool, counts = (
        tree.key_start, tree.key_size, tree.column, tree.pool, tree.counts,
    )  # fmt: skip
    out_record, out_column, out_start, out_end, out_flag = (
        leaves.record, leaves.column, leaves.start, leaves.end, leaves.flag,
    )  # fmt: skip
    kinds, homes, lasts = stack.kind, stack.node, stack.last
    counts[ATTEMPT] += 1
    attempt = counts[ATTEMPT]
    most = len(kinds)
    depth = 0
    inner = 0  # open brackets from the outermost array on
    array_start = 0
    flags = 0
    pos = skip_white(text, pos)
    if text[pos] == 123:
        flags = IS_OBJECT
    while True:
        # a value begins at pos; node is where it belongs unless it is inside an array
        byte = text[pos]
        start = pos
        end = pos
        leaf = -1
        opened = False
        if byte == 34:
            start += 1
            plain = count_plain(text, start)
            pos = start + plain
            leaf = LEAF_PLAIN
            if plain == BLOCK or text[pos] != 34:
                pos, kind = skip_string(text, pos)
                if kind == _BAD or pos >= size:
                    return (INCOMPLETE if pos >= size else SYNTAX), pos, count, flags
                if kind == _ESCAPED:
                    leaf = LEAF_ESCAPED
            end = pos
            pos += 1
        elif byte == 123 or byte == 91:
            if depth >= most:
                return DEPTH, pos, count, flags
            pos = skip_white(text, pos + 1)
            if text[pos] == byte + 2:
                pos += 1
                end = pos
                leaf = LEAF_PLAIN
            else:
                opened = True
                if byte == 91:
                    kinds[depth] = _ARRAY
                    if inner == 0:
                        array_start = start
                    inner += 1
                elif inner > 0:
                    kinds[depth] = _INNER_OBJECT
                    inner += 1
                else:
                    kinds[depth] = _OBJECT
                homes[depth] = node
                lasts[depth] = NONE
                depth += 1
        elif 48 <= byte <= 57 or (byte == 45 and text[pos + 1] != 73):
            if byte != 48:
                pos += 1
                while 48 <= text[pos] <= 57:
                    pos += 1
            if byte in (45, 48) or text[pos] in (46, 69, 101):
                pos, sound = skip_number(text, start)
                if not sound:
                    return (INCOMPLETE if pos >= size else SYNTAX), pos, count, flags
            end = pos
            leaf = LEAF_PLAIN
        else:
            pos, word = skip_word(text, pos + (1 if byte == 45 else 0))
            if word < 0 or pos > size:
                return (INCOMPLETE if pos >= size else SYNTAX), min(pos, size), count, flags
            if word > 2:
                flags |= NOT_FINITE
            end = pos
            leaf = LEAF_NULL if word == 2 else LEAF_PLAIN
        if pos > size:
            return INCOMPLETE, size, count, flags
        if leaf >= 0 and inner == 0:
            column = int(nodes_column[node]) if node >= 0 else NONE
            if column < 0 and node >= 0:
                column = column_of(tree, node)
            if column >= 0:
                out_record[count] = record
                out_column[count] = column
                out_start[count] = start
                out_end[count] = end
                out_flag[count] = leaf
                count += 1
            else:
                flags |= TOO_WIDE
        # close what closes here, then go to the next value
        while not opened:
            if depth == 0:
                return OK, pos, count, flags
            byte = text[pos]
            if byte <= 32:
                pos = skip_white(text, pos)
                byte = text[pos]
            kind = kinds[depth - 1]
            if byte == 44:
                pos += 1
                break
            if byte != (93 if kind == _ARRAY else 125):
                return (INCOMPLETE if pos >= size else SYNTAX), min(pos, size), count, flags
            pos += 1
            depth -= 1
            if inner > 0:
                inner -= 1
                if inner == 0:
                    home = int(homes[depth])
                    column = column_of(tree, home) if home >= 0 else NONE
                    if column >= 0:
                        out_record[count] = record
                        out_column[count] = column
                        out_start[count] = array_start
                        out_end[count] = pos
                        out_flag[count] = LEAF_PLAIN
                        count += 1
                    else:
                        flags |= TOO_WIDE
        if text[pos] <= 32:
            pos = skip_white(text, pos)
        kind = kinds[depth - 1]
        if kind == _ARRAY:
            continue
        # a key
        if text[pos] != 34:
            return (INCOMPLETE if pos >= size else SYNTAX), min(pos, size), count, flags
        pos += 1
        if kind == _OBJECT:
            parent = int(homes[depth - 1])
            last = int(lasts[depth - 1])
            node = NONE
            is_expected = False
            if parent >= 0:
                node = int(nodes_first[parent]) if last < 0 else int(nodes_follow[last])
                if 0 <= node < counts[NODES] and nodes_parent[node] == parent and nodes_stamp[node] != attempt:
                    length = int(nodes_size[node])
                    place = int(nodes_key[node])
                    at = 0
                    while at < length:
                        equal = count_equal(text, pos + at, pool, place + at)
                        if equal < BLOCK and at + equal < length:
                            break
                        at += BLOCK
                    is_expected = at >= length and text[pos + length] == 34
            if is_expected:
                nodes_stamp[node] = attempt
                pos += length + 1
            else:
                begin = pos
                pos, kind = skip_string(text, pos)
                if kind == _BAD or pos >= size:
                    return (INCOMPLETE if pos >= size else SYNTAX), min(pos, size), count, flags
                node = child_of(tree, parent, last, text, begin, pos - begin) if parent >= 0 else NONE
                if node < 0:
                    flags |= TOO_WIDE
                pos += 1
            if node >= 0:
                lasts[depth - 1] = node
        else:
            pos, kind = skip_string(text, pos)
            if kind == _BAD or pos >= size:
                return (INCOMPLETE if pos >= size else SYNTAX), min(pos, size), count, flags
            pos += 1
        if text[pos] != 58:
            pos = skip_white(text, pos)
            if text[pos] != 58:
                return (INCOMPLETE if pos >= size else SYNTAX), min(pos, size), count, flags
        pos += 1
        if text[pos] <= 32:
            pos = skip_white(text, pos)
