"""Intervals of shares."""

from __future__ import annotations

import math
from typing import Final

LEVEL: Final = 0.95
_Z: Final = 1.959963984540054


def wilson_interval(part: int, whole: int) -> tuple[float, float]:
    """Return the 95 % score interval of the share ``part`` of ``whole`` (Wilson 1927); 0 to 1 where ``whole`` is 0."""
    if whole == 0:
        return 0.0, 1.0
    share = part / whole
    spread = _Z * _Z / whole
    centre = (share + spread / 2) / (1 + spread)
    half = _Z / (1 + spread) * math.sqrt(share * (1 - share) / whole + spread / (4 * whole))
    low = 0.0 if part == 0 else max(0.0, centre - half)
    high = 1.0 if part == whole else min(1.0, centre + half)
    return low, high


def judge_share(low: float, *, look: float, failed: float) -> str:
    """Return the verdict on a share of which ``low`` is the lower end: it must surely be above a bound to count."""
    if low > failed:
        return "failed"
    return "look" if low > look else "passed"
