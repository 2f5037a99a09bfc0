"""Steps through the tuples of an INSERT, and past what is broken in it."""

from __future__ import annotations

import re
from typing import Final

import numpy as np

from findspot.formats.sqldump.fitting import fits_classes
from findspot.formats.sqldump.plan import Plan, Run
from findspot.formats.sqldump.state import NEEDS_MORE, Mode, State
from findspot.formats.sqldump.tables import Layout
from findspot.model.span import ByteClass, GapReason, RejectCode, StructureKind
from findspot.text.kernels import sql
from findspot.text.kernels.sqlstrings import NOTE_DELIMITER, nul_run

TAIL_BYTES: Final = 4_096
"""Bytes looked at to tell whether a record without comma or semicolon behind it is the last of its statement."""

_CLAUSE: Final = re.compile(rb"\s*(?:ON\s+(?:DUPLICATE|CONFLICT)|RETURNING|AS\s+[`\"\w]+)\b", re.IGNORECASE)
_NEXT_LINE: Final = re.compile(
    rb"[ \t]*(?:\r?\n\s*(?:--|#|/\*|/\r?\n|(?:INSERT|REPLACE|CREATE|DROP|ALTER|SET|COMMIT|GO|UNLOCK|LOCK"
    rb"|SELECT|UPDATE|DELETE|USE|EXEC|PRINT"
    rb"|BEGIN|END|GRANT|COPY)\b)|\s*\Z)",
    re.IGNORECASE,
)
_CODES: Final = (RejectCode.SYNTAX, RejectCode.CUT, RejectCode.TOO_LONG)


class TupleReader:
    """Reads tuples where they are whole, and finds the next whole one where they are not."""

    def __init__(self, state: State) -> None:
        self._state = state

    def step(self, plan: Plan, place: int, final: bool) -> int:
        """Read tuples up to the end of the statement, damage, or the end of the text."""
        state, layout = self._state, self._layout
        settings = (place, plan.size, final, layout.width, state.escapes, state.wants_tuple, state.longest)
        code, after, row, field, cut = sql.scan_tuples(
            plan.text,
            np.array(settings, np.int64),
            np.frombuffer(state.head, np.uint8),
            plan.starts,
            plan.ends,
            plan.flags,
            plan.row_starts, plan.row_ends, plan.row_notes, plan.row_codes, plan.row_kinds, plan.row, plan.field,
        )  # fmt: skip
        if code == sql.NO_DELIMITER and row > plan.row and not final and plan.size - after < TAIL_BYTES:
            row -= 1
            field -= 0 if plan.row_codes[row] else layout.width
            code = sql.WANTS_MORE
        begin, first = place, plan.row
        if row > first:
            place = int(plan.row_ends[row - 1])
            if state.is_likely:
                plan.row_notes[first] |= NOTE_DELIMITER
            plan.row_notes[first:row] |= state.notes | layout.notes
            state.wants_tuple = state.is_likely = False
            layout.table.rows += row - first
        plan.add_run(Run(layout.table.source(), layout.places, begin, first, row, plan.field), field)
        if code == sql.WANTS_MORE:
            return place if row > first else NEEDS_MORE
        return self._leave(plan, place, (code, after, cut), final=final)

    def _leave(self, plan: Plan, place: int, found: tuple[int, int, int], *, final: bool) -> int:
        """Go on from where tuples stopped; ``place`` is the end of the last one."""
        code, after, cut = found
        state = self._state
        if code == sql.FULL:
            plan.is_full = True
            return place
        if code == sql.ENDED:
            plan.mark(place, after, ByteClass.STRUCTURE, StructureKind.STATEMENT)
            state.end_statement()
            return after
        if code == sql.NO_DELIMITER:
            return self._read_tail(plan, place, final=final)
        plan.mark(place, after, ByteClass.STRUCTURE, StructureKind.SEPARATOR)
        if code == sql.DRIFT:
            state.end_statement()
            state.mode = Mode.SKIP
            return after
        state.lose(_CODES[cut], 0)
        state.wants_tuple = True
        return after

    def _read_tail(self, plan: Plan, place: int, *, final: bool) -> int:
        state = self._state
        tail = plan.slice(place, TAIL_BYTES)
        if not final and len(tail) < TAIL_BYTES:
            return NEEDS_MORE
        if _NEXT_LINE.match(tail) or _CLAUSE.match(tail):
            state.end_statement()
            state.mode = Mode.CLAUSE if _CLAUSE.match(tail) else Mode.STATEMENTS
            return place
        if plan.runs and plan.row_ends[plan.row - 1] == place:
            plan.row_notes[plan.row - 1] |= NOTE_DELIMITER
        state.lose(RejectCode.SYNTAX, 0)
        return place

    def search(self, plan: Plan, place: int, final: bool) -> int:
        """Skip to the next tuple that fits the table, the next statement, or a hole."""
        state, layout = self._state, self._layout
        begin, first, start = place, plan.row, place + state.skip
        while True:
            settings = (place, plan.size, final, layout.width, state.escapes, start, state.longest, state.code)
            code, after, state.credit, count, row, place = sql.find_tuple(
                plan.text, np.array(settings, np.int64), plan.starts, plan.ends, plan.flags, plan.field,
                plan.row_starts, plan.row_ends, plan.row_codes, plan.row, state.credit,
            )  # fmt: skip
            if row > plan.row:
                state.code = RejectCode.SYNTAX
            plan.row = row
            if code != sql.FOUND or fits_classes(plan, layout.classes()):
                break
            start = after + 1
        plan.row = first
        plan.add_run(Run(layout.table.source(), layout.places, begin, first, row, plan.field), plan.field)
        if code == sql.WANTS_MORE:
            state.skip = after - place
            return place if place > begin else NEEDS_MORE
        is_cut = code == sql.FOUND_NOTHING and count
        plan.mark(place, after, ByteClass.REJECT, RejectCode.CUT if is_cut else state.code)
        return self._leave_search(plan, place, (code, after, count), final=final)

    def _leave_search(self, plan: Plan, place: int, found: tuple[int, int, int], *, final: bool) -> int:
        """Go on from where the search stopped; ``place`` is the start of what was skipped last."""
        code, after, count = found
        state = self._state
        state.skip, state.code = 0, RejectCode.SYNTAX
        if code == sql.FOUND:
            state.mode, state.wants_tuple, state.is_likely = Mode.TUPLES, True, count < 0
        elif code == sql.FOUND_STATEMENT:
            state.end_statement()
        elif code == sql.FOUND_NULS and after == place:
            return skip_nuls(plan, place, final=final)
        elif code == sql.FOUND_PIECE and after == place:
            plan.is_full = True
        return int(after)

    @property
    def _layout(self) -> Layout:
        layout = self._state.layout
        assert layout is not None, "tuples are read with a layout only"
        return layout


def skip_nuls(plan: Plan, place: int, *, final: bool) -> int:
    """Mark the run of NULs at ``place`` as a gap and return its end.

    Of a run that may go on behind the text enough is left to be known as a run again.
    """
    end = int(nul_run(plan.text, place, plan.size))
    if end == plan.size and not final:
        end = place + (end - place - 8) // 2 * 2
        if end <= place:
            return NEEDS_MORE
    plan.mark(place, end, ByteClass.GAP, GapReason.NUL_RUN)
    return end
