"""The twin of a police force's visitor and list database, without any image (schemas, section 3)."""

from __future__ import annotations

from findspot.testing.twins.visitors.plan import PLAN

__all__ = ["PLAN"]
