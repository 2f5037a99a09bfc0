"""Finds rows in the gaps that reading left: tuples and COPY lines whose statement is lost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from findspot.formats.sqldump.building import Task, build_chunk
from findspot.formats.sqldump.copyblocks import CopyReader, line_end
from findspot.formats.sqldump.dialects import guess_dialect
from findspot.formats.sqldump.fitting import fits_classes, fits_line
from findspot.formats.sqldump.plan import Plan
from findspot.formats.sqldump.reader import measure_dump, scan_tables, scan_windows
from findspot.formats.sqldump.scanner import Scanner
from findspot.formats.sqldump.state import NEEDS_MORE, Mode, State
from findspot.formats.sqldump.tables import DumpTable, Layout
from findspot.formats.sqldump.tuples import TupleReader
from findspot.formats.windows import Windows, map_ordered
from findspot.model.batch import ByteStream, Chunk, ReadSettings
from findspot.model.span import ByteClass, GapReason, Spans
from findspot.text.kernels import copytext, sql
from findspot.text.kernels.sqlstrings import NOTE_DELIMITER, NUL_RUN, nul_run

_NO_HEAD: Final = np.empty(0, np.uint8)
_SHORTEST: Final = 5
"""Bytes of the shortest record with a neighbour."""
_SIGHT: Final = 65_536
_FEWEST: Final = 2
"""Tuples in a row that a nameless table needs: one alone may be anything."""
_FEWEST_LINES: Final = 3
"""Lines in a row that one needs, as tabs are not only in dumps."""
LINE_BYTES: Final = 65_536
NEEDS_LINE: Final = -2
"""What ``next_tabbed`` returns for a line whose end is not in sight."""


def salvage_dump(stream: ByteStream, gaps: Spans, settings: ReadSettings) -> Iterator[Chunk]:
    """Yield chunks over those of ``gaps`` that may hold records; what is none stays a gap in them."""
    yield from map_ordered(build_chunk, _scan(stream, gaps, settings), settings.workers)


def _scan(stream: ByteStream, gaps: Spans, settings: ReadSettings) -> Iterator[Task]:
    places = zip(gaps.offset.tolist(), gaps.length.tolist(), gaps.code.tolist(), strict=True)
    wanted = [(o, n) for o, n, code in places if code != GapReason.NUL_RUN and n >= _SHORTEST]
    if not wanted:
        return
    prior, sample = measure_dump(stream)
    state = State(
        scan_tables(stream, settings), guess_dialect(sample).escapes, settings.max_record_bytes, notes=NOTE_DELIMITER
    )
    salvager = Salvager(state)
    for offset, length in wanted:
        windows = Windows(stream, settings, offset, offset + length)
        yield from scan_windows(salvager.scanner(), windows, prior, stream.id)


class Salvager:
    """Looks for tuples and tab-separated lines without context, and for the table they may belong to.

    That is the only one in the dump of their width whose types agree; where none or several do, a nameless one for each
    width.
    """

    def __init__(self, state: State) -> None:
        self._state = state
        self._nameless: dict[int, DumpTable] = {}
        self._begun: tuple[Plan | None, int] = (None, -1)

    def scanner(self) -> Scanner:
        """Return a scanner for one gap."""
        state = self._state
        state.end_statement()
        state.skip = 0
        copies = CopyReader(state)
        return Scanner(
            state,
            {
                Mode.STATEMENTS: self.search,
                Mode.LOST: self.search,
                Mode.TUPLES: TupleReader(state).step,
                Mode.COPY: copies.step,
                Mode.COPY_REST: copies.rest,
            },
        )

    def search(self, plan: Plan, place: int, final: bool) -> int:
        """Go to the next tuple or tab-separated line that a table can be told for."""
        state = self._state
        if state.mode is Mode.LOST:
            state.end_statement()
            state.skip = 0
        if plan.text[place] == 0:
            end = int(nul_run(plan.text, place, plan.size))
            plan.mark(place, end, ByteClass.GAP, GapReason.NUL_RUN if end - place >= NUL_RUN else GapReason.UNCLAIMED)
            return end
        settings = np.array((place, plan.size, final, 0, state.escapes, place, state.longest, 0), np.int64)
        code, after, credit, count, _, _ = sql.find_tuple(
            plan.text, settings, plan.starts, plan.ends, plan.flags, plan.field,
            plan.row_starts, plan.row_ends, plan.row_codes, plan.row, state.credit,
        )  # fmt: skip
        line, width, lines = copytext.next_tabbed(plan.text, place, after, plan.size, final)
        if line == NEEDS_LINE:
            return NEEDS_MORE
        if line >= 0:
            code, after = sql.FOUND, line
        if code == sql.WANTS_MORE or (code == sql.FOUND and plan.size - after < _SIGHT and not final):
            return NEEDS_MORE
        state.credit = credit
        if code == sql.FOUND:
            # what was begun here before and gave no record is none
            is_new = self._begun[0] is not plan or self._begun[1] != after
            self._begun = (plan, after)
            if line >= 0:
                chosen = is_new and self._begin_lines(plan, after, width, lines)
                after = after if chosen else line_end(plan, after, final=True)
            else:
                chosen = is_new and self._begin_tuples(plan, after, abs(count))
                after += not chosen
        plan.mark(place, after, ByteClass.GAP, GapReason.UNCLAIMED)
        return int(after)

    def _begin_lines(self, plan: Plan, place: int, width: int, lines: int) -> bool:
        fields = plan.slice(place, LINE_BYTES).split(b"\n", 1)[0].rstrip(b"\r").split(b"\t")
        layouts = [Layout(t, t.filled()) for t in self._state.registry.of_width(width)]
        fitting = [layout for layout in layouts if fits_line(fields, layout.classes())]
        if len(fitting) != 1 and lines < _FEWEST_LINES:
            return False
        table = self._obtain_nameless(width)
        self._state.layout = fitting[0] if len(fitting) == 1 else Layout(table, table.filled())
        self._state.mode = Mode.COPY
        return True

    def _begin_tuples(self, plan: Plan, place: int, width: int) -> bool:
        """Choose the table of the tuple whose fields the search has left behind the plan's own."""
        fitting = [
            layout
            for table in self._state.registry.of_width(width)
            if fits_classes(plan, (layout := Layout(table, table.filled())).classes())
        ]
        if len(fitting) == 1:
            layout = fitting[0]
        else:
            widths = np.zeros(_FEWEST, np.int64)
            settings = np.array((place, plan.size, self._state.escapes), np.int64)
            if sql.measure_tuples(plan.text, settings, _NO_HEAD, widths) < _FEWEST or widths[0] != widths[1]:
                return False
            table = self._obtain_nameless(width)
            layout = Layout(table, table.filled())
        self._state.layout, self._state.head = layout, b""
        self._state.mode, self._state.wants_tuple = Mode.TUPLES, True
        return True

    def _obtain_nameless(self, width: int) -> DumpTable:
        if width not in self._nameless:
            table = DumpTable("", "", f"unnamed part of {width} columns")
            table.widen(width)
            self._nameless[width] = table
        return self._nameless[width]
