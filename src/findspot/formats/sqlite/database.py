"""Which page of a SQLite file belongs to what: trees, overflow chains and the free list are followed, never trusted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from findspot.formats.sqlite.header import HEADER_SIZE, DatabaseHeader
from findspot.model.batch import ByteStream, ReadSettings

TABLE_INTERIOR: Final = 5
TABLE_LEAF: Final = 13
INDEX_INTERIOR: Final = 2
INDEX_LEAF: Final = 10

_TREE_PAGES: Final = frozenset((TABLE_INTERIOR, TABLE_LEAF, INDEX_INTERIOR, INDEX_LEAF))


class Role(IntEnum):
    """What a page is for; ``UNKNOWN`` is one that nothing leads to."""

    UNKNOWN = 0
    ROWS = 1
    SCHEMA = 2
    INTERIOR = 3
    INDEX = 4
    OVERFLOW = 5
    SCHEMA_OVERFLOW = 6
    INDEX_OVERFLOW = 7
    REJECT_OVERFLOW = 8
    FREE_TRUNK = 9
    FREE_LEAF = 10
    POINTER_MAP = 11
    LOCK = 12


@dataclass(slots=True)
class Database:
    """The pages of one file. Arrays have an entry for each page, number 0 being unused.

    Attributes:
        head: The first eight bytes of each page.
        role: What each page is for.
        owner: Number of the table a page of rows belongs to.
        cell: For an overflow page the place in the stream of the cell it goes on from.
        turn: Which page of that cell's chain it is, from 0.
        content: Bytes of that cell's payload which it holds.
        weight: Overflow bytes that the cells of a page of rows have altogether.
        roots: Root pages of all trees; one is never part of another tree.
    """

    stream: ByteStream
    header: DatabaseHeader
    head: NDArray[np.uint8]
    role: NDArray[np.int8]
    owner: NDArray[np.int32]
    cell: NDArray[np.int64]
    turn: NDArray[np.int32]
    content: NDArray[np.int32]
    weight: NDArray[np.int64]
    roots: frozenset[int] = frozenset()

    @classmethod
    def open(cls, stream: ByteStream, header: DatabaseHeader, settings: ReadSettings) -> Database:
        """Read the beginning of every page."""
        count = header.pages + 1
        head = np.zeros((count, 8), np.uint8)
        step = max(1, settings.window_bytes // header.page_size)
        for first in range(1, count, step):
            pages = min(step, count - first)
            data = np.frombuffer(stream.read((first - 1) * header.page_size, pages * header.page_size), np.uint8)
            head[first : first + pages] = data.reshape(pages, header.page_size)[:, :8]
        head[1] = np.frombuffer(stream.read(HEADER_SIZE, 8), np.uint8)
        return cls(
            stream,
            header,
            head,
            np.zeros(count, np.int8),
            np.full(count, -1, np.int32),
            np.full(count, -1, np.int64),
            np.zeros(count, np.int32),
            np.zeros(count, np.int32),
            np.zeros(count, np.int64),
        )

    def page(self, number: int) -> bytes:
        """Return the bytes of a page."""
        size = self.header.page_size
        return self.stream.read((number - 1) * size, size)

    def next_page(self, number: int) -> int:
        """Return the page an overflow page goes on at, 0 for none."""
        return int.from_bytes(self.head[number, :4].tobytes(), "big")

    def is_free(self, number: int) -> bool:
        """Return whether this is a page of the file that nothing has claimed."""
        return 0 < number < len(self.role) and not self.role[number]

    def claim_special_pages(self) -> None:
        """Claim the lock-byte page and the pointer map (section 1.8)."""
        if self.header.has_pointer_map:
            for number in range(2, len(self.role), self.header.fan_out):
                shifted = number + (number == self.header.lock_page)
                if shifted < len(self.role):
                    self.role[shifted] = Role.POINTER_MAP
        if self.header.lock_page < len(self.role):
            self.role[self.header.lock_page] = Role.LOCK

    def claim_tree(self, root: int, role: Role, owner: int = -1) -> list[int]:
        """Claim the pages of a b-tree and return those with records, in tree order.

        Args:
            root: Number of its root page.
            role: What its records are: ``ROWS``, ``SCHEMA`` or ``INDEX``.
            owner: Number of the table whose rows they are.
        """
        found: list[int] = []
        waiting = [root]
        is_table: bool | None = None
        while waiting:
            number = waiting.pop()
            if not self.is_free(number) or (number in self.roots and number != root):
                continue
            kind = int(self.head[number, 0])
            is_table = kind in (TABLE_INTERIOR, TABLE_LEAF) if is_table is None else is_table
            if kind not in _TREE_PAGES or (kind in (TABLE_INTERIOR, TABLE_LEAF)) != is_table:
                continue
            self.owner[number] = owner
            self.role[number] = Role.INTERIOR if kind == TABLE_INTERIOR else role
            if kind != TABLE_INTERIOR:
                found.append(number)
            if kind in (TABLE_INTERIOR, INDEX_INTERIOR):
                waiting.extend(reversed(self._children(number)))
        return found

    def _children(self, number: int) -> list[int]:
        """Return the pages an interior page leads to, the rightmost last."""
        page = np.frombuffer(self.page(number), np.uint8)
        at = HEADER_SIZE if number == 1 else 0
        count = cell_count(page[at : at + 8])
        right = int.from_bytes(page[at + 8 : at + 12].tobytes(), "big")
        pointers = page[at + 12 : at + 12 + 2 * count]
        if len(pointers) < 2 * count:
            return [right]
        places = np.frombuffer(pointers.tobytes(), ">u2").astype(np.int64)
        places = places[places <= len(page) - 4]
        children = page[places[:, None] + np.arange(4)].astype(np.int64) @ np.array([1 << 24, 1 << 16, 1 << 8, 1])
        return [*children.tolist(), right]

    def claim_chain(self, first: int, size: int, cell: int, role: Role) -> int:
        """Claim the overflow pages of a cell and return how many of ``size`` bytes they hold.

        A page that is out of range or taken ends the chain: then the number is less than ``size``.
        """
        held, turn, number = 0, 0, first
        room = self.header.usable - 4
        while held < size and self.is_free(number):
            self.role[number] = role
            self.cell[number] = cell
            self.turn[number] = turn
            self.content[number] = min(room, size - held)
            held += int(self.content[number])
            number, turn = self.next_page(number), turn + 1
        return held

    def chain(self, first: int, size: int, cell: int) -> Iterator[tuple[int, int]]:
        """Yield place and length in the stream of the overflow pieces a cell has claimed, ``size`` bytes at most."""
        number, left, turn = first, size, 0
        while left > 0 and 0 < number < len(self.role) and (self.cell[number], self.turn[number]) == (cell, turn):
            yield (number - 1) * self.header.page_size + 4, int(self.content[number])
            left -= int(self.content[number])
            number, turn = self.next_page(number), turn + 1

    def claim_free_list(self) -> None:
        """Claim the pages of the free list (section 1.5); a page that is in use stays what it is."""
        number = self.header.first_free_page
        while self.is_free(number):
            self.role[number] = Role.FREE_TRUNK
            for leaf in self.trunk_entries(self.page(number)):
                if self.is_free(leaf):
                    self.role[leaf] = Role.FREE_LEAF
            number = self.next_page(number)

    def trunk_entries(self, page: bytes) -> list[int]:
        """Return the page numbers that a trunk page of the free list holds."""
        count = min(int.from_bytes(page[4:8], "big"), self.header.usable // 4 - 2)
        return [int(n) for n in np.frombuffer(page[8 : 8 + 4 * count], ">u4")]


def cell_count(head: NDArray[np.uint8]) -> int:
    """Return the number of cells that the header of a b-tree page gives."""
    return int(head[3]) * 256 + int(head[4])
