"""Headers of zip archives (APPNOTE 6.3, with zip64), each read by itself and by bounded sizes."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from findspot.intake.payload import Bytes

LOCAL: Final = b"PK\x03\x04"
CENTRAL: Final = b"PK\x01\x02"
END: Final = b"PK\x05\x06"
END64: Final = b"PK\x06\x06"
LOCATOR64: Final = b"PK\x06\x07"
DESCRIPTOR: Final = b"PK\x07\x08"

FLAG_ENCRYPTED: Final = 0x1
FLAG_DESCRIPTOR: Final = 0x8

_LOCAL: Final = struct.Struct("<4s5H3I2H")
_CENTRAL: Final = struct.Struct("<4s6H3I5H2I")
_END: Final = struct.Struct("<4s4H2IH")
_END64: Final = struct.Struct("<4sQ2H2I4Q")
_FULL32: Final = 0xFFFFFFFF
_MAX_COMMENT: Final = 0xFFFF
_UNIX: Final = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """One member by a header; ``offset`` is that of its local header, sizes None where they follow the data."""

    raw_name: bytes
    flags: int
    method: int
    crc: int | None
    compressed: int | None
    length: int | None
    offset: int
    unix_mode: int = 0


@dataclass(frozen=True, slots=True)
class Directory:
    """Where the central directory lies, and by how much all its offsets are off (bytes before the archive)."""

    offset: int
    length: int
    shift: int


def find_end(source: Bytes) -> tuple[int, bytes] | None:
    """Return the place and bytes of the last end record whose comment fits, None when there is none."""
    tail_start = max(0, source.length - _END.size - _MAX_COMMENT)
    tail = source.read(tail_start, source.length - tail_start)
    place = tail.rfind(END)
    while place >= 0:
        if place + _END.size <= len(tail):
            comment = int.from_bytes(tail[place + 20 : place + 22], "little")
            if place + _END.size + comment <= len(tail):
                return tail_start + place, tail[place : place + _END.size + comment]
        place = tail.rfind(END, 0, place)
    return None


def find_directory(source: Bytes, end: tuple[int, bytes]) -> Directory | None:
    """Return where the end record says that the directory is, None when it cannot be there."""
    place, record = end
    *_, entries, length, offset, _ = _END.unpack(record[: _END.size])
    behind = place
    if _FULL32 in (length, offset) or entries == 0xFFFF:
        locator = source.read(max(place - 20, 0), 20)
        if locator[:4] == LOCATOR64 and len(locator) == 20:
            found = _find_end64(source, int.from_bytes(locator[8:16], "little"), place)
            if found is None:
                return None
            behind, length, offset = found
    shift = behind - length - offset
    if length > behind or shift < 0:
        return None
    return Directory(behind - length, length, shift)


def _find_end64(source: Bytes, told: int, end: int) -> tuple[int, int, int] | None:
    """Return the place of the zip64 end record (as told, or before its locator), directory length and offset."""
    for place in (told, end - 20 - _END64.size):
        record = source.read(place, _END64.size) if place >= 0 else b""
        if record[:4] == END64 and len(record) == _END64.size:
            *_, length, offset = _END64.unpack(record)
            return place, length, offset
    return None


def read_directory(source: Bytes, directory: Directory) -> Iterator[tuple[int, int, Entry]]:
    """Yield place and length of each central header with its entry, up to the first that makes no sense."""
    place, end = directory.offset, directory.offset + directory.length
    while place < end:
        head = source.read(place, _CENTRAL.size)
        if len(head) < _CENTRAL.size or head[:4] != CENTRAL:
            return
        _, made_by, _, flags, method, _, _, crc, packed, length, n, m, k, _, _, mode, offset = _CENTRAL.unpack(head)
        rest = source.read(place + _CENTRAL.size, n + m)
        size = _CENTRAL.size + n + m + k
        if len(rest) < n + m or place + size > end:
            return
        wide = _zip64(rest[n:], (length, packed, offset))
        if wide is None:
            return
        length, packed, offset = wide
        unix_mode = mode >> 16 if made_by >> 8 == _UNIX else 0
        yield place, size, Entry(rest[:n], flags, method, crc, packed, length, offset + directory.shift, unix_mode)
        place += size


def read_local(source: Bytes, offset: int) -> tuple[int, Entry] | None:
    """Return the length of the local header at ``offset`` and its entry, None when there is none."""
    head = source.read(offset, _LOCAL.size)
    if len(head) < _LOCAL.size or head[:4] != LOCAL:
        return None
    _, _, flags, method, _, _, crc, packed, length, n, m = _LOCAL.unpack(head)
    rest = source.read(offset + _LOCAL.size, n + m)
    if len(rest) < n + m:
        return None
    entry = Entry(rest[:n], flags, method, crc, packed, length, offset)
    wide = _zip64(rest[n:], (length, packed))
    if wide is None:
        return None
    if flags & FLAG_DESCRIPTOR:
        entry = replace(entry, crc=None, compressed=None, length=None)
    else:
        entry = replace(entry, length=wide[0], compressed=wide[1])
    return _LOCAL.size + n + m, entry


def _zip64(extra: bytes, fields: tuple[int, ...]) -> tuple[int, ...] | None:
    """Return ``fields`` with those that are all ones taken from the zip64 extra field, None when it is too short."""
    if _FULL32 not in fields:
        return fields
    place = 0
    while place + 4 <= len(extra):
        kind, size = struct.unpack_from("<2H", extra, place)
        if kind == 1:
            return _widened(extra[place + 4 : place + 4 + size], fields)
        place += 4 + size
    return fields


def _widened(extra: bytes, fields: tuple[int, ...]) -> tuple[int, ...] | None:
    wide, place = [], 0
    for value in fields:
        if value != _FULL32:
            wide.append(value)
            continue
        if place + 8 > len(extra):
            return None
        wide.append(int.from_bytes(extra[place : place + 8], "little"))
        place += 8
    return tuple(wide)


def descriptor_length(source: Bytes, place: int, used: int) -> int:
    """Return the bytes of the data descriptor at ``place`` behind ``used`` bytes of data, 0 when there is none.

    Its sizes have 4 bytes or, in zip64, 8, and nothing says which: the one that a header or the end follows is right.
    """
    record = source.read(place, 24)
    start = 4 if record[:4] == DESCRIPTOR else 0
    lengths = []
    for width in (8, 4):
        total = start + 4 + 2 * width
        if total <= len(record) and int.from_bytes(record[start + 4 : start + 4 + width], "little") == used:
            lengths.append(total)
    followed = [n for n in lengths if source.read(place + n, 2) in (b"PK", b"")]
    return next(iter(followed or lengths), 0)
