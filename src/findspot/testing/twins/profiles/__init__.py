"""The twin of a database of open-source profiles: profiles, organisations, posts, relations (schemas, section 2)."""

from __future__ import annotations

from findspot.testing.twins.profiles.plan import PLAN

__all__ = ["PLAN"]
