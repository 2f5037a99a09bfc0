"""Counts habits as they are written, chunk by chunk."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray


@dataclass(slots=True)
class Tally:
    """How often each habit came out, of how many rows that could have it."""

    counts: dict[str, tuple[int, int]] = field(default_factory=dict)

    def note(self, habit: str, rows: NDArray[np.bool_], of: int | None = None) -> NDArray[np.bool_]:
        """Count the rows that have a habit, and return them."""
        self.add(habit, int(np.count_nonzero(rows)), len(rows) if of is None else of)
        return rows

    def add(self, habit: str, count: int, of: int) -> None:
        """Count what was counted already."""
        before, whole = self.counts.get(habit, (0, 0))
        self.counts[habit] = (before + count, whole + of)
