"""Progress bars on a terminal: rows, MB/s, time left; nothing at all in a pipe."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn, TransferSpeedColumn


class Bars:
    """A ``findspot.model.stage.Progress`` that draws on standard error if that is a terminal."""

    def __init__(self, *, shown: bool | None = None) -> None:
        self._shown = sys.stderr.isatty() if shown is None else shown
        self._bars = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f} %"),
            TextColumn("{task.fields[rows]:,} rows"),
            TransferSpeedColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
            disable=not self._shown,
        )
        self._task: TaskID | None = None
        self._rows = 0

    def start(self, task: str, total_bytes: int | None) -> None:
        """Begin a bar."""
        self.finish()
        self._rows = 0
        self._task = self._bars.add_task(task, total=total_bytes, rows=0)

    def advance(self, *, size: int = 0, rows: int = 0) -> None:
        """Move the bar on."""
        self._rows += rows
        if self._task is not None:
            self._bars.update(self._task, advance=size, rows=self._rows)

    def finish(self) -> None:
        """Take the bar away."""
        if self._task is not None:
            self._bars.remove_task(self._task)
            self._task = None

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.finish()
        self._bars.stop()
