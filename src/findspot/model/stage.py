"""The eight stages and what each reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

STAGES: Final = ("intake", "recover", "profile", "verify", "resolve", "analyse", "protect", "publish")
"""The stages in the order they run."""


@dataclass(frozen=True, slots=True)
class StageReport:
    """What a stage did.

    ``state`` is ``done``, ``look`` (done, but something needs a look), or ``skipped`` (was done before). ``counts``
    are numbers to show; ``messages`` are sentences for the user, without any value of a person. ``looked_before`` says
    that a skipped stage ended with ``look`` when it was run.
    """

    stage: str
    state: str
    seconds: float
    counts: Mapping[str, int] = field(default_factory=dict)
    messages: tuple[str, ...] = ()
    looked_before: bool = False

    @property
    def needs_look(self) -> bool:
        """Whether the stage found damage or a failed check, now or when it was run before."""
        return self.state == "look" or self.looked_before

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return {
            "name": self.stage,
            "state": self.state,
            "seconds": round(self.seconds, 3),
            "counts": dict(self.counts),
            "messages": list(self.messages),
            "needs_look": self.needs_look,
        }


class Progress(Protocol):
    """Where a stage tells how far it is; never a value from the data."""

    def start(self, task: str, total_bytes: int | None) -> None:
        """Begin a task that will go over ``total_bytes`` bytes, if known."""

    def advance(self, *, size: int = 0, rows: int = 0) -> None:
        """Say that so many further bytes and rows are done."""

    def finish(self) -> None:
        """End the current task."""


class Silent:
    """Progress that goes nowhere."""

    def start(self, task: str, total_bytes: int | None) -> None:
        """Ignore."""

    def advance(self, *, size: int = 0, rows: int = 0) -> None:
        """Ignore."""

    def finish(self) -> None:
        """Ignore."""
