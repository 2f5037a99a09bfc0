"""Turns stored values into text, a column at a time (https://sqlite.org/fileformat2.html, section 2.1)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from findspot.formats.sqlite.createtable import TableColumn
from findspot.text.kernels import sqlite as kernels
from findspot.text.kernels.columns import build_string_array

LONE_SURROGATE: Final = "lone-surrogate"
"""Rule of a repair: half a surrogate pair is written as its escape."""

REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"

_LEAST_PLAIN: Final = 1e-3
_MOST_PLAIN: Final = 1e9

_SURROGATES: Final = re.compile("[\ud800-\udfff]")
_NULLS: Final = (kernels.KIND_NULL, kernels.KIND_ABSENT, kernels.KIND_LOST)


@dataclass(frozen=True, slots=True)
class StoredColumn:
    """One column of a batch: for each row the kind and place in ``data`` of its value, as ``parse_records`` gives."""

    column: TableColumn
    data: NDArray[np.uint8]
    encoding: str
    kind: NDArray[np.int8]
    first: NDArray[np.int64]
    last: NDArray[np.int64]

    def at(self, rows: NDArray[np.int64]) -> StoredColumn:
        """Return the same for these rows only."""
        return StoredColumn(self.column, self.data, self.encoding, self.kind[rows], self.first[rows], self.last[rows])

    def pieces(self) -> list[bytes]:
        """Return the bytes of each text or blob."""
        places = zip(self.first.tolist(), self.last.tolist(), strict=True)
        return [self.data[a:b].tobytes() for a, b in places]


@dataclass(slots=True)
class DecodingNotes:
    """What was met while decoding a batch.

    Attributes:
        foreign: For each row with text that is not in the database's encoding the name of the one it is in.
        broken: Rows with text that no encoding fits.
        changed: Row, text before and text after of each value that was changed.
    """

    foreign: dict[int, str] = field(default_factory=dict)
    broken: set[int] = field(default_factory=set)
    changed: list[tuple[int, str, str]] = field(default_factory=list)


def build_column(stored: StoredColumn, notes: DecodingNotes) -> pa.Array:
    """Return the values as text, null for NULL; what is odd is added to ``notes``."""
    count = len(stored.kind)
    parts, index, is_null = [], np.zeros(count, np.int64), np.zeros(count, np.bool_)
    total = 0
    for kind in np.unique(stored.kind).tolist():
        rows = np.flatnonzero(stored.kind == kind)
        part = _build_part(stored, kind, rows, notes)
        if part is None:
            is_null[rows] = True
            continue
        parts.append(part)
        index[rows] = np.arange(total, total + len(part))
        total += len(part)
    if not parts:
        return pa.nulls(count, pa.string())
    if len(parts) == 1 and total == count:
        return parts[0]
    return pa.concat_arrays(parts).take(pa.array(index, mask=is_null))


def count_absent(stored: StoredColumn) -> int:
    """Return how many rows have null there only because the record lacks the field."""
    lost = np.count_nonzero(stored.kind == kernels.KIND_LOST)
    absent = np.count_nonzero(stored.kind == kernels.KIND_ABSENT) if stored.column.default is None else 0
    return int(lost + absent)


def _build_part(stored: StoredColumn, kind: int, rows: NDArray[np.int64], notes: DecodingNotes) -> pa.Array | None:
    """Return the values of the ``rows``, all of one kind; None where they are null."""
    if kind == kernels.KIND_ABSENT and stored.column.default is not None:
        return pa.array([stored.column.default] * len(rows), pa.string())
    if kind in _NULLS:
        return None
    build: Callable[[StoredColumn, NDArray[np.int64], DecodingNotes], pa.Array] = {
        kernels.KIND_INTEGER: _integers,
        kernels.KIND_REAL: _reals,
        kernels.KIND_BLOB: _blobs,
        kernels.KIND_TEXT: _texts,
        kernels.KIND_FOREIGN: _foreign_texts,
    }[kind]
    return build(stored.at(rows), rows, notes)


def _integers(stored: StoredColumn, _rows: NDArray[np.int64], _notes: DecodingNotes) -> pa.Array:
    # a REAL column stores whole numbers as integers and gives them back as reals (section 2.1)
    if stored.column.affinity == "REAL":
        return _texts_of_reals(stored.first.astype(np.float64))
    return pa.array(stored.first).cast(pa.string())


def _reals(stored: StoredColumn, _rows: NDArray[np.int64], _notes: DecodingNotes) -> pa.Array:
    return _texts_of_reals(stored.first.view(np.float64))


def _texts_of_reals(values: NDArray[np.float64]) -> pa.Array:
    """Return reals as Python writes them, the shortest text that gives the same number.

    Null for NaN, as SQLite does.
    """
    # Arrow writes these alike and fast; it differs where Python writes an exponent or a final .0
    with np.errstate(invalid="ignore"):
        size = np.abs(values)
        is_plain = (size >= _LEAST_PLAIN) & (size < _MOST_PLAIN) & (values != np.trunc(values))
    texts = pa.array(values).cast(pa.string())
    if is_plain.all():
        return texts
    odd = np.flatnonzero(~is_plain)
    others = pa.array([None if v != v else repr(v) for v in values[odd].tolist()], pa.string())
    index = np.arange(len(values))
    index[odd] = len(values) + np.arange(len(odd))
    return pa.concat_arrays([texts, others]).take(pa.array(index))


def _blobs(stored: StoredColumn, _rows: NDArray[np.int64], _notes: DecodingNotes) -> pa.Array:
    return pa.array([f"X'{piece.hex().upper()}'" for piece in stored.pieces()], pa.string())


def _texts(stored: StoredColumn, rows: NDArray[np.int64], notes: DecodingNotes) -> pa.Array:
    if stored.encoding == "utf-8":
        return _utf8_texts(stored)
    values = []
    for row, piece in zip(rows.tolist(), stored.pieces(), strict=True):
        text = piece[: len(piece) & ~1].decode(stored.encoding, "surrogatepass")
        if len(piece) % 2:
            notes.broken.add(row)
        clean = _SURROGATES.sub(lambda m: f"\\u{ord(m.group()):04x}", text)
        if clean != text:
            notes.changed.append((row, clean, clean))
        values.append(clean)
    return pa.array(values, pa.string())


def _utf8_texts(stored: StoredColumn) -> pa.Array:
    flags = np.zeros(len(stored.kind), np.uint8)
    return build_string_array(stored.data, stored.first.astype(np.int32), stored.last.astype(np.int32), flags)


def _foreign_texts(stored: StoredColumn, rows: NDArray[np.int64], notes: DecodingNotes) -> pa.Array:
    values = []
    for row, piece in zip(rows.tolist(), stored.pieces(), strict=True):
        text = piece.decode(notes.foreign[row], "replace")
        if REPLACEMENT in text:
            notes.broken.add(row)
        values.append(text)
    return pa.array(values, pa.string())
