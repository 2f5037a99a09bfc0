"""The demo: made-up people, damaged on purpose, and what comes out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from findspot.model.stage import Progress

if TYPE_CHECKING:
    from findspot.testing.demo import DemoSummary


def demo(folder: Path | str, *, rows: int = 200_000, progress: Progress | None = None) -> DemoSummary:
    """Make the demo's sources below ``folder``, run all stages on them and compare with what was planted.

    Raises:
        UsageProblem: ``folder`` holds something else.
    """
    from findspot.testing.demo import run_demo

    return run_demo(Path(folder), rows=rows, progress=progress)
