"""Width, case and script of text, on Arrow arrays."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

HAN: Final = r"\p{Han}"
"""Character class of Han characters in RE2, also 〇 and 々."""

LETTER: Final = r"[A-Za-z\x{80}-\x{10FFFF}]"
"""Near enough to ``\\p{L}`` where a shape is looked for, and compiled in a hundredth of the time."""

_MASKS: Final = ((r"[^\x20-\x7e]", "?"), (r"[0-9]", "9"), (r"[A-Za-z]", "a"), ("a{9,}", "a+"), ("9{19,}", "9+"))
_WIDE_MASKS: Final = (
    (r"\p{M}", ""),
    (HAN, "汉"),
    (r"\p{Nd}", "9"),
    (r"[^\P{L}汉]", "a"),
    (r"[^汉\x20-\x7e]", "?"),
    *_MASKS[1:],
    ("汉{5,}", "汉+"),
)


def text_array(values: pa.Array | pa.ChunkedArray) -> pa.StringArray:
    """Return ``values`` as one array of ``string``, offset 0 not promised."""
    if isinstance(values, pa.ChunkedArray):
        values = values.combine_chunks()
    return values if values.type == pa.string() else values.cast(pa.string())


def byte_view(values: pa.StringArray) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    """Return the offsets (one more than values) into the bytes, and the bytes, without copying the bytes."""
    _, offsets, data = values.buffers()
    if offsets is None:
        return np.zeros(1, np.int64), np.empty(0, np.uint8)
    places = np.frombuffer(offsets, np.int32)[values.offset : values.offset + len(values) + 1].astype(np.int64)
    return places, np.frombuffer(data, np.uint8) if data is not None else np.empty(0, np.uint8)


def is_ascii(values: pa.StringArray) -> bool:
    """Return whether no value has a character beyond ASCII."""
    places, data = byte_view(values)
    return not bool((data[places[0] : places[-1]] & 0x80).any())


def fold(values: pa.StringArray) -> pa.StringArray:
    """Return the values in NFKC (full width becomes half), without white space at either end."""
    if not is_ascii(values):
        values = pc.utf8_normalize(values, form="NFKC")
    return pc.utf8_trim_whitespace(values)


def fold_key(values: pa.StringArray) -> pa.StringArray:
    """Return ``fold`` in lower case, for looking words up."""
    return pc.utf8_lower(fold(values))


def mask(values: pa.StringArray) -> pa.StringArray:
    """Return the shapes of the values: digits as 9, letters as a, Han as 汉; long runs end in ``+``.

    Punctuation of ASCII stays; anything else becomes ``?``. ``王伟 2019-03-04`` gives ``汉汉 9999-99-99``.
    """
    for pattern, replacement in _MASKS if is_ascii(values) else _WIDE_MASKS:
        values = pc.replace_substring_regex(values, pattern=pattern, replacement=replacement)
    return values


def matches(values: pa.StringArray, pattern: str) -> NDArray[np.bool_]:
    """Return for each value whether the RE2 ``pattern`` is found in it; false for null."""
    found = pc.match_substring_regex(values, pattern=pattern)
    return np.asarray(pc.fill_null(found, False))


def bytes_to_text(matrix: NDArray[np.uint8], present: NDArray[np.bool_]) -> pa.StringArray:
    """Return rows of a byte matrix (ASCII) as strings, null where not ``present``."""
    count, width = matrix.shape
    offsets = np.arange(count + 1, dtype=np.int32) * np.int32(width)
    validity = pa.py_buffer(np.packbits(present, bitorder="little").tobytes())
    data = pa.py_buffer(np.ascontiguousarray(matrix).tobytes())
    return pa.StringArray.from_buffers(count, pa.py_buffer(offsets.tobytes()), data, validity)


def fixed_width(values: pa.StringArray, width: int) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    """Return the positions of the values of ``width`` bytes, and their bytes as a matrix."""
    places, data = byte_view(values)
    lengths = np.diff(places)
    where = np.flatnonzero(lengths == width)
    if len(where) == len(values) > 0:
        return where, data[places[0] : places[-1]].reshape(-1, width)
    return where, data[places[where][:, None] + np.arange(width)]
