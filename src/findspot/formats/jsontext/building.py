"""Builds chunks from scanned windows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from findspot.formats.jsontext.blocks import Block
from findspot.formats.jsontext.encoded import mark_records
from findspot.formats.jsontext.parts import Part
from findspot.model.batch import (
    BATCH_ROWS,
    PROVENANCE,
    Chunk,
    Repair,
    TableRows,
    physical_name,
    provenance_arrays,
)
from findspot.model.span import GapReason, How, Spans
from findspot.text.encodings import ENCODINGS
from findspot.text.kernels.columns import ABSENT, build_columns
from findspot.text.kernels.jsonscan import GAP, HOLE, REJECT, STRUCTURE
from findspot.text.kernels.jsonspread import spread_leaves

LONE_SURROGATE: Final = "lone-surrogate"
"""Rule of a repair: half a surrogate pair is kept as its escape."""

_MOST_FIELDS: Final = 1 << 21
"""Fields of a batch: bounds memory for records of thousands of keys."""


@dataclass(slots=True)
class _Built:
    rows: list[TableRows] = field(default_factory=list)
    repairs: list[Repair] = field(default_factory=list)
    encodings: Counter[str] = field(default_factory=Counter)


def make_chunk(block: Block, stream: int) -> Chunk:
    """Return the chunk of a scanned window, its columns built."""
    built = _Built()
    for part in block.parts:
        offset, length, how = _provenance(block, part, built.encodings)
        for first, end in _batches(part):
            rows = slice(first, end)
            columns = provenance_arrays(stream, offset[rows], length[rows], how[rows])
            _add_batch(built, block, part, (first, end), columns)
    structure, rejects, gaps = _sort_spans(block)
    return Chunk(
        block.start,
        block.end,
        tables=block.tables,
        rows=tuple(built.rows),
        rejects=rejects,
        structure=structure,
        gaps=gaps,
        repairs=tuple(built.repairs),
        encodings=built.encodings,
    )


def _provenance(
    block: Block, part: Part, encodings: Counter[str]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int8]]:
    """Return place, length and manner of reading of each record, and count encodings."""
    codes, lossy = mark_records(block.transcript, part.start, part.end)
    how = part.how.copy()
    how[(codes != block.transcript.prior.main) & (how == How.READ)] = How.SALVAGED
    how[lossy] = How.PARTIAL
    for code, count in zip(*np.unique(codes, return_counts=True), strict=True):
        encodings[ENCODINGS[code].name] += int(count)
    offset = block.places(part.start)
    return offset, block.places(part.end) - offset, how


def _batches(part: Part) -> Iterator[tuple[int, int]]:
    step = min(BATCH_ROWS, max(1, _MOST_FIELDS // max(1, part.columns)))
    for first in range(0, len(part.start), step):
        yield first, min(first + step, len(part.start))


def _add_batch(built: _Built, block: Block, part: Part, rows: tuple[int, int], provenance: list[pa.Array]) -> None:
    shape = (rows[1] - rows[0], part.columns)
    starts, ends = np.zeros(shape, np.int32), np.zeros(shape, np.int32)
    flags = np.full(shape, ABSENT, np.uint8)
    first, end = int(part.leaf[rows[0]]), int(part.leaf[rows[1]])
    spread_leaves(part.leaves, first, end, part.first + rows[0], starts, ends, flags)
    columns = build_columns(block.transcript.text, starts, ends, flags)
    names = [physical_name(i) for i in range(part.columns)]
    schema = pa.schema([*PROVENANCE, *(pa.field(n, pa.string()) for n in names)])
    batch = pa.RecordBatch.from_arrays([*provenance, *columns.arrays], schema=schema)
    absent = {names[i]: int(columns.absent[i]) for i in np.flatnonzero(columns.absent)}
    built.rows.append(TableRows(part.table, batch, absent))
    for row, column in zip(*columns.lone_surrogates, strict=True):
        written = block.transcript.text[starts[row, column] : ends[row, column]].tobytes().decode()
        value = columns.arrays[column][row].as_py()
        built.repairs.append(Repair(provenance[1][row].as_py(), 0, names[column], written, value, LONE_SURROGATE))


def _sort_spans(block: Block) -> tuple[Spans, Spans, Spans]:
    """Return structure, rejects and gaps, by place in the stream."""
    spans = block.spans
    start, end = block.places(spans[:, 0]), block.places(spans[:, 1])
    # the text of a line that is no text may be longer than its bytes
    kept = end > start
    start, end, spans = start[kept], end[kept], spans[kept]
    kind, code = spans[:, 2], spans[:, 3].astype(np.int16)
    is_hole = (kind == GAP) & (code == HOLE)
    code[is_hole] = np.where(block.transcript.is_text(spans[is_hole, 0]), GapReason.NUL_RUN, GapReason.NOT_TEXT)
    structure, rejects, gaps = (
        Spans(start[kind == k], end[kind == k] - start[kind == k], code[kind == k]) for k in (STRUCTURE, REJECT, GAP)
    )
    covered = max(block.start, block.origin + block.transcript.raw_size)
    if covered < block.end:
        gaps = Spans.join([gaps, Spans.of([(covered, block.end - covered, GapReason.UNDECODED)])])
    return structure, rejects, gaps
