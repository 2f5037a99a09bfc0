"""What may leave a case: the gate that makes releases, and the logged reveal of real values."""

from __future__ import annotations

from findspot.protection.releases import make_release, protect_case, read_release
from findspot.protection.reveal import RevealReport, reveal

__all__ = ["RevealReport", "make_release", "protect_case", "read_release", "reveal"]
