"""The first hundred bytes of a SQLite file (https://sqlite.org/fileformat2.html, section 1.3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MAGIC: Final = b"SQLite format 3\0"
HEADER_SIZE: Final = 100
LOCK_BYTE: Final = 1 << 30
"""The page that holds this byte is never used: locks are taken on it (section 1.4)."""

_FRACTIONS: Final = bytes((64, 32, 32))
"""Payload fractions at offset 21; no other values are allowed."""

_LEAST_USABLE: Final = 480
_ENCODINGS: Final = {0: "utf-8", 1: "utf-8", 2: "utf-16-le", 3: "utf-16-be"}


@dataclass(frozen=True, slots=True)
class DatabaseHeader:
    """What the header says that is needed to read the rest.

    ``usable`` is the page size less the bytes reserved at the end of each page; pages count from 1.
    """

    page_size: int
    usable: int
    encoding: str
    first_free_page: int
    has_pointer_map: bool
    pages: int

    @property
    def lock_page(self) -> int:
        """Number of the page with the lock byte, which may lie behind the end of the file."""
        return LOCK_BYTE // self.page_size + 1

    @property
    def fan_out(self) -> int:
        """Pages between two pointer map pages (section 1.8)."""
        return self.usable // 5 + 1


def looks_like_header(head: bytes) -> bool:
    """Return whether the bytes begin a SQLite file, be it that its magic was damaged."""
    return head.startswith(MAGIC) or (head[21:24] == _FRACTIONS and _page_size(head) > 0)


def parse_header(head: bytes, length: int) -> DatabaseHeader | None:
    """Return the header of a file of ``length`` bytes, None where its pages cannot be told apart."""
    size = _page_size(head)
    if len(head) < HEADER_SIZE or not size or size - head[20] < _LEAST_USABLE:
        return None
    return DatabaseHeader(
        page_size=size,
        usable=size - head[20],
        encoding=_ENCODINGS.get(_number(head, 56), "utf-8"),
        first_free_page=_number(head, 32),
        has_pointer_map=_number(head, 52) != 0,
        pages=length // size,
    )


def _number(head: bytes, at: int) -> int:
    return int.from_bytes(head[at : at + 4], "big")


def _page_size(head: bytes) -> int:
    """Return the page size, 0 where it is none of the allowed ones; 1 stands for 65,536."""
    size = int.from_bytes(head[16:18], "big")
    if size == 1:
        return 65_536
    return size if 512 <= size <= 32_768 and size & (size - 1) == 0 else 0
