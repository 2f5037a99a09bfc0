"""Which bytes of a container its format claims, without overlap whatever its headers say (contracts §1)."""

from __future__ import annotations

from bisect import bisect_right
from operator import itemgetter
from typing import NamedTuple


class Claim(NamedTuple):
    """One byte range and what it is for: a kind of structure, or the child opened from it."""

    offset: int
    length: int
    what: str | int


class Claims:
    """Collects byte ranges of one container; the first claim on a byte stands."""

    def __init__(self, length: int) -> None:
        self._length = length
        self._taken: list[Claim] = []

    def add(self, offset: int, length: int, what: str | int) -> None:
        """Claim a range; the parts of it outside the container or taken already are left out."""
        end = min(offset + length, self._length)
        offset = max(offset, 0)
        taken = self._taken
        place = bisect_right(taken, offset, key=itemgetter(0))
        if place and taken[place - 1].offset + taken[place - 1].length > offset:
            offset = taken[place - 1].offset + taken[place - 1].length
        while offset < end:
            next_start = taken[place].offset if place < len(taken) else end
            stop = min(end, next_start)
            if stop > offset:
                place = self._insert(place, Claim(offset, stop - offset, what))
            if place >= len(taken):
                break
            offset = max(offset, taken[place].offset + taken[place].length)
            place += 1

    def _insert(self, place: int, claim: Claim) -> int:
        """Put ``claim`` at ``place`` and return the place behind it; a run of one kind of structure is one range."""
        before = self._taken[place - 1] if place else None
        if before and before.what == claim.what and before.offset + before.length == claim.offset:
            self._taken[place - 1] = Claim(before.offset, before.length + claim.length, claim.what)
            return place
        self._taken.insert(place, claim)
        return place + 1

    def children(self) -> list[Claim]:
        """Return the ranges opened into children, by offset."""
        return [c for c in self._taken if isinstance(c.what, int)]

    def structure(self) -> list[Claim]:
        """Return the ranges of structure, by offset."""
        return [c for c in self._taken if isinstance(c.what, str)]
