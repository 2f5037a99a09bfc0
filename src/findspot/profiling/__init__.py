"""What the columns mean: fill, distinct, type, meaning with confidence, privacy class; and the working tables."""

from __future__ import annotations

from findspot.profiling.stage import ProfileSettings, profile_case, read_profiles

__all__ = ["ProfileSettings", "profile_case", "read_profiles"]
