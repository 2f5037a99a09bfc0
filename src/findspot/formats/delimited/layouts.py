"""Finds the layout of a stream from samples of it: encoding, dialect, header."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from findspot.formats.delimited.dialects import Dialect, decode_sample, sniff
from findspot.formats.delimited.headers import is_header
from findspot.formats.delimited.scanning import Layout, Scanner
from findspot.formats.windows import sample_stream
from findspot.model.batch import ByteStream, ReadSettings
from findspot.model.span import ByteClass
from findspot.text.encodings import ENCODINGS, detect_mark, measure_prior
from findspot.text.kernels.columns import build_columns

_HEAD = 256 << 10
_FIRST_ROWS = 200
_HEADER_WITHIN = 10


def measure_layout(stream: ByteStream, settings: ReadSettings) -> Layout:
    """Return the layout of a stream; it depends on nothing but the stream's bytes."""
    sample = sample_stream(stream)
    mark = detect_mark(sample)
    skip = mark[1] if mark else 0
    prior = measure_prior(sample)
    wide = ENCODINGS[prior.main].name if prior.is_wide else ""
    head = sample[skip : (128 << 10) + skip] if wide else sample[skip:]
    dialect = sniff(decode_sample(head, wide), whole=stream.length <= len(sample)) or Dialect("", '"', 1, False, 1.0, 0)
    layout = Layout(
        prior,
        skip,
        dialect.delimiter.encode(),
        ord(dialect.quote) if dialect.quote else -1,
        dialect.columns,
        dialect.returns_end,
    )
    return _with_header(layout, stream, settings)


def _with_header(layout: Layout, stream: ByteStream, settings: ReadSettings) -> Layout:
    """Return the layout with the header, if the first full record is one."""
    settings = replace(settings, window_bytes=_HEAD)
    for block in Scanner(stream, settings, layout).blocks(layout.skip, min(stream.length, _HEAD)):
        kinds, codes = block.events[:, 0], block.events[:, 3]
        full = np.flatnonzero((kinds == ByteClass.ROW) & (codes == 0))
        if len(full) == 0 or full[0] >= _HEADER_WITHIN or (kinds[: full[0]] == ByteClass.GAP).any():
            return layout
        rows = np.flatnonzero((codes == 0)[kinds == ByteClass.ROW])[:_FIRST_ROWS]
        built = build_columns(block.transcript.text, *block.fields(rows), layout.quote)
        first, *others = zip(*(array.to_pylist() for array in built.arrays), strict=True)
        # files that were put together from several repeat the header
        below = [other for other in others if other != first]
        if not is_header(first, list(zip(*below, strict=True))):
            return layout
        start, end = block.events[full[0], 1:3]
        text = block.transcript.text[start:end].tobytes().rstrip(b"\r\n")
        return replace(layout, header=text, names=first)
    return layout
