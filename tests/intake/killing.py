"""Run as a program: intake is killed at every step that changes a name on the disk, run again, and compared.

A program of its own, as a process with threads must not fork.
"""

from __future__ import annotations

import gzip
import os
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path

from tests.intake.containers import CSV, make_tar, make_zip, summary, take

from findspot.store import create_case, open_case

STEPS = ("os.rename", "os.link", "os.mkdir", "os.remove", "shutil.rmtree")
KILLED = 9


def in_child(work: Callable[[], bool]) -> int:
    """Do ``work`` in a child process and return its exit code: 0 when it answers True."""
    child = os.fork()
    if child == 0:
        os._exit(0 if work() else 1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def die_at(step: int) -> None:
    """Let this process die without a word at its ``step``-th change of a name."""
    left = count(step, -1)

    def watch(event: str, _: object) -> None:
        if event in STEPS and next(left) == 0:
            os._exit(KILLED)

    sys.addaudithook(watch)


def make_sources(folder: Path) -> list[Path]:
    """A file, a container of containers, and one more to add later."""
    folder.mkdir()
    (folder / "a.csv").write_bytes(CSV)
    (folder / "b.zip").write_bytes(make_zip({"x.tar": make_tar({"y.gz": gzip.compress(CSV[:999])}), "z": b"z"}))
    (folder / "c.csv").write_bytes(CSV)
    return [folder, folder.parent / "later.csv.gz"]


def main(folder: Path, stride: int) -> None:
    """Print how many kills were survived; fail at the first that was not."""
    first, later = make_sources(folder / "sources")
    later.write_bytes(gzip.compress(CSV[::-1])[:-50])
    expected: list[object] = []
    whole = create_case(folder / "whole")
    # the whole run reads its own result in this process only after the last fork
    for step in range(0, 10_000, stride):
        root = create_case(folder / f"case{step}").root

        def work(root: Path = root, step: int = step) -> bool:
            die_at(step)
            take(open_case(root), first)
            take(open_case(root), first, later)
            return True

        def again(root: Path = root) -> bool:
            take(open_case(root), first, later)
            take(whole, first)
            take(whole, first, later)
            return summary(open_case(root)) == summary(whole)

        ended = in_child(work)
        assert ended in (0, KILLED), (step, ended)
        assert in_child(again) == 0, step
        expected.append(step)
        if ended == 0:
            break
    print(len(expected))  # noqa: T201 - this is a program


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
