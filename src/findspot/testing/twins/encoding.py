"""Encodes whole columns: the codec runs once over all values, their lengths come from counting."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

_TWO_BYTE: Final = frozenset({"gb18030", "gbk"})


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
    sizes = _expected_lengths(text, encoding)
    if sizes is None or int(sizes.sum()) != len(data):
        # Some value has characters outside the usual ones: those are done one by one.
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


def _expected_lengths(text: pa.Array, encoding: str) -> NDArray[np.int64] | None:
    """Return the lengths of texts whose characters are ASCII or take three bytes in UTF-8, None if not known.

    A character of two or four bytes in UTF-8 makes the sum too small, so that the caller sees it.
    """
    characters = np.asarray(pc.utf8_length(text).to_numpy(zero_copy_only=False), np.int64)
    if encoding == "utf-16-le":
        return np.asarray(characters * 2, np.int64)
    if encoding not in _TWO_BYTE:
        return None
    return np.asarray(characters + (sizes_of(text) - characters) // 2, np.int64)


def _flat(values: pa.Array) -> bytes:
    if not len(values):
        return b""
    offsets = np.frombuffer(values.buffers()[1], np.int64)[values.offset : values.offset + len(values) + 1]
    return bytes(memoryview(values.buffers()[2])[offsets[0] : offsets[-1]])
