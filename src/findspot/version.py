"""The version of findspot, in a place that every layer may read."""

from __future__ import annotations

__version__ = "0.1.0"  # hatchling reads this line as text: no annotation
