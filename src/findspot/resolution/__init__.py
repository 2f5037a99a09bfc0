"""Which rows are about the same person."""

from __future__ import annotations

from findspot.resolution.stage import read_persons, resolve_case

__all__ = ["read_persons", "resolve_case"]
