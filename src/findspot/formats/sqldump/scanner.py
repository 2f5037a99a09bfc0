"""Walks through text from one window to the next, knowing at each place what it is in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from findspot.formats.sqldump.copyblocks import CopyReader
from findspot.formats.sqldump.plan import Plan
from findspot.formats.sqldump.state import NEEDS_MORE, Mode, State
from findspot.formats.sqldump.statements import StatementReader
from findspot.formats.sqldump.tuples import TupleReader

Step: TypeAlias = Callable[[Plan, int, bool], int]
"""Looks at the text from a place on, and returns the place behind what it decided on, or ``NEEDS_MORE``."""


class Scanner:
    """Turns the text of consecutive windows into plans.

    Each step looks at one statement, comment, or run of records, and only decides on what it sees whole; so plans do
    not depend on where windows end.
    """

    def __init__(self, state: State, steps: Mapping[Mode, Step]) -> None:
        self.state = state
        self._steps = steps

    def scan(self, plan: Plan, place: int, *, final: bool, full: bool = False) -> int:
        """Fill the plan and return the place in its text up to which everything is decided.

        Args:
            plan: An empty plan.
            place: Where to start.
            final: Whether no text follows.
            full: Whether a longer text from the same place will not come, so that the first step has to decide.
        """
        first = place
        while place < plan.size and not plan.is_full:
            after = self._steps[self.state.mode](plan, place, final or (full and place == first))
            if after == NEEDS_MORE:
                break
            self.state.advance(after - place)
            place = after
        return place


def dump_scanner(state: State) -> Scanner:
    """Return a scanner that reads a dump from its start."""
    statements, tuples, copies = StatementReader(state), TupleReader(state), CopyReader(state)
    return Scanner(
        state,
        {
            Mode.STATEMENTS: statements.step,
            Mode.SKIP: statements.skip,
            Mode.CLAUSE: statements.clause,
            Mode.TUPLES: tuples.step,
            Mode.LOST: tuples.search,
            Mode.COPY: copies.step,
            Mode.COPY_REST: copies.rest,
        },
    )
