"""Scans records that follow one another, or are the elements of one array."""

from __future__ import annotations

from enum import Enum, auto
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from findspot.formats.jsontext.parts import TableKeys, WindowText
from findspot.text.kernels.json import Stack, skip_white
from findspot.text.kernels.jsonarray import scan_elements
from findspot.text.kernels.jsonlines import scan_lines
from findspot.text.kernels.jsonscan import CLOSED, FIRST, FRESH, LOST, PLACE, POSITION, SEPARATOR, STRUCTURE, add_span

UNNAMED: Final = ""
"""The table of records that are in none."""


class SequenceScanner(Protocol):
    """Scans the text of one window after another."""

    tables: dict[str, TableKeys]

    def scan(self, window: WindowText) -> int:
        """Add what is found and return the place in the text up to which all is settled."""


def new_state(place: int) -> NDArray[np.int64]:
    """Return the state of a scan at a place where a record may begin."""
    return np.array([1, 0, place, 0], np.int64)


class RecordScanner:
    """Records one after another: one a line, or objects with or without white space between them."""

    def __init__(self, stack: Stack) -> None:
        self.tables = {UNNAMED: TableKeys(UNNAMED)}
        self._stack = stack
        self._state = new_state(FIRST)

    def scan(self, window: WindowText) -> int:
        """Add what is found and return the place in the text up to which all is settled."""
        return self.scan_from(window, 0)

    def scan_from(self, window: WindowText, pos: int) -> int:
        """Do so from a place in the text."""
        found = window.found_in(UNNAMED)
        tree = self.tables[UNNAMED].tree
        scan_lines(window.text, pos, window.limits, self._state, tree, self._stack, found)
        return int(found.counts[POSITION])

    def expect_nothing(self) -> None:
        """Say that nothing more should come on this line."""
        self._state[FRESH] = 0


class _Stage(Enum):
    OPENING = auto()
    ELEMENTS = auto()
    TAIL = auto()


class ArrayScanner:
    """The elements of one array; whatever follows it is read as records."""

    def __init__(self, stack: Stack, *, is_lost: bool) -> None:
        self._tail = RecordScanner(stack)
        self.tables = self._tail.tables
        self._stack = stack
        self._stage = _Stage.ELEMENTS if is_lost else _Stage.OPENING
        self._state = new_state(LOST if is_lost else FIRST)

    def scan(self, window: WindowText) -> int:
        """Add what is found and return the place in the text up to which all is settled."""
        pos = self._open(window) if self._stage is _Stage.OPENING else 0
        if self._stage is _Stage.ELEMENTS:
            found = window.found_in(UNNAMED)
            tree = self.tables[UNNAMED].tree
            scan_elements(window.text, pos, window.limits, self._state, tree, self._stack, found, False)
            pos = int(found.counts[POSITION])
            if self._state[PLACE] == CLOSED:
                self._stage = _Stage.TAIL
                self._tail.expect_nothing()
        return self._tail.scan_from(window, pos) if self._stage is _Stage.TAIL else pos

    def _open(self, window: WindowText) -> int:
        """Take the opening bracket and the white space before it."""
        pos = min(int(skip_white(window.text, 0)), window.limits.size)
        if pos < window.limits.size:
            pos += 1
            self._stage = _Stage.ELEMENTS
        add_span(window.found_in(UNNAMED), 0, pos, STRUCTURE, SEPARATOR)
        return pos
