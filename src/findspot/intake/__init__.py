"""Take sources in: hash, seal, open containers (stage ``intake``)."""

from __future__ import annotations

from findspot.intake.limits import IntakeLimits
from findspot.intake.sources import check_sources
from findspot.intake.stage import take_in

__all__ = ["IntakeLimits", "check_sources", "take_in"]
