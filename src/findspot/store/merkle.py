"""The Merkle tree of Certificate Transparency (RFC 6962, section 2): root, proofs of inclusion and consistency."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of one entry."""
    return sha256(b"\x00" + entry).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def _split(count: int) -> int:
    """Return the largest power of two below ``count`` (which is at least 2)."""
    return 1 << ((count - 1).bit_length() - 1)


def root_of(leaves: Sequence[bytes]) -> bytes:
    """Return the root over leaf hashes; of no leaves, the hash of nothing."""
    if not leaves:
        return sha256().digest()
    # A stack of complete subtrees, as many as the count has one-bits: linear time, no recursion.
    stack: list[tuple[int, bytes]] = []
    for leaf in leaves:
        size, node = 1, leaf
        while stack and stack[-1][0] == size:
            node = _node(stack.pop()[1], node)
            size *= 2
        stack.append((size, node))
    root = stack.pop()[1]
    while stack:
        root = _node(stack.pop()[1], root)
    return root


def inclusion_path(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """Return the proof that leaf ``index`` is under the root of ``leaves`` (RFC 6962, 2.1.1)."""
    if len(leaves) <= 1:
        return []
    half = _split(len(leaves))
    if index < half:
        return [*inclusion_path(leaves[:half], index), root_of(leaves[half:])]
    return [*inclusion_path(leaves[half:], index - half), root_of(leaves[:half])]


def consistency_path(leaves: Sequence[bytes], old: int) -> list[bytes]:
    """Return the proof that the first ``old`` leaves were the whole tree once (RFC 6962, 2.1.2)."""
    return _subproof(leaves, old, whole=True) if 0 < old < len(leaves) else []


def _subproof(leaves: Sequence[bytes], old: int, *, whole: bool) -> list[bytes]:
    if old == len(leaves):
        return [] if whole else [root_of(leaves)]
    half = _split(len(leaves))
    if old <= half:
        return [*_subproof(leaves[:half], old, whole=whole), root_of(leaves[half:])]
    return [*_subproof(leaves[half:], old - half, whole=False), root_of(leaves[:half])]


def includes(root: bytes, size: int, index: int, leaf: bytes, path: Sequence[bytes]) -> bool:
    """Return whether ``path`` proves ``leaf`` at ``index`` of the tree (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    number, last, node = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return False
        if number & 1 or number == last:
            node = _node(sibling, node)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            node = _node(node, sibling)
        number, last = number >> 1, last >> 1
    return last == 0 and node == root


def extends(old_root: bytes, old: int, root: bytes, size: int, path: Sequence[bytes]) -> bool:
    """Return whether ``path`` proves that the tree of ``size`` begins with the tree of ``old`` (RFC 9162, 2.1.4.2)."""
    if old > size or old < 0:
        return False
    if old == size:
        return not path and old_root == root
    if old == 0:
        return not path and old_root == root_of([])
    steps = list(path)
    if old & (old - 1) == 0:
        steps.insert(0, old_root)
    if not steps:
        return False
    return _climb(old - 1, size - 1, steps) == (old_root, root)


def _climb(number: int, last: int, steps: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """Return the old and the new root that a consistency proof leads to, None when it has the wrong length."""
    while number & 1:
        number, last = number >> 1, last >> 1
    before = after = steps[0]
    for step in steps[1:]:
        if last == 0:
            return None
        if number & 1 or number == last:
            before, after = _node(step, before), _node(step, after)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            after = _node(after, step)
        number, last = number >> 1, last >> 1
    return (before, after) if last == 0 else None
