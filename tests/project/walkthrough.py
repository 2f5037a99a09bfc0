"""Runs the examples of a page of the manual, in order, in one folder: what is printed there is what a reader gets.

A ``console`` block has lines that start with ``$ findspot`` and, under each, lines of its output. Shown lines must come
in that order; runs of blanks count as one, rules of tables do not count, and ``…`` stands for anything. A comment
``# exit 1`` behind a command is the exit code, 0 without. A ``python`` block is run as it is.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_BLOCK = re.compile(r"^```(console|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_EXIT = re.compile(r"\s+# exit (\d+)$")
_RULES = re.compile(r"[─━═│┃┌┐└┘├┤┬┴┼┏┓┗┛┡┩╇╈┳┻╋╭╮╰╯|]+")


@dataclass(frozen=True, slots=True)
class Example:
    """One command or one piece of Python of a page, with its line there."""

    line: int
    kind: str
    text: str
    exit_code: int = 0
    shown: tuple[str, ...] = ()


def read_examples(page: str) -> list[Example]:
    """Return the examples of a page in order."""
    examples: list[Example] = []
    for block in _BLOCK.finditer(page):
        line = page.count("\n", 0, block.start()) + 2
        examples += [Example(line, "python", block[2])] if block[1] == "python" else _commands(block[2], line)
    return examples


def _commands(block: str, line: int) -> Iterator[Example]:
    lines = block.splitlines()
    starts = [i for i, text in enumerate(lines) if text.startswith("$ ")]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        code = _EXIT.search(lines[start])
        shown = tuple(text for text in map(flatten, lines[start + 1 : end]) if text and text != "…")
        command = _EXIT.sub("", lines[start])[2:]
        yield Example(line + start, "console", command, int(code[1]) if code else 0, shown)


def flatten(text: str) -> str:
    """Return a line of output without the rules of tables and with single blanks."""
    return re.sub(r"\s+", " ", _RULES.sub(" ", text)).strip()


def run_example(example: Example, folder: Path, environment: dict[str, str]) -> None:
    """Run one example in ``folder`` and hold it against what the page shows.

    Raises:
        AssertionError: The exit code or the output is another one.
    """
    if example.kind == "python":
        command = [sys.executable, "-c", example.text]
    else:
        program, *words = shlex.split(example.text)
        assert program == "findspot", f"line {example.line}: only findspot is run, not {program}"
        command = [sys.executable, "-m", "findspot", *words]
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "COLUMNS": "160", "PYTHONIOENCODING": "utf-8", **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    place = f"line {example.line}: {example.text}\n{done.stdout}\n{done.stderr}"
    assert done.returncode == example.exit_code, f"exit {done.returncode}, not {example.exit_code}; {place}"
    printed = [flatten(line) for line in (done.stdout + done.stderr).splitlines()]
    for shown in example.shown:
        pattern = ".*".join(re.escape(part.strip()) for part in shown.split("…"))
        found = next((i for i, line in enumerate(printed) if re.search(pattern, line)), None)
        assert found is not None, f"not printed, or not in this order: {shown!r}; {place}"
        printed = printed[found + 1 :]
