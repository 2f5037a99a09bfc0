"""Walks through a dump from one window to the next, knowing at each place which statement it is in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from findspot.formats.sqldump.copyblocks import CopyReader
from findspot.formats.sqldump.dialects import Dialect
from findspot.formats.sqldump.plan import Plan
from findspot.formats.sqldump.state import NEEDS_MORE, Mode, State
from findspot.formats.sqldump.statements import StatementReader
from findspot.formats.sqldump.tables import Registry
from findspot.formats.sqldump.tuples import TupleReader


class Scanner:
    """Turns the text of consecutive windows into plans.

    Each step looks at one statement, comment, or run of records, and only decides on what it sees whole; so plans do not depend on
    where windows end.
    """

    def __init__(self, dialect: Dialect, registry: Registry, longest: int) -> None:
        self.state = State(registry, dialect.escapes, longest)
        statements, tuples, copies = StatementReader(self.state), TupleReader(self.state), CopyReader(self.state)
        self._steps: Final[dict[Mode, Callable[[Plan, int, bool], int]]] = {
            Mode.STATEMENTS: statements.step,
            Mode.SKIP: statements.skip,
            Mode.TUPLES: tuples.step,
            Mode.LOST: tuples.search,
            Mode.COPY: copies.step,
            Mode.COPY_REST: copies.rest,
        }

    def scan(self, plan: Plan, *, final: bool, full: bool = False) -> int:
        """Fill the plan and return the place in its text up to which everything is decided.

        Args:
            plan: An empty plan.
            final: Whether no text follows.
            full: Whether a longer text from the same place will not come, so that the first step has to decide.
        """
        place = 0
        while place < plan.size and not plan.is_full:
            after = self._steps[self.state.mode](plan, place, final or (full and place == 0))
            if after == NEEDS_MORE:
                break
            place = after
        return place
