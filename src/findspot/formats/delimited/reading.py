"""Reads delimited text as chunks: one thread scans, others build columns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import numpy as np

from findspot.formats.delimited.chunks import make_chunk
from findspot.formats.delimited.layouts import measure_layout
from findspot.formats.delimited.scanning import Block, Layout, Scanner
from findspot.formats.windows import map_ordered
from findspot.model.batch import ByteStream, Chunk, ReadSettings, SourceColumn, SourceTable
from findspot.model.span import ByteClass, How, Spans, StructureKind


def read_stream(stream: ByteStream, settings: ReadSettings) -> Iterator[Chunk]:
    """Yield the chunks of a whole stream."""
    if stream.length:
        yield from read_with(measure_layout(stream, settings), stream, settings)


def read_with(layout: Layout, stream: ByteStream, settings: ReadSettings) -> Iterator[Chunk]:
    """Yield the chunks of a stream whose layout is known; the first announces the table."""
    table = source_table(layout)
    if layout.skip:
        mark = Spans.of([(0, layout.skip, StructureKind.BYTE_ORDER_MARK)])
        yield Chunk(0, layout.skip, (table,), structure=mark)
    blocks = Scanner(stream, settings, layout).blocks(layout.skip, stream.length)
    work = partial(make_chunk, stream=stream.id, quote=layout.quote)
    for number, chunk in enumerate(map_ordered(work, blocks, settings.workers)):
        yield replace(chunk, tables=(table,)) if number == 0 and not layout.skip else chunk


def salvage_stream(stream: ByteStream, gaps: Spans, settings: ReadSettings) -> Iterator[Chunk]:
    """Yield the records with the full number of fields that lie within ``gaps``; what else is there stays a gap."""
    layout = measure_layout(stream, settings) if stream.length else None
    if layout is None or layout.columns < 2:
        return
    table = source_table(layout)
    for start, length in zip(gaps.offset.tolist(), gaps.length.tolist(), strict=True):
        for block in Scanner(stream, settings, layout).blocks(start, start + length, behind_gap=True):
            found = _salvaged(block)
            if found is not None:
                yield make_chunk(found, stream.id, layout.quote, (table,))


def source_table(layout: Layout) -> SourceTable:
    """Return the one, unnamed table of a delimited text."""
    names = layout.names or ("",) * layout.columns
    return SourceTable("", tuple(SourceColumn(name) for name in names), has_header=bool(layout.names))


def _salvaged(block: Block) -> Block | None:
    """Return the stretch from a block's first whole record to its last, all else in it as gaps; ``None`` for none."""
    is_row = block.events[:, 0] == ByteClass.ROW
    whole = np.zeros(len(is_row), np.bool_)
    whole[is_row] = block.events[is_row, 3] != How.PARTIAL
    if not whole.any():
        return None
    first, last = np.flatnonzero(whole)[[0, -1]]
    events = block.events[first : last + 1].copy()
    kept = whole[first : last + 1]
    events[kept, 3] = How.SALVAGED
    events[~kept, 0], events[~kept, 3] = ByteClass.GAP, 1
    return Block(block.transcript, events, block.raw[first : last + 2], *block.fields(np.flatnonzero(whole[is_row])))
