"""Scans one outer object whose keys hold arrays of objects: each of them is a table."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from findspot.formats.jsontext.names import decode_key
from findspot.formats.jsontext.parts import TableKeys, WindowText
from findspot.formats.jsontext.sequences import UNNAMED, RecordScanner, new_state
from findspot.text.kernels.json import INCOMPLETE, OK, Stack, parse_value, skip_white
from findspot.text.kernels.jsonarray import scan_elements
from findspot.text.kernels.jsonscan import (
    BAD_SYNTAX,
    CLOSED,
    FIRST,
    GAP,
    HEADER,
    HOLE,
    LEAVES,
    NUL_RUN,
    PLACE,
    POSITION,
    RECORDS,
    SEPARATOR,
    STRUCTURE,
    add_record,
    add_span,
    cut_reject,
    forget,
    reject_code,
)
from findspot.text.kernels.jsontree import ATTEMPT, COLUMNS, NODES, ROOT, child_of

MOST_TABLES: Final = 256
"""An array under one key more is kept as JSON text."""

_KEY: Final = re.compile(rb'[ \t\r\n]*"((?:[^"\\\x00-\x1f]|\\["\\/bfnrtu])*+)"[ \t\r\n]*:[ \t\r\n]*')
_TABLE: Final = re.compile(rb'"[ \t\r\n]*:[ \t\r\n]*\[[ \t\r\n]*\{|\x00{8,}')
_LONGEST_NAME: Final = 256
_OPENED: Final = re.compile(rb"\[[ \t\r\n]*")

WAIT: Final = -1

_Step = Callable[[WindowText, int], int]


class MemberScanner:
    """Arrays of objects under the keys of one outer object are tables; any other member is a record with one field.

    Whatever follows the outer object is read as records.
    """

    def __init__(self, stack: Stack) -> None:
        self._tail = RecordScanner(stack)
        self.tables = self._tail.tables
        self._stack = stack
        self._state = new_state(FIRST)
        self._table = self.tables[UNNAMED]
        self._code = BAD_SYNTAX
        self._step: _Step = self._open

    def scan(self, window: WindowText) -> int:
        """Add what is found and return the place in the text up to which all is settled."""
        pos = 0
        while pos < window.limits.size:
            if self._step in (self._open, self._member, self._after):
                pos = self._skip_white(window, pos)
                if pos == window.limits.size:
                    break
            following = self._step(window, pos)
            if following == WAIT:
                break
            pos = following
        return pos

    def _separate(self, window: WindowText, start: int, end: int) -> None:
        add_span(window.found_in(UNNAMED), start, end, STRUCTURE, SEPARATOR)

    def _skip_white(self, window: WindowText, pos: int) -> int:
        end = min(int(skip_white(window.text, pos)), window.limits.size)
        self._separate(window, pos, end)
        return end

    def _open(self, window: WindowText, pos: int) -> int:
        self._separate(window, pos, pos + 1)
        self._step = self._member
        return pos + 1

    def _member(self, window: WindowText, pos: int) -> int:
        """Read a key and see what its value is."""
        size = window.limits.size
        if window.text[pos] == 125:
            return self._close(window, pos)
        match = _KEY.match(window.view, pos, size)
        if match is None or match.end() == size:
            can_wait = not window.limits.is_final and size - pos <= window.limits.record
            return WAIT if can_wait else self._lose(window, pos, BAD_SYNTAX)
        value = match.end()
        if window.text[value] == 91:
            opened = _OPENED.match(window.view, value, size)
            inner = opened.end() if opened else size
            if inner == size and not window.limits.is_final and size - pos <= window.limits.record:
                return WAIT
            if inner < size and window.text[inner] == 123 and self._enter(match[1]):
                add_span(window.found_in(self._table.name), pos, value + 1, STRUCTURE, HEADER)
                return value + 1
        return self._read_value(window, pos, (match.start(1), match.end(1)), value)

    def _enter(self, key: bytes) -> bool:
        """Begin with the table of a key, unless there are too many."""
        name = decode_key(key)
        if name not in self.tables:
            if len(self.tables) >= MOST_TABLES:
                return False
            self.tables[name] = TableKeys(name)
        self._table = self.tables[name]
        self._state = new_state(FIRST)
        self._step = self._elements
        return True

    def _elements(self, window: WindowText, pos: int) -> int:
        found = window.found_in(self._table.name)
        scan_elements(window.text, pos, window.limits, self._state, self._table.tree, self._stack, found, True)
        following = int(found.counts[POSITION])
        if self._state[PLACE] == CLOSED:
            self._step = self._after
            return following
        return following if following > pos else WAIT

    def _read_value(self, window: WindowText, pos: int, key: tuple[int, int], value: int) -> int:
        """Read a member that is no table as a record with one field."""
        found, tree, limits = window.found_in(UNNAMED), self.tables[UNNAMED].tree, window.limits
        nodes, columns = tree.counts[NODES], tree.counts[COLUMNS]
        tree.counts[ATTEMPT] += 1
        node = child_of(tree, ROOT, -1, window.text, key[0], key[1] - key[0])
        status, end, leaves, flags = parse_value(
            window.text, value, limits.size, node, found.counts[RECORDS], tree, found.leaves, found.counts[LEAVES],
            self._stack,
        )  # fmt: skip
        end = int(end)
        after = min(int(skip_white(window.text, end)), limits.size)
        is_short = limits.size - pos <= limits.record
        if (status == INCOMPLETE or after == limits.size) and not limits.is_final and is_short:
            forget(tree, nodes, columns)
            return WAIT
        is_tidy = after < limits.size and window.text[after] in b",}"
        if status == OK and is_tidy and end - pos <= limits.record:
            add_record(tree, found, pos, end, end, leaves, flags, True)
            self._step = self._after
            return end
        forget(tree, nodes, columns)
        return self._lose(window, pos, reject_code(status))

    def _after(self, window: WindowText, pos: int) -> int:
        """Take the comma between members."""
        sign = window.text[pos]
        if sign == 125:
            return self._close(window, pos)
        if sign != 44:
            return self._lose(window, pos, BAD_SYNTAX)
        self._separate(window, pos, pos + 1)
        self._step = self._member
        return pos + 1

    def _close(self, window: WindowText, pos: int) -> int:
        self._separate(window, pos, pos + 1)
        self._tail.expect_nothing()
        self._step = self._rest
        return pos + 1

    def _rest(self, window: WindowText, pos: int) -> int:
        following = self._tail.scan_from(window, pos)
        return following if following > pos else WAIT

    def _lose(self, window: WindowText, pos: int, code: int) -> int:
        self._code = code
        self._step = self._resume
        return self._resume(window, pos)

    def _resume(self, window: WindowText, pos: int) -> int:
        """Reject what lies before the next table, or the next hole."""
        match = _TABLE.search(window.view, pos, window.limits.size)
        resumed = _name_start(window.view, pos, match) if match else -1
        found = window.found_in(UNNAMED)
        following = int(cut_reject(window.text, pos, resumed, self._code, window.limits, self._state, found))
        if match is None or following != resumed:
            return following
        if match[0][:1] == b"\0":
            # a hole at the end may go on in the next text
            end = match.end() - NUL_RUN * (match.end() == window.limits.size and not window.limits.is_final)
            add_span(found, resumed, end, GAP, HOLE)
            return end if end > pos else WAIT
        self._step = self._member
        return following


def _name_start(view: memoryview, pos: int, match: re.Match[bytes]) -> int:
    """Return where the key of a table begins whose closing quote was found, or the hole that was."""
    end = match.start()
    if match[0][:1] == b"\0":
        return end
    floor = max(pos, end - _LONGEST_NAME)
    before = view[floor:end].tobytes()
    return floor + max(before.rfind(b'"'), 0)
