"""Files of several gzip members, as crawlers and careful exporters write them."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from typing import BinaryIO, Final, cast

from findspot.testing.twins.workshop import MARK

_NAME_AND_COMMENT: Final = 0x08 | 0x10


class MemberGzip:
    """A file of several gzip members (RFC 1952), cut where asked; each says in its header that it is made up."""

    def __init__(self, file: BinaryIO, name: str, level: int = 1) -> None:
        self._file = file
        self._head = b"\x1f\x8b\x08" + bytes([_NAME_AND_COMMENT]) + bytes(4) + b"\x00\x03"
        self._head += name.encode("utf-8") + b"\0" + MARK.encode() + b"\0"
        self._level = level
        self._pending: list[bytes] = []
        self._cuts: list[int] = []
        self.payload = 0
        self.length = 0
        self.edges: list[int] = [0]

    @property
    def sink(self) -> BinaryIO:
        """The file as whoever writes to it sees it; nothing but ``write`` is there."""
        return cast("BinaryIO", self)

    def cut_at(self, offsets: Sequence[int]) -> None:
        """Say at which offsets of the payload new members begin, in rising order."""
        self._cuts += offsets

    def write(self, data: bytes) -> int:
        """Take bytes of the payload."""
        view = memoryview(data)
        while self._cuts and self._cuts[0] <= self.payload + len(view):
            size = self._cuts.pop(0) - self.payload
            self._take(view[:size])
            self.end_member()
            view = view[size:]
        self._take(view)
        return len(data)

    def end_member(self) -> None:
        """End the member that is being written, and begin another with the next bytes."""
        data = b"".join(self._pending)
        self._pending.clear()
        if data:
            deflate = zlib.compressobj(self._level, zlib.DEFLATED, -zlib.MAX_WBITS)
            member = self._head + deflate.compress(data) + deflate.flush()
            member += struct.pack("<II", zlib.crc32(data), len(data) & 0xFFFFFFFF)
            self._file.write(member)
            self.length += len(member)
        self.edges.append(self.length)

    def _take(self, view: memoryview) -> None:
        self._pending.append(bytes(view))
        self.payload += len(view)
