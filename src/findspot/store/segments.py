"""Sealed files that open at any place: AES-256-GCM in segments of 1 MiB.

The STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár: Online Authenticated-Encryption, CRYPTO 2015): a key of
its own for every file, the segment's number and a last-segment flag in the nonce. A flipped bit, a segment cut off or
moved is found.

Layout: 8 bytes of magic, 32 of salt, then the segments, each with its tag of 16 bytes.
"""

from __future__ import annotations

import os
import secrets
from collections import OrderedDict
from contextlib import suppress
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Final, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from findspot.errors import SealBroken
from findspot.store.files import TEMPORARY, open_private, storing
from findspot.store.keys import derive_key

MAGIC: Final = b"FSSEAL\x01\n"
SALT_BYTES: Final = 32
SEGMENT_BYTES: Final = 1 << 20
TAG_BYTES: Final = 16
HEADER_BYTES: Final = len(MAGIC) + SALT_BYTES
_SEALED_BYTES: Final = SEGMENT_BYTES + TAG_BYTES
_KEPT_SEGMENTS: Final = 8


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _cipher(key: bytes, header: bytes) -> AESGCM:
    return AESGCM(derive_key(key, "segments", salt=header[len(MAGIC) :]))


class SegmentWriter:
    """Writes a sealed file; it takes its name only when ``close`` has put the last segment on the disk."""

    def __init__(self, path: Path, key: bytes) -> None:
        self._path = path
        self._unfinished = path.with_name(TEMPORARY + path.name)
        self._header = MAGIC + secrets.token_bytes(SALT_BYTES)
        self._cipher = _cipher(key, self._header)
        self._pending = bytearray()
        self._number = 0
        self.length = 0
        with storing(path):
            self._file = os.fdopen(open_private(self._unfinished), "wb", buffering=0)
        self._put(self._header)

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Seal further bytes."""
        self.length += len(data)
        self._pending += data
        if len(self._pending) <= SEGMENT_BYTES:
            return
        with memoryview(self._pending) as view:
            # One segment stays behind: only close() knows that it is the last.
            whole = (len(view) - 1) // SEGMENT_BYTES
            for start in range(0, whole * SEGMENT_BYTES, SEGMENT_BYTES):
                self._seal(view[start : start + SEGMENT_BYTES], last=False)
        del self._pending[: whole * SEGMENT_BYTES]

    def _seal(self, plain: bytes | bytearray | memoryview, *, last: bool) -> None:
        self._put(self._cipher.encrypt(_nonce(self._number, last=last), plain, self._header))
        self._number += 1

    def _put(self, data: bytes) -> None:
        try:
            with storing(self._path):
                left = memoryview(data)
                while left:
                    left = left[self._file.write(left) :]
        except Exception:
            self.abandon()
            raise

    def close(self) -> None:
        """Seal the last segment and give the file its name."""
        if self._file.closed:
            return
        self._seal(self._pending, last=True)
        try:
            with storing(self._path):
                os.fsync(self._file.fileno())
                self._file.close()
                self._unfinished.replace(self._path)
        except Exception:
            self.abandon()
            raise

    def abandon(self) -> None:
        """Leave nothing behind."""
        self._file.close()
        with suppress(OSError):
            self._unfinished.unlink()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()
        else:
            self.abandon()


class SegmentReader:
    """Random access to the plain bytes of a sealed file; safe to share between threads.

    Raises:
        SealBroken: The file is not sealed with this key, or was cut, changed or reordered.
    """

    def __init__(self, path: Path, key: bytes) -> None:
        self._path = path
        self._lock = Lock()
        self._kept: OrderedDict[int, bytes] = OrderedDict()
        with storing(path):
            self._descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            self._open(key)
        except Exception:
            self.close()
            raise

    def _open(self, key: bytes) -> None:
        sealed = os.fstat(self._descriptor).st_size - HEADER_BYTES
        self._header = os.pread(self._descriptor, HEADER_BYTES, 0)
        self._segments = -(-sealed // _SEALED_BYTES)
        self.length = sealed - self._segments * TAG_BYTES
        if self._header[: len(MAGIC)] != MAGIC or self._segments < 1 or self.length < 0:
            raise SealBroken("Not a sealed file, or its head is gone.", where=str(self._path))
        self._cipher = _cipher(key, self._header)
        self._segment(self._segments - 1)

    def read(self, offset: int, size: int) -> bytes:
        """Return ``size`` bytes from ``offset``, fewer only at the end."""
        end = min(offset + size, self.length)
        if offset < 0 or end <= offset:
            return b""
        first, last = offset // SEGMENT_BYTES, (end - 1) // SEGMENT_BYTES
        if first == last:
            base = first * SEGMENT_BYTES
            return self._segment(first)[offset - base : end - base]
        parts: list[bytes | memoryview] = [memoryview(self._segment(n)) for n in range(first, last + 1)]
        parts[0] = parts[0][offset - first * SEGMENT_BYTES :]
        parts[-1] = parts[-1][: end - last * SEGMENT_BYTES]
        return b"".join(parts)

    def _segment(self, number: int) -> bytes:
        with self._lock:
            if number in self._kept:
                self._kept.move_to_end(number)
                return self._kept[number]
        plain = self._unseal(number)
        with self._lock:
            self._kept[number] = plain
            while len(self._kept) > _KEPT_SEGMENTS:
                self._kept.popitem(last=False)
        return plain

    def _unseal(self, number: int) -> bytes:
        place = HEADER_BYTES + number * _SEALED_BYTES
        with storing(self._path):
            sealed = os.pread(self._descriptor, _SEALED_BYTES, place)
        try:
            return self._cipher.decrypt(_nonce(number, last=number == self._segments - 1), sealed, self._header)
        except (InvalidTag, ValueError) as error:
            raise SealBroken(
                f"Sealed segment {number} (file byte {place}) fails its tag: altered or cut since it was sealed.",
                where=str(self._path),
                advice="Take the source in again from the original, into a new case.",
            ) from error

    def close(self) -> None:
        """Close the file."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def __del__(self) -> None:
        if hasattr(self, "_descriptor"):
            self.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
