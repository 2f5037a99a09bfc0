"""Private files of a case: written whole or not at all, and disk trouble told in plain words."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from findspot.errors import EnvironmentProblem

TEMPORARY: Final = ".fs-tmp-"
"""How the name of an unfinished file begins; anything so named may be deleted."""

_FULL: Final = (errno.ENOSPC, errno.EDQUOT)
_REFUSED: Final = (errno.EACCES, errno.EPERM, errno.EROFS)


@contextmanager
def storing(where: Path) -> Iterator[None]:
    """Turn what the operating system says against ``where`` into an ``EnvironmentProblem`` with advice."""
    try:
        yield
    except OSError as error:
        raise environment_problem(error, where) from error


def environment_problem(error: OSError, where: Path) -> EnvironmentProblem:
    """Return ``error`` as a problem of the environment that a user can act on."""
    if error.errno in _FULL or "No space left" in str(error):
        return EnvironmentProblem(
            "The disk is full.",
            where=str(where),
            advice="Free some space, then run the same command again: what is finished is kept and the case is usable.",
        )
    if error.errno in _REFUSED:
        return EnvironmentProblem(
            "No right to write or read here.",
            where=str(where),
            advice="Change the owner or the rights of the folder, or choose another one.",
        )
    what = os.strerror(error.errno) if error.errno else type(error).__name__
    return EnvironmentProblem(f"The file system answered: {what}.", where=str(where), advice="Check the disk.")


def make_private_folder(path: Path) -> Path:
    """Make ``path`` and its parents where missing, only for the owner (0700), and return it."""
    with storing(path):
        missing = [p for p in (path, *path.parents) if not p.exists()]
        for folder in reversed(missing):
            folder.mkdir(mode=0o700, exist_ok=True)
        if not path.is_dir():
            raise EnvironmentProblem("A folder is needed here, and something else is in its place.", where=str(path))
    return path


def open_private(path: Path) -> int:
    """Return a descriptor of ``path``, newly made or emptied, for writing, only for the owner (0600)."""
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)


def write_whole(path: Path, data: bytes) -> None:
    """Replace ``path`` by ``data``: after a kill or a power cut it holds the old bytes or the new ones."""
    temporary = path.with_name(f"{TEMPORARY}{secrets.token_hex(8)}")
    with storing(path):
        try:
            with os.fdopen(open_private(temporary), "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
        except OSError:
            with suppress(OSError):
                temporary.unlink()
            raise
        sync_file(path.parent)


def append_line(path: Path, line: bytes) -> None:
    """Append ``line`` and a line end to ``path`` and wait until it is on the disk."""
    with storing(path), os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600), "r+b") as file:
        end = _end_of_last_line(file.read())
        file.truncate(end)
        file.seek(end)
        file.write(line + b"\n")
        file.flush()
        os.fsync(file.fileno())


def _end_of_last_line(data: bytes) -> int:
    """Return where the last finished line ends: a line cut by a kill was never acknowledged, so it may go."""
    return data.rfind(b"\n") + 1


def sync_file(path: Path) -> None:
    """Wait until file ``path``, or the names in folder ``path``, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
