"""The tables that a benchmark prints and keeps in the documents."""

from __future__ import annotations

import os
import platform
import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

PACKAGES = ("duckdb", "pyarrow", "numba", "numpy")
HEAD = """# Benchmarks

Made-up data, made on the spot. Speeds are ratios of MB/s within one run, round by round, as absolute numbers say more
about a machine and its other users than about the program.
"""


@dataclass(frozen=True)
class Line:
    """One measured thing: seconds of every round, bytes read, and what it is held against.

    ``against`` is the seconds and bytes of the reference, round by round; ``floor`` the ratio it must reach.
    """

    what: str
    seconds: Sequence[float]
    size: int
    against: Line | None = None
    floor: float | None = None

    @property
    def rates(self) -> list[float]:
        """MB/s of every round."""
        return [self.size / s / 1e6 for s in self.seconds]

    @property
    def ratios(self) -> list[float]:
        """Ratio to the reference, round by round."""
        assert self.against is not None
        return [ours / theirs for ours, theirs in zip(self.rates, self.against.rates, strict=True)]


def speed_table(lines: Sequence[Line]) -> str:
    """Return the speeds as a Markdown table of ratios; what they are held against has no line of its own."""
    rows = ["| what | ratio: median (lowest–highest) | of | floor |", "| --- | --- | --- | --- |"]
    for line in lines:
        if line.against is not None:
            ratios = line.ratios
            shown = f"**{statistics.median(ratios):.2f}** ({min(ratios):.2f}–{max(ratios):.2f})"
            floor = "–" if line.floor is None else f"{line.floor:.1f}"
            rows.append(f"| {line.what} | {shown} | {line.against.what} | {floor} |")
    return "\n".join(rows)


def memory_table(peaks: Sequence[tuple[float, float]]) -> str:
    """Return peak memory by size of file, both in MB, as a Markdown table."""
    rows = ["| file, MB | peak memory of intake and recover, MB |", "| --- | --- |"]
    return "\n".join([*rows, *(f"| {size:g} | {peak:.0f} |" for size, peak in peaks)])


def machine() -> str:
    """Return what the numbers depend on, without a name or a date."""
    packages = ", ".join(f"{package} {version(package)}" for package in PACKAGES)
    return f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, {packages}."


def keep(document: Path, name: str, text: str) -> None:
    """Put the text between the markers of its name in a document; both are made where they are not there."""
    begin, end = f"<!-- bench:{name} begin -->", f"<!-- bench:{name} end -->"
    whole = document.read_text("utf-8") if document.exists() else HEAD
    block = f"{begin}\n{text}\n{end}"
    if begin in whole:
        whole = re.sub(f"{re.escape(begin)}.*?{re.escape(end)}", lambda _: block, whole, flags=re.DOTALL)
    else:
        whole = f"{whole.rstrip()}\n\n{block}\n"
    document.parent.mkdir(parents=True, exist_ok=True)
    document.write_text(whole, "utf-8")
