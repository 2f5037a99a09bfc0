"""Kinds of damage: each plans edits over the streams of a twin, from a share of the bytes to be hit and a seed."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from findspot.errors import UsageProblem
from findspot.testing.damage import BLOCK
from findspot.testing.wreckage.pieces import Edit
from findspot.testing.wreckage.targets import Target

Random = np.random.Generator
Plan = Callable[[Sequence[Target], float, Random], list[list[Edit]]]

FOREIGN: Final = "block of "
"""Begins what is said of bytes from another stream; the rows in them are rows, if not of this one."""

_GARBAGE: Final = 1024
_OTHER: Final = {"utf-8": "gb18030", "gb18030": "utf-8", "gbk": "utf-8"}
_NEWLINES: Final = {"utf-16-le": (b"\r\0\n\0", b"\n\0")}


def _draw_blocks(targets: Sequence[Target], count: int, unit: int, random: Random) -> list[list[int]]:
    """Return where blocks begin in each target: so many in all, anywhere with the same chance, none twice."""
    sizes = [len(target.data) // unit for target in targets]
    numbers = random.permutation(sum(sizes))[:count]
    ends = np.cumsum(sizes)
    holder = np.searchsorted(ends, numbers, "right")
    return [((numbers[holder == n] - (ends[n] - sizes[n])) * unit).tolist() for n in range(len(targets))]


def _count(targets: Sequence[Target], share: float, unit: int) -> int:
    return max(1, round(share * sum(len(target.data) for target in targets) / unit))


def flip(targets: Sequence[Target], share: float, random: Random) -> list[list[Edit]]:
    """Flip one bit in single bytes."""
    places = _draw_blocks(targets, _count(targets, share, 1), 1, random)
    return [
        [Edit(p, p + 1, "flipped", bytes([t.data[p] ^ 1 << int(random.integers(8))])) for p in sorted(chosen)]
        for t, chosen in zip(targets, places, strict=True)
    ]


def zero(targets: Sequence[Target], share: float, random: Random) -> list[list[Edit]]:
    """Fill whole blocks of 4 KiB with zeros."""
    places = _draw_blocks(targets, _count(targets, share, BLOCK), BLOCK, random)
    return [[Edit(p, p + BLOCK, "zeroed", bytes(BLOCK)) for p in chosen] for chosen in places]


def cut_head(targets: Sequence[Target], share: float, random: Random) -> list[list[Edit]]:
    """Take away the first bytes of every stream."""
    return [[Edit(0, max(1, round(share * len(t.data))), "head cut off")] for t in targets]


def cut_tail(targets: Sequence[Target], share: float, random: Random) -> list[list[Edit]]:
    """Take away the last bytes of every stream."""
    ends = [(len(t.data), max(1, round(share * len(t.data)))) for t in targets]
    return [[Edit(length - gone, length, "tail cut off")] for length, gone in ends]


def shuffle_blocks(targets: Sequence[Target], share: float, random: Random) -> list[list[Edit]]:
    """Take away blocks of 4 KiB, and write as many others twice."""
    count = _count(targets, share / 2, BLOCK)
    drawn = _draw_blocks(targets, 2 * count, BLOCK, random)
    turn = itertools.cycle((True, False))
    return [[_lose(p) if next(turn) else _double(p) for p in chosen] for chosen in drawn]


def _lose(place: int) -> Edit:
    return Edit(place, place + BLOCK, "block lost")


def _double(place: int) -> Edit:
    return Edit(place + BLOCK, place + BLOCK, "block doubled", again=(place, place + BLOCK))


def insert_garbage(targets: Sequence[Target], share: float, random: Random) -> list[list[Edit]]:
    """Put runs of random bytes anywhere."""
    places = _draw_blocks(targets, _count(targets, share, _GARBAGE), 1, random)
    return [[Edit(p, p, "garbage", random.bytes(_GARBAGE)) for p in sorted(chosen)] for chosen in places]


def interleave(targets: Sequence[Target], share: float, random: Random) -> list[list[Edit]]:
    """Put blocks of one stream between those of another, as after a carver that took the wrong sectors."""
    large = [n for n, target in enumerate(targets) if len(target.data) >= BLOCK]
    if len(large) < 2:
        raise UsageProblem("Blocks can be interleaved only between two streams of 4 KiB or more.")
    edits = []
    for number, chosen in enumerate(_draw_blocks(targets, _count(targets, share, BLOCK), BLOCK, random)):
        others = [n for n in large if n != number]
        own = []
        for place in sorted(chosen):
            other = targets[others[int(random.integers(len(others)))]]
            start = int(random.integers(len(other.data) // BLOCK)) * BLOCK
            own.append(Edit(place, place, FOREIGN + other.place, other.data[start : start + BLOCK]))
        edits.append(own)
    return edits


def recode(targets: Sequence[Target], share: float, random: Random) -> list[list[Edit]]:
    """Write a run of records of each text in another encoding, as pasted from another system."""
    return [
        _rewrite_run(t, share, random, functools.partial(_recoded, t.info.encoding))
        if t.is_text and t.info.encoding in _OTHER
        else []
        for t in targets
    ]


def change_newlines(targets: Sequence[Target], share: float, random: Random) -> list[list[Edit]]:
    """Write a run of line ends of each text in the other way: LF for CR LF, and the reverse."""
    return [
        _rewrite_run(t, share, random, functools.partial(_with_other_ends, t.info.encoding)) if t.is_text else []
        for t in targets
    ]


def _rewrite_run(t: Target, share: float, random: Random, change: Callable[[bytes, bool], bytes]) -> list[Edit]:
    """Return edits that write a run of records anew, and what lies between them."""
    if not len(t.offset):
        return []
    count = max(1, round(share * len(t.offset)))
    first = int(random.integers(len(t.offset) - count + 1))
    begins = t.offset[first : first + count].tolist()
    ends = (t.offset + t.length)[first : first + count].tolist()
    runs = [(begin, end, True) for begin, end in zip(begins, ends, strict=True)]
    runs += [(end, begin, False) for end, begin in zip(ends[:-1], begins[1:], strict=True) if end < begin]
    edits = []
    for begin, end, whole in sorted(runs):
        old = t.data[begin:end]
        new = change(old, whole)
        if new != old:
            edits.append(Edit(begin, end, "written anew", new, same_meaning=True))
    return edits


def _recoded(encoding: str, data: bytes, whole: bool) -> bytes:
    try:
        return data.decode(encoding).encode(_OTHER[encoding])
    except UnicodeError:
        return data


def _with_other_ends(encoding: str, data: bytes, whole: bool) -> bytes:
    """Change the end of a record, or all line ends between records; those within a record are its own."""
    long, short = _NEWLINES.get(encoding, (b"\r\n", b"\n"))
    old, new = (long, short) if long in data else (short, long)
    if not whole:
        return data.replace(old, new)
    return data.removesuffix(old) + new if data.endswith(old) else data


PLANS: Final[dict[str, tuple[Plan, float]]] = {
    "flips": (flip, 1e-4),
    "zero": (zero, 0.01),
    "head": (cut_head, 0.02),
    "tail": (cut_tail, 0.02),
    "blocks": (shuffle_blocks, 0.02),
    "recode": (recode, 0.02),
    "newlines": (change_newlines, 0.02),
    "garbage": (insert_garbage, 0.002),
    "interleave": (interleave, 0.01),
}
"""Kinds of damage to payloads, and the share of the bytes (of the records, where records are rewritten) they hit."""
