"""The members of a gzip file (RFC 1952) with their places, read with zlib, and what is left of them after damage."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_NAME: Final = 8
_WBITS: Final = 31


@dataclass(frozen=True, slots=True)
class GzipMember:
    """One member: its bytes from ``first`` to ``last`` in the file, its payload, and where that begins in the whole."""

    first: int
    last: int
    start: int
    payload: bytes
    name: str


def read_members(data: bytes) -> list[GzipMember]:
    """Return the members of an undamaged gzip file."""
    members: list[GzipMember] = []
    at = start = 0
    while at < len(data):
        inflate = zlib.decompressobj(_WBITS)
        payload = inflate.decompress(data[at:])
        last = len(data) - len(inflate.unused_data)
        name = data[at + 10 : data.index(b"\0", at + 10)].decode("utf-8") if data[at + 3] & _NAME else ""
        members.append(GzipMember(at, last, start, payload, name))
        at, start = last, start + len(payload)
    return members


def readable(data: bytes, members: Sequence[GzipMember], hits: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the ranges of the payload that are not behind damage within their member; hits are byte ranges."""
    ranges = []
    for member in members:
        inside = [first for first, last in hits if first < member.last and last > member.first]
        size = len(member.payload)
        if inside:
            size = len(zlib.decompressobj(_WBITS).decompress(data[member.first : max(member.first, *inside)]))
        if size:
            ranges.append((member.start, member.start + size))
    return ranges
