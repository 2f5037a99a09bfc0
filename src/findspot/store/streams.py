"""The bytes of a stream, wherever they rest: sealed, cached as sealed segments, or in the original by reference."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from findspot.errors import EnvironmentProblem
from findspot.store.files import storing
from findspot.store.segments import SegmentReader


@dataclass(frozen=True, slots=True)
class StreamInfo:
    """One row of table ``streams``; ``parent`` is None for a source.

    ``state`` is ``sealed``, ``cached``, ``reference``, ``duplicate`` (of an earlier source) or ``failed``; the last two
    have no bytes of their own, so their length is 0.
    """

    id: int
    parent: int | None
    step: str
    name: str
    raw_name: bytes
    length: int
    sha256: str
    state: str
    reason: str

    @property
    def is_readable(self) -> bool:
        """Whether this stream has bytes of its own."""
        return self.state not in ("failed", "duplicate")


class FileBytes:
    """Random access to a plain file, which must keep the length it was taken in with."""

    def __init__(self, path: Path, length: int) -> None:
        self.length = length
        with storing(path):
            self._descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
        if os.fstat(self._descriptor).st_size != length:
            self.close()
            raise EnvironmentProblem(
                "The original has another size than when it was taken in.",
                where=str(path),
                advice="Put the unchanged file back, or take it into a new case.",
            )

    def read(self, offset: int, size: int) -> bytes:
        """Return ``size`` bytes from ``offset``, fewer only at the end."""
        parts = []
        while size > 0:
            part = os.pread(self._descriptor, size, offset)
            if not part:
                break
            parts.append(part)
            offset += len(part)
            size -= len(part)
        return b"".join(parts)

    def close(self) -> None:
        """Close the file."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def __del__(self) -> None:
        if hasattr(self, "_descriptor"):
            self.close()


class StoredStream:
    """The bytes of one stream of a case; implements ``model.batch.ByteStream``."""

    def __init__(self, info: StreamInfo, source: SegmentReader | FileBytes | None) -> None:
        self.id = info.id
        self.name = info.name.rsplit("/", 1)[-1]
        self.length = source.length if source is not None else 0
        self._source = source

    def read(self, offset: int, size: int) -> bytes:
        """Return ``size`` bytes from ``offset``, fewer only at the end of the stream."""
        return self._source.read(offset, size) if self._source is not None else b""

    def close(self) -> None:
        """Close the file behind it."""
        if self._source is not None:
            self._source.close()


def open_stored(info: StreamInfo, evidence: Path, key: bytes, reference: Path | None) -> StoredStream:
    """Open the bytes of ``info``: the file at ``reference``, else what is kept in ``evidence`` under ``key``."""
    if not info.is_readable:
        return StoredStream(info, None)
    if info.state == "cached":
        return StoredStream(info, SegmentReader(evidence / "streams" / str(info.id), key))
    if reference is not None:
        return StoredStream(info, FileBytes(reference, info.length))
    return StoredStream(info, SegmentReader(evidence / info.sha256, key))
