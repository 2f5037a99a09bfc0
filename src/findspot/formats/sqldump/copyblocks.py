"""Steps through the lines of a COPY block, and past what is broken in it."""

from __future__ import annotations

from typing import Final

import numpy as np

from findspot.formats.sqldump.plan import Plan, Run
from findspot.formats.sqldump.state import NEEDS_MORE, Mode, State
from findspot.formats.sqldump.tuples import skip_nuls
from findspot.model.span import ByteClass, RejectCode, StructureKind
from findspot.text.kernels import copytext
from findspot.text.kernels.sql import WANTS_MORE

_LINE_ENDS: Final = (b"\n", b"\r")


class CopyReader:
    r"""Reads the lines of a COPY block up to ``\\.`` or, where that is lost, the next statement."""

    def __init__(self, state: State) -> None:
        self._state = state

    def step(self, plan: Plan, place: int, final: bool) -> int:
        """Read lines up to the end of the block, damage, or the end of the text."""
        state, layout = self._state, self._state.layout
        assert layout is not None, "COPY lines are read with a layout only"
        settings = np.array((place, plan.size, final, layout.width, state.longest), np.int64)
        code, after, row, field = copytext.scan_copy(
            plan.text, settings, plan.starts, plan.ends, plan.flags,
            plan.row_starts, plan.row_ends, plan.row_notes, plan.row_codes, plan.row, plan.field,
        )  # fmt: skip
        first = plan.row
        layout.table.rows += row - first
        plan.row_notes[first:row] |= state.notes | layout.notes
        plan.add_run(Run(layout.table.source(), layout.places, place, first, row, plan.field), field)
        if code == WANTS_MORE:
            return int(after) if row > first else NEEDS_MORE
        if code == copytext.COPY_ENDED:
            end = line_end(plan, after, final=final)
            if end == NEEDS_MORE:
                return after if row > first else NEEDS_MORE
            plan.mark(after, end, ByteClass.STRUCTURE, StructureKind.STATEMENT)
            state.end_statement()
            return end
        if code == copytext.COPY_STATEMENT:
            state.end_statement()
        elif code == copytext.COPY_FULL:
            plan.is_full = True
        else:
            state.mode = Mode.COPY_REST
            state.code = RejectCode.TOO_LONG if code == copytext.COPY_LONG else RejectCode.CUT
        return int(after)

    def rest(self, plan: Plan, place: int, final: bool) -> int:
        """Skip to the end of a broken line: its pieces are rejects, its holes gaps."""
        state = self._state
        piece = plan.text[place : min(place + state.longest, plan.size)]
        hole = find_hole(piece)
        if hole == 0:
            return skip_nuls(plan, place, final=final)
        before = piece[:hole] if hole > 0 else piece
        stops = np.flatnonzero((before == 10) | (before == 13))
        if len(stops):
            end = line_end(plan, place + int(stops[0]), final=final)
            if end == NEEDS_MORE:
                return NEEDS_MORE
            state.mode = Mode.COPY
        elif hole > 0:
            end = place + hole
        elif final or len(piece) == state.longest:
            end = place + len(piece)
        else:
            return NEEDS_MORE
        plan.mark(place, end, ByteClass.REJECT, state.code)
        return end


def line_end(plan: Plan, place: int, *, final: bool) -> int:
    """Return the place behind the end of the line at ``place``; a lone CR ends a line too."""
    piece = plan.text[place : plan.size]
    stops = np.flatnonzero((piece[:4096] == 10) | (piece[:4096] == 13))
    if not len(stops) and len(piece) > 4096:
        stops = np.flatnonzero((piece == 10) | (piece == 13))
    if not len(stops):
        return plan.size if final else NEEDS_MORE
    end = place + int(stops[0])
    if plan.text[end] == 13:
        if end + 1 >= plan.size and not final:
            return NEEDS_MORE
        return end + 2 if end + 1 < plan.size and plan.text[end + 1] == 10 else end + 1
    return end + 1


def find_hole(piece: np.ndarray[tuple[int], np.dtype[np.uint8]]) -> int:
    """Return where a run of 8 NULs starts, -1 if there is none."""
    return piece.tobytes().find(bytes(8))
