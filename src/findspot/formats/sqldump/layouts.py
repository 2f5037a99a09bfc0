"""Decides which columns the records of a statement fill, where it does not list them also from their number."""

from __future__ import annotations

from collections import Counter
from typing import Final

import numpy as np

from findspot.formats.sqldump.heads import HEAD_BYTES, Head
from findspot.formats.sqldump.plan import Plan
from findspot.formats.sqldump.state import NEEDS_MORE, State
from findspot.formats.sqldump.tables import DumpTable, Layout
from findspot.text.kernels import sql
from findspot.text.kernels.sqlstrings import NOTE_BROKEN, NOTE_DELIMITER

_SAMPLE: Final = 8


def lay_out_insert(plan: Plan, place: int, head: Head, state: State, *, final: bool) -> int | None:
    """Set the layout of an INSERT whose first tuple is at ``place``.

    Returns:
        ``place``, ``NEEDS_MORE``, or None where neither the dump nor the tuples tell the number of fields.
    """
    table, notes = _find_table(head, state)
    if head.columns is not None:
        state.layout = _listed(table, head.columns, notes)
        return place
    if not table.rows:
        widths = _measure(plan, place, state, final=final)
        if widths is None:
            return NEEDS_MORE
        table.define(() if table.columns else state.find_definition(head.table))
        table.implied = _choose(table, widths)
    places = table.filled()
    state.layout = Layout(table, places, notes if table.is_as_created(places) else NOTE_BROKEN)
    return place if places else None


def _find_table(head: Head, state: State) -> tuple[DumpTable, int]:
    """Return the table of a statement and its records' notes.

    Where a dump creates its tables, a name that was never created is one of those with a broken byte.
    """
    registry = state.registry
    if registry.find(head.schema, head.table) is None:
        close = registry.close_to(head.table)
        if close is not None and not state.find_definition(head.table):
            return close, NOTE_DELIMITER
    return registry.obtain(head.schema, head.table), 0


def _listed(table: DumpTable, columns: tuple[str, ...], notes: int) -> Layout:
    places, repaired = table.places_of(columns)
    return Layout(table, places, NOTE_DELIMITER if repaired else notes)


def _choose(table: DumpTable, widths: list[int]) -> tuple[int, ...]:
    """Return the columns for tuples of these widths: those created, unless several tuples agree on another number."""
    created = table.positions()
    if not widths:
        return created
    width = Counter(widths).most_common(1)[0][0]
    if not created:
        return table.widen(width)
    if width == len(created) or len(set(widths)) > 1 or len(widths) < 2 or width == 0:
        return created
    if width <= len(table.columns):
        return tuple(range(width)) if width == len(table.columns) else created[:width]
    return table.widen(width)


def _measure(plan: Plan, place: int, state: State, *, final: bool) -> list[int] | None:
    """Return the widths of the first tuples within sight, None if more text is needed."""
    if plan.size - place < HEAD_BYTES and not final:
        return None
    widths = np.zeros(_SAMPLE, np.int64)
    head = np.frombuffer(state.head, np.uint8)
    for size in (min(plan.size, place + HEAD_BYTES), plan.size):
        count = sql.measure_tuples(plan.text, np.array((place, size, state.escapes), np.int64), head, widths)
        if count >= 0:
            return [int(w) for w in widths[:count]]
    return [] if final or plan.size - place > state.longest else None


def lay_out_copy(plan: Plan, place: int, head: Head, state: State, *, final: bool) -> int | None:
    """Set the layout of a COPY block whose first line is at ``place``, and return as ``lay_out_insert`` does."""
    table, notes = _find_table(head, state)
    if head.columns is not None:
        state.layout = _listed(table, head.columns, notes)
        return place
    if not table.columns:
        text = plan.slice(place, HEAD_BYTES)
        if len(text) < HEAD_BYTES and not final:
            return NEEDS_MORE
        table.define(state.find_definition(head.table))
        lines = [line for line in text.split(b"\\.", 1)[0].split(b"\n")[:_SAMPLE] if line]
        if lines and not table.columns:
            table.widen(Counter(line.count(b"\t") + 1 for line in lines).most_common(1)[0][0])
    state.layout = Layout(table, table.positions(), notes)
    return place if table.positions() else None
