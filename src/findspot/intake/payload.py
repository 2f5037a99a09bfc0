"""What a walker finds in a container: members, each with the bytes to be had from it and what was wrong with them."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from findspot.intake.decoding import BLOCK_BYTES, Damaged, Decoder


class Bytes(Protocol):
    """Random access to the bytes of a container."""

    length: int

    def read(self, offset: int, size: int) -> bytes:
        """Return ``size`` bytes from ``offset``, fewer only at the end."""


class Payload(Protocol):
    """The bytes of a member, read once; what is said of them holds after the last one."""

    problem: str
    """Why they are not all, or not trusted; empty when nothing is wrong."""

    is_cut: bool
    """Whether a piece of unknown length is missing at the end."""

    @property
    def spans(self) -> list[tuple[int, int]]:
        """Offset and length of the bytes of the container that became them."""

    @property
    def used(self) -> int:
        """Bytes of the container taken so far."""

    def blocks(self) -> Iterator[bytes]:
        """Yield the bytes."""


@dataclass(slots=True)
class Member:
    """One entry of a container: bytes, or the reason why it is not opened."""

    step: str
    raw_name: bytes
    payload: Payload | None = None
    refusal: str = ""


@dataclass(slots=True)
class Findings:
    """What a walker says of the container as a whole."""

    problems: list[str] = field(default_factory=list)

    def note(self, problem: str) -> None:
        """Add a problem, once."""
        if problem not in self.problems:
            self.problems.append(problem)


class SpanPayload:
    """A member whose data starts at a known place; its end is known, or found by the decoder.

    Args:
        source: The container.
        offset: First byte of the data.
        end: Behind the last byte that can belong to it.
        decoder: For the data.
        expects: Decompressed length and CRC-32 by the headers, None where they do not say.
    """

    def __init__(
        self,
        source: Bytes,
        offset: int,
        end: int,
        decoder: Decoder,
        expects: tuple[int | None, int | None] = (None, None),
    ) -> None:
        self._source = source
        self._offset = offset
        self._end = end
        self._decoder = decoder
        self._expects = expects
        self._length = 0
        self._crc = 0
        self.problem = ""
        self.is_cut = False

    @property
    def spans(self) -> list[tuple[int, int]]:
        """The one range that was decoded."""
        return [(self._offset, self.used)] if self.used else []

    @property
    def used(self) -> int:
        """Bytes of the container taken so far."""
        return self._decoder.used

    def blocks(self) -> Iterator[bytes]:
        """Yield the bytes, up to the first that cannot be decoded."""
        try:
            yield from self._decoded()
        except Damaged as damage:
            yield self._counted(self._decoder.rescue())
            self.problem, self.is_cut = f"{damage}, from byte {self._offset + self.used} on", True
        if not self.problem:
            self._compare()

    def _decoded(self) -> Iterator[bytes]:
        place = self._offset + self._decoder.used
        while not self._decoder.finished:
            data = b""
            if self._decoder.wants_input:
                data = self._source.read(place, min(BLOCK_BYTES, self._end - place))
                place += len(data)
                if not data:
                    return
            yield self._counted(self._decoder.feed(data))

    def _counted(self, block: bytes) -> bytes:
        self._length += len(block)
        self._crc = zlib.crc32(block, self._crc)
        return block

    def _compare(self) -> None:
        length, crc = self._expects
        if length is None and not self._decoder.finished:
            self.problem, self.is_cut = "cut short before its end", True
        elif length is not None and self._length < length:
            self.problem, self.is_cut = f"cut short: {self._length} of {length} bytes", True
        elif length is not None and self._length > length:
            self.problem = f"longer than its header says: {self._length} instead of {length} bytes"
        elif crc is not None and self._crc != crc:
            self.problem = "the checksum differs"
