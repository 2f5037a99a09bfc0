"""Puts records together that go on from their page in a chain of overflow pages (file format, section 1.6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from findspot.formats.sqlite.database import Database, Role
from findspot.formats.sqlite.scan import LOCAL, OVERFLOW, PADDING, PAYLOAD, PageScan, Window
from findspot.model.batch import ByteRuns
from findspot.model.span import RejectCode

_ROLES: Final = {
    Role.ROWS: Role.OVERFLOW,
    Role.SCHEMA: Role.SCHEMA_OVERFLOW,
    Role.INDEX: Role.INDEX_OVERFLOW,
}


@dataclass(frozen=True, slots=True)
class Payloads:
    """Records in one buffer: each lies from ``start`` to ``end``; ``is_whole`` says that no byte of it is missing."""

    data: NDArray[np.uint8]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    is_whole: NDArray[np.bool_]


def claim_overflow(database: Database, window: Window, scan: PageScan) -> None:
    """Claim the overflow chains of a scan's cells, and note for each page how many bytes its rows have there."""
    for i in np.flatnonzero(scan.cells[:, OVERFLOW] > 0):
        page, start, _, _, local, size, first, _ = scan.cells[i].tolist()
        number = int(scan.numbers[page])
        if scan.is_accepted[i]:
            role = _ROLES[Role(database.role[number])]
        elif scan.reject[i] == RejectCode.TOO_LONG:
            role = Role.REJECT_OVERFLOW
        else:
            continue
        held = database.claim_chain(first, size - local, start + window.offset, role)
        if role == Role.OVERFLOW:
            database.weight[number] += held


def gather_payloads(database: Database, window: Window, cells: NDArray[np.int64]) -> Payloads:
    """Return the payloads of ``cells``, those with overflow put together behind the window's own bytes."""
    start = cells[:, PAYLOAD].copy()
    end = start + cells[:, LOCAL]
    is_whole = np.ones(len(cells), np.bool_)
    has_overflow = np.flatnonzero(cells[:, OVERFLOW] > 0)
    if not len(has_overflow):
        return Payloads(window.data, start, end, is_whole)
    pieces = [window.data]
    total = len(window.data)
    for i in has_overflow:
        _, place, _, payload, local, size, first, _ = cells[i].tolist()
        parts = [window.data[payload : payload + local].tobytes()]
        parts += [database.stream.read(*p) for p in database.chain(first, size - local, place + window.offset)]
        joined = np.frombuffer(b"".join(parts), np.uint8)
        start[i], end[i] = total, total + len(joined)
        is_whole[i] = len(joined) == size
        pieces.append(joined)
        total += len(joined)
    pieces.append(np.zeros(PADDING, np.uint8))
    data = np.concatenate(pieces)
    data.flags.writeable = False
    return Payloads(data, start, end, is_whole)


def overflow_runs(database: Database, numbers: NDArray[np.int64]) -> ByteRuns:
    """Return the pieces of rows that lie on these overflow pages."""
    count = len(numbers)
    return ByteRuns(
        row_offset=database.cell[numbers],
        offset=(numbers - 1) * database.header.page_size + 4,
        length=database.content[numbers].astype(np.int64),
        counted=np.ones(count, np.bool_),
    )
