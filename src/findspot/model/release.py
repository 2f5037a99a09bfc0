"""What may leave a case. Only ``findspot.protection`` makes a release; publish and export take nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from findspot.errors import GateClosed
from findspot.model.finding import Finding
from findspot.model.released import Surroundings

_GATE: Final = object()
_NOTHING: Final = Surroundings()


@dataclass(frozen=True, slots=True, init=False)
class Release:
    """Findings that passed the gate, small counts of persons already suppressed, and what may be said around them."""

    findings: tuple[Finding, ...]
    threshold: int
    surroundings: Surroundings

    def __init__(
        self,
        findings: tuple[Finding, ...],
        threshold: int,
        surroundings: Surroundings = _NOTHING,
        *,
        gate: object,
    ) -> None:
        if gate is not _GATE:
            raise GateClosed("A release can be made only by the gate.", advice="Call findspot.api.protect.")
        object.__setattr__(self, "findings", findings)
        object.__setattr__(self, "threshold", threshold)
        object.__setattr__(self, "surroundings", surroundings)


def release_from_gate(findings: tuple[Finding, ...], threshold: int, surroundings: Surroundings = _NOTHING) -> Release:
    """Return a release; for ``findspot.protection`` only (import-linter and a test hold that)."""
    return Release(findings, threshold, surroundings, gate=_GATE)
