"""Walks gzip files (RFC 1952), also those of several members; what is whole in a cut one is kept."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from typing import Final

from findspot.intake.claims import Claims
from findspot.intake.decoding import BLOCK_BYTES, Damaged, Inflate
from findspot.intake.payload import Bytes, Findings, Member

MAGIC: Final = b"\x1f\x8b\x08"
_TRAILER_BYTES: Final = 8
_MAX_HEADER_BYTES: Final = 128 << 10
_CRC16, _EXTRA, _NAME, _COMMENT, _RESERVED = 2, 4, 8, 16, 0xE0


def detect(head: bytes) -> bool:
    """Return whether a stream with these first bytes is gzip."""
    return head.startswith(MAGIC) and len(head) > 3 and not head[3] & _RESERVED


def parse_header(head: bytes) -> tuple[int, bytes] | None:
    """Return the length of a member's header and the name in it, None where there is no whole header."""
    if not detect(head) or len(head) < 10:
        return None
    flags, place = head[3], 10
    if flags & _EXTRA:
        place += 2 + int.from_bytes(head[place : place + 2], "little")
    texts = []
    for flag in (_NAME, _COMMENT):
        text = b""
        if flags & flag:
            end = head.find(b"\0", place)
            if end < 0:
                return None
            text, place = head[place:end], end + 1
        texts.append(text)
    place += 2 if flags & _CRC16 else 0
    return (place, texts[0]) if place <= len(head) else None


class GzipPayload:
    """What all members of a gzip file decompress to, as one stream; claims headers and trailers as it goes."""

    def __init__(self, source: Bytes, claims: Claims, findings: Findings) -> None:
        self._source = source
        self._claims = claims
        self._findings = findings
        self._place = 0
        self._data_start = 0
        self._inflate = Inflate()
        self._done = 0
        self.spans: list[tuple[int, int]] = []
        self.problem = ""
        self.is_cut = False

    @property
    def used(self) -> int:
        """Compressed bytes taken so far."""
        return self._done + self._inflate.used

    def blocks(self) -> Iterator[bytes]:
        """Yield the bytes of all members, up to the first that cannot be decoded."""
        while not self.is_cut and self._open_member():
            yield from self._member()

    def _open_member(self) -> bool:
        """Go to the next member; False at the end of the file, or of what is gzip in it."""
        place = self._skip_padding() if self._place else 0
        found = parse_header(self._source.read(place, _MAX_HEADER_BYTES))
        if found is None:
            if place < self._source.length:
                self._findings.note(f"gzip: bytes from {place} on are no member")
            return False
        self._claims.add(place, found[0], "gzip-header")
        self._data_start = place + found[0]
        self._done += self._inflate.used
        self._inflate = Inflate()
        return True

    def _skip_padding(self) -> int:
        """Claim the zeros that tapes and some tools put behind a member, and return the place behind them."""
        start = place = self._place
        while block := self._source.read(place, BLOCK_BYTES):
            zeros = len(block) - len(block.lstrip(b"\0"))
            place += zeros
            if zeros < len(block):
                break
        self._claims.add(start, place - start, "gzip-padding")
        return place

    def _member(self) -> Iterator[bytes]:
        length = crc = 0
        try:
            for block in self._inflated():
                length, crc = length + len(block), zlib.crc32(block, crc)
                yield block
        except Damaged as damage:
            yield self._inflate.rescue()
            self._cut(f"{damage}, from byte {self._data_start + self._inflate.used} on")
        used = self._inflate.used
        if used:
            self.spans.append((self._data_start, used))
        if not self.is_cut:
            self._check_trailer(self._data_start + used, length, crc)

    def _inflated(self) -> Iterator[bytes]:
        inflate, place = self._inflate, self._data_start
        while not inflate.finished:
            data = b""
            if inflate.wants_input:
                data = self._source.read(place, BLOCK_BYTES)
                place += len(data)
                if not data:
                    self._cut("cut short: the end is missing")
                    return
            yield inflate.feed(data)

    def _check_trailer(self, place: int, length: int, crc: int) -> None:
        trailer = self._source.read(place, _TRAILER_BYTES)
        self._claims.add(place, len(trailer), "gzip-trailer")
        self._place = place + len(trailer)
        if len(trailer) < _TRAILER_BYTES:
            self.problem = "cut short within the checksum"
        elif struct.unpack("<II", trailer) != (crc, length & 0xFFFFFFFF):
            self.problem = "the checksum differs"

    def _cut(self, problem: str) -> None:
        self.problem, self.is_cut = problem, True


def walk(source: Bytes, claims: Claims, findings: Findings) -> Iterator[Member]:
    """Yield the one member: what the file decompresses to, under the name in its first header."""
    found = parse_header(source.read(0, _MAX_HEADER_BYTES))
    if found is None:
        findings.note("gzip: the header is cut")
        return
    yield Member("gzip", found[1], GzipPayload(source, claims, findings))
