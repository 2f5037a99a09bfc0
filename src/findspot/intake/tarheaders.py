"""Headers of tar archives: v7, ustar, GNU and pax (POSIX.1-2001), read by bounded sizes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

BLOCK: Final = 512
EMPTY_BLOCK: Final = bytes(BLOCK)
MAX_EXTENSION_BYTES: Final = 1 << 20
"""A longer pax header or long name is not read: one of gigabytes is an attack on memory."""

_PAX_RECORD: Final = re.compile(rb"(\d{1,10}) ")
_SPACED: Final = re.compile(rb"[ \0]*([0-7]*)[ \0]*")
_MAX_SIZE: Final = 1 << 62


@dataclass(frozen=True, slots=True)
class Header:
    """One header block."""

    name: bytes
    size: int
    kind: bytes


def number_of(field: bytes) -> int | None:
    """Return a number field, octal or base-256 (GNU); None for what is neither, or negative."""
    if field[0] & 0x80:
        value = int.from_bytes(bytes([field[0] & 0x7F]) + field[1:], "big")
        return value if field[0] & 0x40 == 0 and value < _MAX_SIZE else None
    match = _SPACED.match(field)
    assert match is not None
    if match.end() < len(field) and field[match.end() - 1 : match.end()] not in (b" ", b"\0"):
        return None
    return int(match[1] or b"0", 8)


def has_checksum(block: bytes) -> bool:
    """Return whether a block is a header by its checksum; some old tools added the bytes as signed ones."""
    if len(block) < BLOCK or block[148:156].strip(b" \0") == b"":
        return False
    told = number_of(block[148:156])
    rest = block[:148] + b" " * 8 + block[156:]
    total = sum(rest)
    return told in (total, total - 256 * sum(b > 0x7F for b in rest))


def parse_header(block: bytes) -> Header | None:
    """Return the header in a block with a right checksum, None when its size makes no sense."""
    size = number_of(block[124:136])
    if size is None:
        return None
    name = block[:100].split(b"\0")[0]
    if block[257:263] == b"ustar\0":
        prefix = block[345:500].split(b"\0")[0]
        name = prefix + b"/" + name if prefix else name
    return Header(name, size, block[156:157])


def parse_pax(data: bytes) -> dict[bytes, bytes]:
    """Return the records of a pax header, up to the first that is malformed."""
    records: dict[bytes, bytes] = {}
    place = 0
    while match := _PAX_RECORD.match(data, place):
        end = place + int(match[1])
        record = data[match.end() : end - 1]
        if end > len(data) or end <= match.end() or data[end - 1 : end] != b"\n" or b"=" not in record:
            break
        key, _, value = record.partition(b"=")
        records[key] = value
        place = end
    return records
