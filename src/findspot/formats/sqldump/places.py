"""From places in a transcript to places in the window it was made of."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from findspot.text.encodings import UTF16BE, encoding_tables
from findspot.text.kernels import retracing
from findspot.text.transcripts import NO_TEXT, Transcript


def find_places(transcript: Transcript, buffer: NDArray[np.uint8], places: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return where in ``buffer`` each of the ascending ``places`` in the text is.

    Also in the middle of decoded lines.
    """
    if transcript.identity or not len(places):
        return places
    starts, raw_starts, codes = transcript.starts, transcript.raw_starts, transcript.codes
    kinds = _kinds(transcript)
    if starts[0] > 0:
        # what is before the first decoded line is as it was
        zero = np.zeros(1, np.int64)
        starts, raw_starts = np.concatenate((zero, starts)), np.concatenate((zero, raw_starts))
        kinds = np.concatenate((np.zeros(1, np.int8), kinds))
        codes = np.concatenate((np.zeros(1, np.int8), codes))
    out = np.empty(len(places), np.int64)
    rows = np.where(kinds >= retracing.WIDE_LITTLE, 0, codes).astype(np.int8)
    retracing.retrace(
        transcript.text,
        buffer,
        transcript.raw_size,
        np.ascontiguousarray(places, np.int64),
        starts,
        raw_starts,
        kinds,
        rows,
        encoding_tables().characters,
        out,
    )
    return out


def _kinds(transcript: Transcript) -> NDArray[np.int8]:
    codes = transcript.codes
    if transcript.prior.is_wide:
        kinds = np.where(codes == UTF16BE, retracing.WIDE_BIG, retracing.WIDE_LITTLE)
    else:
        by_code = encoding_tables().kinds[np.maximum(codes, 0)] + retracing.BROKEN_UTF8
        kinds = np.where(codes == NO_TEXT, retracing.NO_TEXT, by_code)
        # decoded lines and the clean stretches behind them take turns
        kinds[1::2] = retracing.BY_BYTE
    return kinds.astype(np.int8)
