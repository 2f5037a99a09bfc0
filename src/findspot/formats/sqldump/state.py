"""Where in a dump the scanner is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from findspot.formats.sqldump.createtable import ColumnDefinition
from findspot.formats.sqldump.tables import Layout, Registry
from findspot.model.span import RejectCode
from findspot.text.kernels.sql import CREDIT_PER_BYTE, MOST_CREDIT, SHORT_SIGHT

NEEDS_MORE: Final = -1
"""What a step returns when it cannot decide on the text it has."""


class Mode(Enum):
    """What comes next.

    A statement, what is none, tuples, the same behind damage, what an INSERT has behind its tuples, lines of a COPY,
    the rest of a broken one.
    """

    STATEMENTS = auto()
    SKIP = auto()
    TUPLES = auto()
    LOST = auto()
    CLAUSE = auto()
    COPY = auto()
    COPY_REST = auto()


def no_definition(name: str) -> tuple[ColumnDefinition, ...]:
    """Return no columns for any table."""
    return ()


@dataclass(slots=True)
class State:
    """All that a window hands on to the next.

    Attributes:
        escapes: Whether a backslash escapes in a plain string.
        longest: Bytes beyond which a record is a reject.
        delimiter: What ends a statement.
        layout: Table and columns of the statement whose records are read.
        head: Text of that statement up to its first tuple.
        wants_tuple: Whether a tuple comes next, not a separator.
        is_likely: Whether the next tuple was found by its look alone.
        notes: Notes for every record, as it was found without its statement.
        code: Why the bytes being skipped are a reject.
        skip: Bytes of them already searched.
        find_definition: Looks for a table's CREATE TABLE further on in the dump.
        credit: What tries may still cost, so that hostile text is read in linear time.
    """

    registry: Registry
    escapes: bool
    longest: int
    mode: Mode = Mode.STATEMENTS
    delimiter: bytes = b";"
    layout: Layout | None = None
    head: bytes = b""
    wants_tuple: bool = True
    is_likely: bool = False
    notes: int = 0
    code: RejectCode = RejectCode.SYNTAX
    skip: int = 0
    credit: int = MOST_CREDIT
    find_definition: Callable[[str], tuple[ColumnDefinition, ...]] = no_definition

    def lose(self, code: RejectCode, skip: int) -> None:
        """Note that the statement is broken here; the search for its next tuple starts ``skip`` bytes on."""
        self.mode, self.code, self.skip, self.is_likely = Mode.LOST, code, skip, False

    def end_statement(self) -> None:
        """Note that a statement comes next."""
        self.mode, self.layout = Mode.STATEMENTS, None

    def sight(self, place: int, size: int) -> int:
        """Return up to where a statement at ``place`` may be looked for in ``size`` bytes of text."""
        return min(size, place + (self.longest if self.credit > 0 else SHORT_SIGHT))

    def advance(self, count: int) -> None:
        """Note that ``count`` bytes are decided on."""
        self.credit = min(self.credit + CREDIT_PER_BYTE * count, MOST_CREDIT)
