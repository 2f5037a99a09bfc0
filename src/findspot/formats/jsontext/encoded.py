"""Says which records were decoded from another encoding than the stream's, and which of them lost bytes on the way."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from findspot.text.transcripts import NO_TEXT, Transcript

_REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}".encode()


def mark_records(
    transcript: Transcript, starts: NDArray[np.int64], ends: NDArray[np.int64]
) -> tuple[NDArray[np.int8], NDArray[np.bool_]]:
    """Return the encoding of each record by its place in the text, and whether a byte of it fits none.

    What is decoded as a whole may hold parts of several records: one whose part is ASCII is in the main encoding,
    whatever its neighbours are in.
    """
    codes = np.full(len(starts), transcript.prior.main, np.int8)
    lossy = np.zeros(len(starts), np.bool_)
    is_foreign = (transcript.codes != transcript.prior.main) & (transcript.codes != NO_TEXT)
    piece_ends = np.append(transcript.starts[1:], transcript.size)
    for piece in np.flatnonzero(is_foreign | (transcript.lossy > 0)).tolist():
        first = int(np.searchsorted(ends, transcript.starts[piece], side="right"))
        last = int(np.searchsorted(starts, piece_ends[piece], side="left"))
        for record in range(first, last):
            common = max(starts[record], transcript.starts[piece]), min(ends[record], piece_ends[piece])
            text = transcript.text[slice(*common)]
            if is_foreign[piece] and (text >= 0x80).any():
                codes[record] = transcript.codes[piece]
            lossy[record] |= bool(transcript.lossy[piece]) and _REPLACEMENT in text.tobytes()
    return codes, lossy
