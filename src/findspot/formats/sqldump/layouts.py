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

_SAMPLE: Final = 8


def lay_out_insert(plan: Plan, place: int, head: Head, state: State, *, final: bool) -> int | None:
    """Set the layout of an INSERT whose first tuple is at ``place``.

    Returns:
        ``place``, ``NEEDS_MORE``, or None where neither the dump nor the tuples tell the number of fields.
    """
    table = state.registry.obtain(head.schema, head.table)
    if head.columns is not None:
        state.layout = Layout(table, table.places_of(head.columns))
        return place
    if not table.rows:
        widths = _measure(plan, place, state, final=final)
        if widths is None:
            return NEEDS_MORE
        table.define(() if table.columns else state.find_definition(head.table))
        table.implied = _choose(table, widths)
    places = table.filled()
    state.layout = Layout(table, places, is_misfit=bool(places) and not table.is_as_created(places))
    return place if places else None


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


def lay_out_copy(plan: Plan, place: int, head: Head, state: State) -> bool:
    """Set the layout of a COPY block whose first line is at ``place``; False if nothing tells the number of fields."""
    table = state.registry.obtain(head.schema, head.table)
    if head.columns is not None:
        places = table.places_of(head.columns)
    else:
        lines = [line for line in plan.slice(place, HEAD_BYTES).split(b"\n")[:_SAMPLE] if not line.startswith(b"\\.")]
        width = Counter(line.count(b"\t") + 1 for line in lines if line).most_common(1)
        created = table.positions()
        places = created or (table.widen(width[0][0]) if width else ())
    state.layout = Layout(table, places)
    return bool(places)
