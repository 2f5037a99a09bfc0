"""Settles the encoding of rows whose text is not in the encoding of their database."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from findspot.text.encodings import ENCODINGS, UTF8, EncodingPrior
from findspot.text.kernels import sqlite as kernels
from findspot.text.transcripts import decode_records


def settle_encodings(
    data: NDArray[np.uint8],
    kind: NDArray[np.int8],
    first: NDArray[np.int64],
    last: NDArray[np.int64],
    page: NDArray[np.int64],
) -> dict[int, str]:
    """Return for each row with text that is not UTF-8 the name of its encoding.

    A row is judged by all its texts that are not UTF-8, and by the rows next to it on its page: a name is too short.
    """
    if not kernels.mark_foreign(data, kind, first, last):
        return {}
    rows = np.flatnonzero((kind == kernels.KIND_FOREIGN).any(axis=1))
    names: dict[int, str] = {}
    for number in np.unique(page[rows]):
        group = rows[page[rows] == number]
        texts = [_texts_of(data, kind[r], first[r], last[r]) for r in group]
        names.update(zip(group.tolist(), _judge(texts), strict=True))
    return names


def _texts_of(
    data: NDArray[np.uint8], kind: NDArray[np.int8], first: NDArray[np.int64], last: NDArray[np.int64]
) -> bytes:
    fields = np.flatnonzero(kind == kernels.KIND_FOREIGN)
    return b" ".join(data[first[f] : last[f]].tobytes() for f in fields)


def _judge(texts: list[bytes]) -> list[str]:
    """Return the name of the encoding of each text, in the light of its neighbours."""
    ends = np.cumsum([len(t) for t in texts])
    starts = ends - [len(t) for t in texts]
    joined = np.frombuffer(b"".join(texts) + bytes(64), np.uint8)
    codes = decode_records(joined, starts, ends, EncodingPrior(UTF8, UTF8)).codes
    return [ENCODINGS[code].name for code in codes]
