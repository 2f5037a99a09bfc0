"""Makes chunks of blocks: columns as Arrow arrays, flags, and the ledger's spans."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from findspot.formats.delimited.scanning import Block
from findspot.model.batch import PROVENANCE, Chunk, Repair, SourceTable, TableRows, physical_name, provenance_arrays
from findspot.model.span import ByteClass, GapReason, How, Spans
from findspot.text.encodings import ENCODINGS
from findspot.text.kernels.columns import build_columns


def make_chunk(block: Block, stream: int, quote: int, tables: tuple[SourceTable, ...] = ()) -> Chunk:
    """Return the chunk of a block; ``tables`` are announced with it."""
    kind = block.events[:, 0]
    offset, length = block.raw[:-1], np.diff(block.raw)
    rows, encodings, repairs = _rows(block, stream, quote)
    return Chunk(
        int(block.raw[0]),
        int(block.raw[-1]),
        tables,
        rows,
        _spans(block, kind == ByteClass.REJECT, offset, length),
        _spans(block, kind == ByteClass.STRUCTURE, offset, length),
        _gaps(block, kind == ByteClass.GAP, offset, length),
        repairs=repairs,
        encodings=encodings,
    )


def _spans(block: Block, chosen: NDArray[np.bool_], offset: NDArray[np.int64], length: NDArray[np.int64]) -> Spans:
    if not chosen.any():
        return Spans.empty()
    return Spans(offset[chosen], length[chosen], block.events[chosen, 3].astype(np.int16))


def _gaps(block: Block, chosen: NDArray[np.bool_], offset: NDArray[np.int64], length: NDArray[np.int64]) -> Spans:
    spans = _spans(block, chosen, offset, length)
    if len(spans):
        no_text = ~block.transcript.is_text(block.events[chosen, 1].astype(np.int64))
        spans.code[no_text] = GapReason.NOT_TEXT
    return spans


def _rows(block: Block, stream: int, quote: int) -> tuple[tuple[TableRows, ...], dict[str, int], tuple[Repair, ...]]:
    chosen = block.events[:, 0] == ByteClass.ROW
    if not len(block.starts):
        return (), {}, ()
    starts, ends = block.events[chosen, 1].astype(np.int64), block.events[chosen, 2].astype(np.int64)
    offset, length = block.raw[:-1][chosen], np.diff(block.raw)[chosen]
    codes, lossy = block.transcript.marks(starts, ends)
    how = block.events[chosen, 3].astype(np.int8)
    how[(how == How.READ) & (codes != block.transcript.prior.main)] = How.SALVAGED
    how[lossy] = How.PARTIAL
    built = build_columns(block.transcript.text, block.starts, block.ends, block.flags, quote)
    names = [physical_name(i) for i in range(block.starts.shape[1])]
    schema = pa.schema([*PROVENANCE, *(pa.field(name, pa.string()) for name in names)])
    batch = pa.RecordBatch.from_arrays(provenance_arrays(stream, offset, length, how) + built.arrays, schema=schema)
    absent = {names[i]: int(built.absent[i]) for i in np.flatnonzero(built.absent)}
    counts = np.bincount(codes, minlength=len(ENCODINGS))
    encodings = {ENCODINGS[i].name: int(counts[i]) for i in np.flatnonzero(counts)}
    return (TableRows("", batch, absent),), encodings, _repairs(block, starts, offset)


def _repairs(block: Block, starts: NDArray[np.int64], offset: NDArray[np.int64]) -> tuple[Repair, ...]:
    """Return the values that hold half a surrogate pair, which UTF-8 cannot."""
    repairs = []
    for place in block.transcript.lone_surrogates:
        row = int(np.searchsorted(starts, place, side="right")) - 1
        if row < 0 or place >= block.ends[row].max():
            continue
        column = int(np.flatnonzero((block.starts[row] <= place) & (place < block.ends[row]))[0])
        unit = block.transcript.text[place + 2 : place + 6].tobytes().decode()
        repairs.append(
            Repair(int(offset[row]), 0, physical_name(column), f"UTF-16 unit {unit}", f"\\u{unit}", "lone-surrogate")
        )
    return tuple(repairs)
