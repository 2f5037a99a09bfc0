"""What was made: counts, and the measured rate of each dirty habit beside the one asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Rate:
    """How often a habit came out: ``count`` of ``of``, beside the knob and the share that it asked for."""

    knob: str
    asked: float
    count: int
    of: int

    @property
    def measured(self) -> float:
        """The share that came out."""
        return self.count / self.of if self.of else 0.0

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return {**asdict(self), "measured": self.measured}


@dataclass(frozen=True, slots=True)
class TwinReport:
    """A twin that was made.

    Attributes:
        rows: Rows of each table; ``records`` counts what was written of them, by file.
        planted: Counts that findings are held against, by name.
        files: Sizes of the files of ``dump/`` in bytes.
    """

    kind: str
    folder: Path
    size: str
    seed: int
    rows: Mapping[str, int]
    records: Mapping[str, int]
    planted: Mapping[str, Any]
    rates: tuple[Rate, ...]
    files: Mapping[str, int]

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return {
            **{name: getattr(self, name) for name in ("kind", "size", "seed")},
            "folder": str(self.folder),
            **{name: dict(getattr(self, name)) for name in ("rows", "records", "planted", "files")},
            "rates": [rate.to_dict() for rate in self.rates],
        }
