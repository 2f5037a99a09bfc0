"""Encodes whole columns: the codec runs once over all values, their lengths come from counting."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

_TWO_BYTE: Final = frozenset({"gb18030", "gbk"})
_TWO_BYTES, _THREE_BYTES, _FOUR_BYTES = 0xC0, 0xE0, 0xF0
"""Lead bytes of UTF-8 from which a character has so many bytes."""


def encode(values: pa.Array | pa.ChunkedArray, encoding: str, *, strict: bool = False) -> pa.Array:
    """Return each text in an encoding, as large binary; what it lacks becomes ``?`` unless ``strict``.

    Raises:
        UnicodeEncodeError: ``strict``, and the encoding lacks a character.
    """
    text = pc.cast(one_chunk(values), pa.large_string())
    if encoding == "utf-8":
        return text.cast(pa.large_binary())
    errors = "strict" if strict else "replace"
    text = pc.fill_null(text, "")
    data = _flat(text).decode("utf-8").encode(encoding, errors)
    sizes = _lengths(text, encoding, errors)
    if int(sizes.sum()) != len(data):
        # A character that takes more bytes than its like: all values are done one by one.
        parts = [value.encode(encoding, errors) for value in text.to_pylist()]
        return pa.array(parts, pa.large_binary())
    offsets = np.concatenate([[0], np.cumsum(sizes)])
    return pa.LargeBinaryArray.from_buffers(
        pa.large_binary(), len(text), [None, pa.py_buffer(offsets), pa.py_buffer(data)]
    )


def join(*pieces: pa.Array | bytes) -> pa.Array:
    """Return the pieces joined row by row; a piece that is ``bytes`` stands in every row."""
    return pc.binary_join_element_wise(*(_large(piece) for piece in pieces), pa.scalar(b"", pa.large_binary()))


def join_between(columns: Iterable[pa.Array], delimiter: bytes) -> pa.Array:
    """Return the columns joined row by row with a delimiter between them."""
    return pc.binary_join_element_wise(*columns, pa.scalar(delimiter, pa.large_binary()))


def one_chunk(values: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Return the values as one array."""
    return values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values


def sizes_of(values: pa.Array) -> NDArray[np.int64]:
    """Return the length of each value in bytes, 0 for null."""
    return np.asarray(pc.fill_null(pc.binary_length(values), 0).to_numpy(zero_copy_only=False), np.int64)


def joined(values: pa.Array) -> bytes:
    """Return all values one after another; they already lie so in memory."""
    return _flat(pc.cast(values, pa.large_binary()))


def _large(piece: pa.Array | bytes) -> pa.Array | pa.Scalar:
    return pa.scalar(piece, pa.large_binary()) if isinstance(piece, bytes) else pc.cast(piece, pa.large_binary())


def _lengths(text: pa.Array, encoding: str, errors: str) -> NDArray[np.int64]:
    """Return the lengths of texts once encoded: by counting, or by doing it where characters are not the usual ones.

    The usual ones take one or three bytes in UTF-8, and one or two in the encodings of China; in those the sum is too
    small where one takes four.
    """
    characters = np.asarray(pc.utf8_length(text).to_numpy(zero_copy_only=False), np.int64)
    wide = encoding not in _TWO_BYTE
    lengths = np.asarray(characters * 2 if wide else characters + (sizes_of(text) - characters) // 2, np.int64)
    odd = _with_lead_bytes(text, astral_only=wide)
    if len(odd):
        lengths[odd] = [len(value.encode(encoding, errors)) for value in text.take(pa.array(odd)).to_pylist()]
    return lengths


def _with_lead_bytes(text: pa.Array, *, astral_only: bool) -> NDArray[np.int64]:
    """Return which texts have a character of four bytes in UTF-8, or of two."""
    data = np.frombuffer(_flat(text), np.uint8)
    odd = data >= _FOUR_BYTES
    if not astral_only:
        odd |= (data >= _TWO_BYTES) & (data < _THREE_BYTES)
    ends = np.cumsum(sizes_of(text))
    return np.unique(np.searchsorted(ends, np.flatnonzero(odd), "right"))


def _flat(values: pa.Array) -> bytes:
    if not len(values):
        return b""
    offsets = np.frombuffer(values.buffers()[1], np.int64)[values.offset : values.offset + len(values) + 1]
    return bytes(memoryview(values.buffers()[2])[offsets[0] : offsets[-1]])
