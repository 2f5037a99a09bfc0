"""What the scanner makes of one window: records with their fields, and every other byte in its class."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from findspot.model.batch import SourceTable
from findspot.model.span import ByteClass

_FEWEST_FIELDS: Final = 32_768 + 64


@dataclass(frozen=True, slots=True)
class Run:
    """Consecutive records of one table and layout: from record ``first`` to ``last``, fields from ``field``.

    ``begin`` is the place of the bytes between the record before and the first of these.
    """

    table: SourceTable
    places: tuple[int, ...]
    begin: int
    first: int
    last: int
    field: int


@dataclass(frozen=True, slots=True)
class Mark:
    """Bytes of the text that are no record: from ``start`` to ``end``, their class and code."""

    start: int
    end: int
    kind: ByteClass
    code: int


@dataclass(slots=True)
class Plan:
    """Arrays that the kernels fill, and lists of what lies between; places are those in the text."""

    text: NDArray[np.uint8]
    size: int
    runs: list[Run] = dataclasses.field(default_factory=list)
    marks: list[Mark] = dataclasses.field(default_factory=list)
    tables: list[SourceTable] = dataclasses.field(default_factory=list)
    row: int = 0
    field: int = 0
    is_full: bool = False
    starts: NDArray[np.int32] = dataclasses.field(init=False)
    ends: NDArray[np.int32] = dataclasses.field(init=False)
    flags: NDArray[np.uint8] = dataclasses.field(init=False)
    row_starts: NDArray[np.int32] = dataclasses.field(init=False)
    row_ends: NDArray[np.int32] = dataclasses.field(init=False)
    row_notes: NDArray[np.uint8] = dataclasses.field(init=False)
    row_codes: NDArray[np.uint8] = dataclasses.field(init=False)
    row_kinds: NDArray[np.uint8] = dataclasses.field(init=False)

    def __post_init__(self) -> None:
        # memory that is not written to costs nothing: a field takes at least two bytes of text, a record three
        fields, rows = self.size // 2 + _FEWEST_FIELDS, self.size // 3 + 64
        self.starts, self.ends = np.empty(fields, np.int32), np.empty(fields, np.int32)
        self.row_starts, self.row_ends = np.empty(rows, np.int32), np.empty(rows, np.int32)
        self.flags = np.empty(fields, np.uint8)
        self.row_notes, self.row_codes, self.row_kinds = (np.empty(rows, np.uint8) for _ in range(3))

    def mark(self, start: int, end: int, kind: ByteClass, code: int) -> None:
        """Note the class of the bytes from ``start`` to ``end``.

        Neighbours of one class and code become one, rejects stay apart.
        """
        if end <= start:
            return
        last = self.marks[-1] if self.marks else None
        if last and last.end == start and (last.kind, last.code) == (kind, code) and kind is not ByteClass.REJECT:
            self.marks[-1] = Mark(last.start, end, kind, code)
        else:
            self.marks.append(Mark(start, end, kind, code))

    def add_run(self, run: Run, next_field: int) -> None:
        """Note that the kernels have filled the arrays up to the run's last record."""
        if run.last > run.first:
            self.runs.append(run)
        self.row, self.field = run.last, next_field

    def slice(self, start: int, size: int) -> bytes:
        """Return up to ``size`` bytes of the text."""
        return self.text[start : min(start + size, self.size)].tobytes()
