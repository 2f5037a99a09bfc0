"""Where the rows of a SQLite table lie in its file, and what they say: read by the file format's description alone.

SQLite's "Database File Format", sections 1.6 and 2.1. Written apart from findspot's reader of the format, and
only for small rows: overflow pages are refused.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from findspot.testing.twins.records import StreamInfo

_LEAF: Final = 0x0D
_INTERIOR: Final = 0x05
_FILE_HEADER: Final = 100
_INTEGER_SIZES: Final = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
_ZERO, _ONE = 8, 9
_FIRST_TEXT: Final = 13


def place_cells(data: bytes, root: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return offset and length of each cell of a table, in the order of its rows; ``root`` is its first page."""
    places = list(_walk(data, struct.unpack(">H", data[16:18])[0], root))
    offset, length = zip(*places, strict=True) if places else ((), ())
    return np.array(offset, np.int64), np.array(length, np.int64)


def decode_cell(data: bytes, info: StreamInfo) -> list[str | None]:
    """Return the columns of a cell of a table's leaf page; numbers in decimal.

    Raises:
        ValueError: The cell is longer than its record, or has a value of a kind that twins do not write.
    """
    size, at = _read_varint(data, 0)
    _, at = _read_varint(data, at)
    record = data[at:]
    if len(record) != size:
        raise ValueError("the cell is not as long as it says")
    header, place = _read_varint(record, 0)
    kinds = []
    while place < header:
        kind, place = _read_varint(record, place)
        kinds.append(kind)
    values = []
    for kind in kinds:
        value, place = _read_value(record, place, kind)
        values.append(value)
    return values


def _walk(data: bytes, page_size: int, page: int) -> Iterator[tuple[int, int]]:
    start = (page - 1) * page_size
    head = start + (_FILE_HEADER if page == 1 else 0)
    kind = data[head]
    cells = struct.unpack(">H", data[head + 3 : head + 5])[0]
    pointers = head + (12 if kind == _INTERIOR else 8)
    for number in range(cells):
        at = start + struct.unpack(">H", data[pointers + 2 * number : pointers + 2 * number + 2])[0]
        if kind == _INTERIOR:
            yield from _walk(data, page_size, struct.unpack(">I", data[at : at + 4])[0])
        else:
            yield at, _cell_length(data, at, page_size)
    if kind == _INTERIOR:
        yield from _walk(data, page_size, struct.unpack(">I", data[head + 8 : head + 12])[0])
    assert kind in {_INTERIOR, _LEAF}, "no page of a table"


def _cell_length(data: bytes, at: int, page_size: int) -> int:
    size, after = _read_varint(data, at)
    _, after = _read_varint(data, after)
    assert size <= page_size - 35, "the row has overflow pages"
    return after + size - at


def _read_varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for count in range(9):
        byte = data[at + count]
        if count == 8:
            return value << 8 | byte, at + 9
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + count + 1
    raise AssertionError("unreachable: nine bytes end a varint")


def _read_value(record: bytes, at: int, kind: int) -> tuple[str | None, int]:
    if kind == 0:
        return None, at
    if kind in {_ZERO, _ONE}:
        return str(kind - _ZERO), at
    if size := _INTEGER_SIZES.get(kind):
        return str(int.from_bytes(record[at : at + size], "big", signed=True)), at + size
    if kind < _FIRST_TEXT or kind % 2 == 0:
        raise ValueError("a kind of value that twins do not write")
    size = (kind - _FIRST_TEXT) // 2
    return record[at : at + size].decode("utf-8"), at + size
