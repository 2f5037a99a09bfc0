"""Reads JSON text as chunks: one thread scans, others build columns."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

import numpy as np

from findspot.formats.jsontext.blocks import Block, cut_block
from findspot.formats.jsontext.building import make_chunk
from findspot.formats.jsontext.layout import Arrangement, Layout, measure_layout
from findspot.formats.jsontext.members import MemberScanner
from findspot.formats.jsontext.parts import WindowText
from findspot.formats.jsontext.sequences import ArrayScanner, RecordScanner, SequenceScanner
from findspot.formats.sqldump.places import find_places
from findspot.formats.windows import Windows, map_ordered
from findspot.model.batch import ByteStream, Chunk, ReadSettings
from findspot.model.span import Spans, StructureKind
from findspot.text.kernels.json import new_stack
from findspot.text.kernels.jsonscan import Limits
from findspot.text.transcripts import transcribe

OBJECT: Final = b'{"'
"""Many records may stand on one line: each object is decoded by itself."""


def read_stream(stream: ByteStream, settings: ReadSettings) -> Iterator[Chunk]:
    """Yield the chunks of a whole stream."""
    if not stream.length:
        return
    layout = measure_layout(stream, settings)
    if layout.skip:
        yield Chunk(0, layout.skip, structure=Spans.of([(0, layout.skip, StructureKind.BYTE_ORDER_MARK)]))
    blocks = scan_blocks(stream, settings, layout)
    yield from map_ordered(partial(make_chunk, stream=stream.id), blocks, settings.workers)


def new_scanner(arrangement: Arrangement, depth: int) -> SequenceScanner:
    """Return the scanner for an arrangement of records."""
    stack = new_stack(depth)
    if arrangement is Arrangement.RECORDS:
        return RecordScanner(stack)
    if arrangement is Arrangement.TABLES:
        return MemberScanner(stack)
    return ArrayScanner(stack, is_lost=arrangement is Arrangement.LOST_ARRAY)


def scan_blocks(stream: ByteStream, settings: ReadSettings, layout: Layout) -> Iterator[Block]:
    """Yield the scanned windows of a stream."""
    scanner = new_scanner(layout.arrangement, settings.max_depth)
    prior = layout.prior
    for window in Windows(stream, settings, layout.skip):
        transcript = transcribe(window.padded, window.size, prior, final=window.final or window.full, mark=OBJECT)
        limits = Limits(transcript.size, settings.max_record_bytes, window.final, window.full)
        text = WindowText(transcript.text, limits)
        settled = scanner.scan(text)
        end = window.size if window.final else int(find_places(transcript, window.padded, np.array([settled]))[0])
        window.consume(end)
        if not end:
            continue
        prior = transcript.prior_at(settled)
        announced = [keys.announce() for keys in scanner.tables.values()]
        block = Block(
            start=window.offset,
            end=window.offset + end,
            origin=window.offset,
            raw=window.padded,
            transcript=transcript,
            parts=text.parts(scanner.tables),
            spans=text.spans(),
            tables=tuple(table for table in announced if table),
        )
        yield from cut_block(block)
