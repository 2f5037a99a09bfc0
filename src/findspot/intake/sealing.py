"""Reads a source once: hash, and sealed copy unless it stays in place."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from findspot.intake.sources import SourceFile
from findspot.model.stage import Progress
from findspot.store import SegmentWriter

_BLOCK_BYTES: Final = 4 << 20


@dataclass(frozen=True, slots=True)
class Sealed:
    """What was read of a source: ``problem`` says why it may not be all."""

    length: int
    sha256: str
    problem: str = ""


def seal_source(source: SourceFile, copy: Path | None, key: bytes, progress: Progress) -> Sealed:
    """Read a source to its end and return what it is.

    Args:
        source: The file.
        copy: Where its sealed copy goes; None makes none.
        key: The sealing key of the case.
        progress: Told of the bytes read.

    Raises:
        EnvironmentProblem: The copy cannot be written.
    """
    digest = hashlib.sha256()
    reading = _Reading(source.path)
    with SegmentWriter(copy, key) if copy is not None else nullcontext() as writer:
        for block in reading.blocks():
            digest.update(block)
            if writer is not None:
                writer.write(block)
            progress.advance(size=len(block))
    problem = reading.problem
    if not problem and reading.length != source.size:
        problem = f"changed while it was read: {source.size} bytes before, {reading.length} now"
    return Sealed(reading.length, digest.hexdigest(), problem)


class _Reading:
    """The blocks of a file; an error of the disk ends them and is kept as a problem."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.length = 0
        self.problem = ""

    def blocks(self) -> Iterator[bytes]:
        """Yield the file by large blocks."""
        try:
            descriptor = os.open(self._path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
        except OSError as error:
            self._fail(error)
            return
        try:
            while block := self._next(descriptor):
                self.length += len(block)
                yield block
        finally:
            os.close(descriptor)

    def _next(self, descriptor: int) -> bytes:
        try:
            return os.read(descriptor, _BLOCK_BYTES)
        except OSError as error:
            self._fail(error)
            return b""

    def _fail(self, error: OSError) -> None:
        self.problem = f"cannot be read from byte {self.length} on: {os.strerror(error.errno or 0)}"
