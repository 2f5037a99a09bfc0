"""Counts with their rows and their error."""

from __future__ import annotations

from findspot.analysis.stage import analyse_case, read_findings

__all__ = ["analyse_case", "read_findings"]
