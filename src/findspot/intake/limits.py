"""How much a container may grow: bounds on what is really read, never on what a header says."""

from __future__ import annotations

from dataclasses import dataclass


class OverLimit(Exception):
    """A member goes beyond a bound; says which, for the stream's reason."""


@dataclass(frozen=True, slots=True)
class IntakeLimits:
    """Bounds on what is opened from one source.

    Attributes:
        max_member_bytes: Decompressed bytes of one member.
        max_total_bytes: Decompressed bytes of all members, those of nested containers too.
        max_ratio: Decompressed bytes for each compressed one; dumps stay far below 100, bombs are near 1,000.
        ratio_floor_bytes: The ratio counts only beyond so many decompressed bytes.
        max_members: Members in all.
        max_depth: Containers inside each other.
    """

    max_member_bytes: int = 64 << 30
    max_total_bytes: int = 256 << 30
    max_ratio: int = 300
    ratio_floor_bytes: int = 64 << 20
    max_members: int = 100_000
    max_depth: int = 6


class Budget:
    """What one source has used of its limits."""

    def __init__(self, limits: IntakeLimits, source_bytes: int) -> None:
        self.limits = limits
        self._source_bytes = source_bytes
        self._bytes = 0
        self._members = 0

    def count_member(self) -> bool:
        """Count one more member; False when there are too many."""
        self._members += 1
        return self._members <= self.limits.max_members

    def spend(self, size: int, member_bytes: int, compressed: int) -> None:
        """Count ``size`` more decompressed bytes, ``member_bytes`` so far from ``compressed`` ones.

        Raises:
            OverLimit: A bound is passed.
        """
        limits = self.limits
        self._bytes += size
        if member_bytes > limits.max_member_bytes:
            raise OverLimit(f"larger than {limits.max_member_bytes} bytes")
        if self._bytes > limits.max_total_bytes:
            raise OverLimit(f"all members together are larger than {limits.max_total_bytes} bytes")
        if member_bytes > max(limits.ratio_floor_bytes, limits.max_ratio * compressed):
            raise OverLimit(f"beyond the ratio of {limits.max_ratio} to 1: a decompression bomb")
        # Nested bombs grow at each level by less than the ratio, so the whole source is held to it as well.
        if self._bytes > max(limits.ratio_floor_bytes, limits.max_ratio * self._source_bytes):
            raise OverLimit(f"the source grows beyond the ratio of {limits.max_ratio} to 1: a decompression bomb")
