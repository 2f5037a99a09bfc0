"""Is the dump genuine and consistent? Runs the checks; verdicts are about tables, never about a person."""

from __future__ import annotations

from findspot.verification.stage import read_verdicts, verify_case

__all__ = ["read_verdicts", "verify_case"]
