"""Byte ranges of a stream, kept in columns.

The classes are those of the ledger (contracts §1); the codes are permanent: add, never reuse.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Self

import numpy as np
from numpy.typing import NDArray


class ByteClass(IntEnum):
    """The class that each byte of a stream is in, exactly once."""

    ROW = 0
    REJECT = 1
    STRUCTURE = 2
    CHILD = 3
    GAP = 4


class How(IntEnum):
    """How a row was obtained (contracts §3); the value of ``_fs_how``."""

    READ = 0
    REPAIRED = 1
    SALVAGED = 2
    INFERRED = 3
    PARTIAL = 4


class RejectCode(IntEnum):
    """Why bytes that look like a record gave no row."""

    FIELD_COUNT = 1
    CUT = 2
    SYNTAX = 3
    TOO_LONG = 4
    UNKNOWN_TABLE = 5
    DEPTH = 6
    BAD_POINTER = 7
    BAD_VALUE = 8


class StructureKind(IntEnum):
    """What a run of bytes that is no row is for."""

    SEPARATOR = 1
    HEADER = 2
    BLANK = 3
    BYTE_ORDER_MARK = 4
    COMMENT = 5
    STATEMENT = 6
    CREATE_TABLE = 7
    ROW_PREFIX = 8
    PAGE_HEADER = 9
    INTERIOR_PAGE = 10
    INDEX_PAGE = 11
    UNUSED_PAGE_SPACE = 12
    CONTAINER = 13
    SCHEMA_ROW = 14


class GapReason(IntEnum):
    """Why no format claims a run of bytes."""

    UNCLAIMED = 1
    NUL_RUN = 2
    NOT_TEXT = 3
    FREE_SPACE = 4
    UNDECODED = 5


@dataclass(frozen=True, slots=True)
class Spans:
    """Byte ranges in columns: ``offset`` and ``length`` int64, ``code`` int16, one entry a range.

    ``code`` is a ``RejectCode``, ``StructureKind``, ``GapReason`` or ``How``, as the holder says.
    """

    offset: NDArray[np.int64]
    length: NDArray[np.int64]
    code: NDArray[np.int16]

    @classmethod
    def empty(cls) -> Self:
        """Return no ranges."""
        return cls(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.int16))

    @classmethod
    def of(cls, ranges: Iterable[tuple[int, int, int]]) -> Self:
        """Return the ranges given as (offset, length, code); those of length 0 are left out."""
        rows = [r for r in ranges if r[1] > 0]
        if not rows:
            return cls.empty()
        offset, length, code = zip(*rows, strict=True)
        return cls(np.array(offset, np.int64), np.array(length, np.int64), np.array(code, np.int16))

    @classmethod
    def join(cls, parts: Iterable[Spans]) -> Self:
        """Return all ranges of ``parts``, in the order given."""
        kept = [p for p in parts if len(p)]
        if not kept:
            return cls.empty()
        return cls(
            np.concatenate([p.offset for p in kept]),
            np.concatenate([p.length for p in kept]),
            np.concatenate([p.code for p in kept]),
        )

    def __len__(self) -> int:
        return len(self.offset)

    @property
    def total(self) -> int:
        """Bytes covered, counting overlaps twice."""
        return int(self.length.sum())

    def shifted(self, distance: int) -> Spans:
        """Return the same ranges, ``distance`` bytes further on."""
        return Spans(self.offset + distance, self.length, self.code)

    def ordered(self) -> Spans:
        """Return the ranges by offset."""
        order = np.argsort(self.offset, kind="stable")
        return Spans(self.offset[order], self.length[order], self.code[order])
