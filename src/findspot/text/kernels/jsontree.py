"""The keys met so far in JSON records, as a tree in arrays that compiled loops search and grow.

A node is a path of keys; the second key of one name in an object is a node of its own. A node gets a column when a
value that is no object is first met there.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from findspot.text.kernels.jsonblocks import BLOCK, count_equal

MOST_NODES: Final = 4096
MOST_COLUMNS: Final = 1000
"""A record whose keys would make more columns is kept whole, as JSON text, in the column of the record itself.

Elasticsearch has the same limit (index.mapping.total_fields.limit).
"""

_POOL: Final = 1 << 19
_SLOTS: Final = 4 * MOST_NODES
_LONGEST_KEY: Final = 4096

NODES, COLUMNS, POOL, ATTEMPT, FAMILIAR = range(5)
"""Places in ``counts``: nodes, columns, bytes of keys, values begun, the node that records begin with (-1: unknown)."""

ROOT: Final = 0
NONE: Final = -1


class KeyTree(NamedTuple):
    """The tree in arrays.

    Attributes:
        parent: By node, as all up to ``first``: the node above.
        occurrence: Which key of its name it is in its object, from 1.
        key_start: Where its key begins in ``pool``.
        key_size: Bytes of its key.
        slot: Its place in ``slots``.
        column: Its column, -1 for none.
        stamp: The last value begun that had it.
        follow: The node that came after it in its object the last time.
        first: The node that came first in the object it stands for the last time.
        column_node: By column: its node.
        slots: A hash table of nodes.
        pool: The bytes of all keys.
        counts: See ``NODES`` and its like.
    """

    parent: NDArray[np.int32]
    occurrence: NDArray[np.int32]
    key_start: NDArray[np.int32]
    key_size: NDArray[np.int32]
    slot: NDArray[np.int32]
    column: NDArray[np.int32]
    stamp: NDArray[np.int64]
    follow: NDArray[np.int32]
    first: NDArray[np.int32]
    column_node: NDArray[np.int32]
    slots: NDArray[np.int32]
    pool: NDArray[np.uint8]
    counts: NDArray[np.int64]


def new_tree() -> KeyTree:
    """Return a tree with the record itself as its only node."""
    parent, occurrence, key_start, key_size, slot, column, follow, first = (
        np.full(MOST_NODES, NONE, np.int32) for _ in range(8)
    )
    return KeyTree(
        parent=parent,
        occurrence=occurrence,
        key_start=key_start,
        key_size=key_size,
        slot=slot,
        column=column,
        stamp=np.zeros(MOST_NODES, np.int64),
        follow=follow,
        first=first,
        column_node=np.full(MOST_COLUMNS, NONE, np.int32),
        slots=np.full(_SLOTS, NONE, np.int32),
        pool=np.zeros(_POOL + BLOCK, np.uint8),
        counts=np.array([1, 0, 0, 0, NONE], np.int64),
    )


@njit(nogil=True, cache=True)
def is_key(tree: KeyTree, node: int, text: NDArray[np.uint8], start: int) -> bool:
    """Return whether the key of ``node`` and its closing quote are at ``start``."""
    size = int(tree.key_size[node])
    place = int(tree.key_start[node])
    at = 0
    while at < size:
        equal = count_equal(text, start + at, tree.pool, place + at)
        if equal < BLOCK and at + equal < size:
            return False
        at += BLOCK
    return bool(text[start + size] == 34)


@njit(nogil=True, cache=True)
def find_node(tree: KeyTree, parent: int, occurrence: int, text: NDArray[np.uint8], start: int, size: int) -> int:
    """Return the node of a key below ``parent``, made where there was none; -1 where the tree is full."""
    value = int(parent * 31 + occurrence)
    for i in range(start, start + size):
        value = ((value ^ int(text[i])) * 16777619) & 0xFFFFFFFF  # FNV
    slot = (value ^ (value >> 15)) % _SLOTS
    while tree.slots[slot] >= 0:
        node = int(tree.slots[slot])
        if (
            tree.parent[node] == parent
            and tree.occurrence[node] == occurrence
            and tree.key_size[node] == size
            and is_key(tree, node, text, start)
        ):
            return node
        slot = (slot + 1) % _SLOTS
    node = tree.counts[NODES]
    pool = tree.counts[POOL]
    if node >= MOST_NODES or pool + size > _POOL or size > _LONGEST_KEY:
        return NONE
    for i in range(size):
        tree.pool[pool + i] = text[start + i]
    tree.parent[node] = parent
    tree.occurrence[node] = occurrence
    tree.key_start[node] = pool
    tree.key_size[node] = size
    tree.slot[node] = slot
    tree.column[node] = NONE
    tree.stamp[node] = 0
    tree.follow[node] = NONE
    tree.first[node] = NONE
    tree.slots[slot] = node
    tree.counts[NODES] = node + 1
    tree.counts[POOL] = pool + size
    return int(node)


@njit(nogil=True, cache=True)
def child_of(tree: KeyTree, parent: int, last: int, text: NDArray[np.uint8], start: int, size: int) -> int:
    """Return the node of a key that comes after its sibling ``last`` (-1: it is the first); -1 where the tree is full.

    It will be expected there from now on.
    """
    attempt = tree.counts[ATTEMPT]
    occurrence = 1
    node = find_node(tree, parent, occurrence, text, start, size)
    while node >= 0 and tree.stamp[node] == attempt:
        occurrence += 1
        node = find_node(tree, parent, occurrence, text, start, size)
    if node < 0:
        return node
    if last < 0:
        tree.first[parent] = node
    else:
        tree.follow[last] = node
    tree.stamp[node] = attempt
    return node


@njit(nogil=True, cache=True)
def is_familiar(tree: KeyTree, text: NDArray[np.uint8], start: int) -> bool:
    """Return whether an object at ``start`` begins with the key that the first record began with, if that is known."""
    if tree.counts[FAMILIAR] < 0:
        return True
    if text[start] != 123:
        return False
    pos = start + 1
    while text[pos] in (9, 10, 13, 32):
        pos += 1
    return text[pos] == 34 and is_key(tree, tree.counts[FAMILIAR], text, pos + 1)


@njit(nogil=True, cache=True)
def column_of(tree: KeyTree, node: int) -> int:
    """Return the column of a node, made where it had none; -1 where there are too many (one is kept for the root)."""
    column = int(tree.column[node])
    if column >= 0:
        return column
    column = tree.counts[COLUMNS]
    if column >= MOST_COLUMNS - (1 if node != ROOT else 0):
        return NONE
    tree.column[node] = column
    tree.column_node[column] = node
    tree.counts[COLUMNS] = column + 1
    return int(column)


@njit(nogil=True, cache=True)
def take_back(tree: KeyTree, nodes: int, columns: int) -> None:
    """Undo what was added since there were so many nodes and columns: a record that is no record names no column."""
    for column in range(columns, tree.counts[COLUMNS]):
        tree.column[tree.column_node[column]] = NONE
    tree.counts[COLUMNS] = columns
    # in reverse order, so that each slot is the last of its run
    for node in range(tree.counts[NODES] - 1, nodes - 1, -1):
        tree.slots[tree.slot[node]] = NONE
        tree.counts[POOL] = tree.key_start[node]
    tree.counts[NODES] = nodes
