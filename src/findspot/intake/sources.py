"""Which files a user means: those named, and all below the folders named, in one order everywhere."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from findspot.errors import InputRefused


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to take in, or the reason why it cannot be.

    Attributes:
        path: Where it is, absolute.
        raw_name: Its name as the user knows it: the file's own, or from the named folder on.
        size: Bytes, by the file system.
        changed_ns: When it was last changed.
        refusal: Why it is not read; empty when it can be.
    """

    path: Path
    raw_name: bytes
    size: int = 0
    changed_ns: int = 0
    refusal: str = ""

    @property
    def key(self) -> dict[str, Any]:
        """What tells this source, in this version, from others."""
        return {"path": os.fsencode(self.path).hex(), "size": self.size, "changed_ns": self.changed_ns}


def check_sources(sources: Sequence[Path]) -> None:
    """Refuse sources of which nothing could be taken in, before anything is written.

    Raises:
        InputRefused: A path does not exist, a folder holds no file, or not one file can be read.
    """
    list_sources(sources)


def list_sources(sources: Sequence[Path], *, leave_out: Path | None = None) -> list[SourceFile]:
    """Return the files, each once, folders walked by name; symbolic links inside folders are not followed.

    Args:
        sources: Files and folders.
        leave_out: The case folder, which may lie inside a source folder.

    Raises:
        InputRefused: As for ``check_sources``.
    """
    found: dict[Path, SourceFile] = {}
    for source in sources:
        for file in _files_of(source, leave_out):
            found.setdefault(file.path, file)
    if found and all(f.refusal for f in found.values()):
        first = next(iter(found.values()))
        raise InputRefused(
            f"Nothing can be taken in: {first.refusal}.", where=str(first.path), advice="Check the file and its rights."
        )
    return list(found.values())


def _files_of(source: Path, leave_out: Path | None) -> Iterator[SourceFile]:
    path = source.absolute()
    try:
        mode = path.stat().st_mode
    except OSError as error:
        raise InputRefused(
            f"The source cannot be found: {os.strerror(error.errno or 0)}.",
            where=str(source),
            advice="Check the path for typing errors.",
        ) from error
    if not stat.S_ISDIR(mode):
        yield _examined(path, os.fsencode(path.name))
        return
    name = os.fsencode(path.resolve().name)
    files = list(_walk(path, name, leave_out.resolve() if leave_out else None))
    if not any(_is_file(f) for f in files):
        raise InputRefused("The folder holds no file.", where=str(source), advice="Name a folder that holds the dumps.")
    yield from files


def _is_file(file: SourceFile) -> bool:
    return not file.refusal or file.path.is_file()


def _walk(folder: Path, name: bytes, leave_out: Path | None) -> Iterator[SourceFile]:
    """Yield everything below ``folder`` that is no folder, by the bytes of the names."""
    try:
        entries = sorted(os.scandir(folder), key=lambda e: os.fsencode(e.name))
    except OSError as error:
        yield SourceFile(folder, name, refusal=f"the folder cannot be read: {os.strerror(error.errno or 0)}")
        return
    for entry in entries:
        path, inner = folder / entry.name, name + b"/" + os.fsencode(entry.name)
        if entry.is_symlink():
            yield SourceFile(path, inner, refusal="a symbolic link in a folder: not followed")
        elif not entry.is_dir():
            yield _examined(path, inner)
        elif leave_out is None or path.resolve() != leave_out:
            yield from _walk(path, inner, leave_out)


def _examined(path: Path, name: bytes) -> SourceFile:
    """Return the file, tried by opening it; a pipe or device is not even opened, as that may wait for ever."""
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            return SourceFile(path, name, refusal="not a regular file (a pipe, device or socket)")
        os.close(os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK))
    except OSError as error:
        return SourceFile(path, name, refusal=f"the file cannot be read: {os.strerror(error.errno or 0)}")
    return SourceFile(path, name, found.st_size, found.st_mtime_ns)
