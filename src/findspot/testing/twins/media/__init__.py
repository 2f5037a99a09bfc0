"""The twin of a crawl of news media in 65 languages (schemas, section 4)."""

from __future__ import annotations

from findspot.testing.twins.media.plan import PLAN

__all__ = ["PLAN"]
