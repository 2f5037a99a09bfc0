"""Decompressors of the standard library behind one face: fed by blocks, their output bounded."""

from __future__ import annotations

import bz2
import lzma
import zlib
from typing import Final, Protocol

BLOCK_BYTES: Final = 64 << 10
"""Compressed bytes fed at a time."""

OUTPUT_BYTES: Final = 1 << 20
"""Decompressed bytes returned at a time, at most."""

MAX_DICTIONARY_BYTES: Final = 64 << 20
"""A decoder that asks for a larger dictionary is refused; usual tools stay below."""


class Damaged(Exception):
    """The compressed bytes cannot be read on."""


class Decoder(Protocol):
    """Turns blocks of compressed bytes into blocks of plain ones."""

    used: int
    """Compressed bytes taken, those behind the end not counted."""

    finished: bool
    """Whether the compressed stream ended by its own mark."""

    wants_input: bool
    """Whether ``feed`` needs further bytes; if not, feed nothing to get more output."""

    def feed(self, data: bytes) -> bytes:
        """Return the next bytes of output.

        Raises:
            Damaged: The input cannot be read on.
        """

    def rescue(self) -> bytes:
        """After ``Damaged``: return what the failed block still gives up to the damage."""


class Inflate:
    """Raw deflate (RFC 1951)."""

    def __init__(self) -> None:
        self._inflate = zlib.decompressobj(-zlib.MAX_WBITS)
        self._before = self._inflate
        self._data = b""
        self.used = 0
        self.finished = False
        self.wants_input = True

    def feed(self, data: bytes) -> bytes:
        """Return the next bytes of output."""
        self._data = self._inflate.unconsumed_tail + data
        self._before = self._inflate.copy()
        try:
            out = self._inflate.decompress(self._data, OUTPUT_BYTES)
        except zlib.error as error:
            raise Damaged("the compressed data is damaged") from error
        self.finished = self._inflate.eof
        rest = self._inflate.unused_data if self.finished else self._inflate.unconsumed_tail
        self.used += len(self._data) - len(rest)
        # A full block of output may mean that zlib holds more of it back, even with all input taken.
        self.wants_input = not self._inflate.unconsumed_tail and len(out) < OUTPUT_BYTES
        return out

    def rescue(self) -> bytes:
        """Return the output up to the first byte that zlib cannot take."""
        # zlib gives nothing of a block that fails, so the block goes in again by halves.
        parts, data, size = [], self._data, len(self._data)
        while size and data:
            attempt = self._before.copy()
            try:
                parts.append(attempt.decompress(data[:size]))
            except zlib.error:
                size //= 2
                continue
            self._before = attempt
            self.used += len(data[:size])
            data = data[size:]
        return b"".join(parts)


class _Whole:
    """A decoder whose failed block gives nothing."""

    def __init__(self, decoder: bz2.BZ2Decompressor | lzma.LZMADecompressor, header: int = 0) -> None:
        self._decoder = decoder
        self.used = header
        self.finished = False
        self.wants_input = True

    def feed(self, data: bytes) -> bytes:
        """Return the next bytes of output."""
        try:
            out = self._decoder.decompress(data, OUTPUT_BYTES)
        except (OSError, lzma.LZMAError, EOFError, ValueError) as error:
            raise Damaged("the compressed data is damaged") from error
        except MemoryError as error:
            raise Damaged("the compressed data asks for too much memory") from error
        self.finished = self._decoder.eof
        self.used += len(data) - (len(self._decoder.unused_data) if self.finished else 0)
        self.wants_input = self._decoder.needs_input
        return out

    def rescue(self) -> bytes:
        """Return nothing."""
        return b""


class Bunzip2(_Whole):
    """One bzip2 stream."""

    def __init__(self) -> None:
        super().__init__(bz2.BZ2Decompressor())


class ZipLzma(_Whole):
    """LZMA as in zip (APPNOTE 6.3, 5.8): version, size of properties, properties, raw stream.

    Raises:
        Damaged: The properties make no sense or ask for too large a dictionary.
    """

    HEADER_BYTES: Final = 9

    def __init__(self, header: bytes) -> None:
        if len(header) < self.HEADER_BYTES or header[2:4] != b"\x05\x00":
            raise Damaged("the compressed data is damaged")
        packed, dictionary = header[4], int.from_bytes(header[5:9], "little")
        if dictionary > MAX_DICTIONARY_BYTES:
            raise Damaged("the compressed data asks for too much memory")
        settings = {
            "id": lzma.FILTER_LZMA1,
            "dict_size": max(dictionary, 4096),
            "lc": packed % 9,
            "lp": packed // 9 % 5,
            "pb": packed // 45,
        }
        try:
            decoder = lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=[settings])
        except (lzma.LZMAError, ValueError) as error:
            raise Damaged("the compressed data is damaged") from error
        super().__init__(decoder, self.HEADER_BYTES)


class Stored:
    """Bytes that are not compressed."""

    def __init__(self) -> None:
        self.used = 0
        self.finished = False
        self.wants_input = True

    def feed(self, data: bytes) -> bytes:
        """Return the bytes."""
        self.used += len(data)
        return data

    def rescue(self) -> bytes:
        """Return nothing."""
        return b""
