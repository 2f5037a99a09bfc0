"""What may leave a case. Only ``findspot.protection`` makes a release; publish and export take nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from findspot.errors import GateClosed
from findspot.model.finding import Finding

_GATE: Final = object()


@dataclass(frozen=True, slots=True, init=False)
class Release:
    """Findings that passed the gate, small counts of persons already suppressed."""

    findings: tuple[Finding, ...]
    threshold: int

    def __init__(self, findings: tuple[Finding, ...], threshold: int, *, gate: object) -> None:
        if gate is not _GATE:
            raise GateClosed("A release can be made only by the gate.", advice="Call findspot.api.protect.")
        object.__setattr__(self, "findings", findings)
        object.__setattr__(self, "threshold", threshold)


def release_from_gate(findings: tuple[Finding, ...], threshold: int) -> Release:
    """Return a release; for ``findspot.protection`` only (import-linter and a test hold that)."""
    return Release(findings, threshold, gate=_GATE)
