"""Breaks bytes on purpose and writes down exactly what was broken."""

from __future__ import annotations

import itertools
import zlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from enum import IntEnum, StrEnum
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from findspot.testing.dumps import Payload, WrittenTable

BLOCK: Final = 4096
"""Bytes of a block as disks and file systems lose them."""

_GZIP_WBITS: Final = 31


class DamageKind(StrEnum):
    """What was done to a run of bytes."""

    FLIP = "flip"
    ZERO = "zero"
    RECODE = "recode"
    TRUNCATE = "truncate"


class Fate(IntEnum):
    """What became of a record: nothing, written in another charset, changed in some byte, cut off, or there twice."""

    UNTOUCHED = 0
    RECODED = 1
    TOUCHED = 2
    LOST = 3
    DOUBLED = 4


@dataclass(frozen=True, slots=True)
class Damage:
    """One thing that was done, by its place in the bytes that came out."""

    kind: DamageKind
    offset: int
    length: int

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return asdict(self)


def zero_blocks(data: bytes, count: int, *, random: np.random.Generator) -> tuple[bytes, list[Damage]]:
    """Return the bytes with ``count`` whole blocks of zeros at multiples of 4 KiB."""
    blocks = np.sort(random.choice(len(data) // BLOCK, count, replace=False)) * BLOCK
    changed = bytearray(data)
    for offset in blocks.tolist():
        changed[offset : offset + BLOCK] = bytes(BLOCK)
    return bytes(changed), [Damage(DamageKind.ZERO, offset, BLOCK) for offset in blocks.tolist()]


def flip_bytes(
    data: bytes, count: int, *, random: np.random.Generator, spare: Sequence[Damage] = ()
) -> tuple[bytes, list[Damage]]:
    """Return the bytes with one bit flipped in each of ``count`` bytes, none of them within ``spare``."""
    free = np.ones(len(data), np.bool_)
    for damage in spare:
        free[damage.offset : damage.offset + damage.length] = False
    places = np.sort(random.choice(np.flatnonzero(free), count, replace=False))
    changed = np.frombuffer(data, np.uint8).copy()
    changed[places] ^= np.left_shift(1, random.integers(0, 8, count)).astype(np.uint8)
    return changed.tobytes(), [Damage(DamageKind.FLIP, place, 1) for place in places.tolist()]


def recode_records(payload: Payload, records: slice, encoding: str) -> tuple[Payload, Damage]:
    """Return the payload with a run of records of its first table in another charset, as pasted from another system.

    The bytes of the records and all between them are written anew, so that later records move.
    """
    table, *others = payload.tables
    chosen = np.arange(len(table.offset))[records]
    marks = np.stack([table.offset[chosen], table.offset[chosen] + table.length[chosen]], axis=1).ravel()
    texts = [payload.data[begin:end].decode(payload.encoding) for begin, end in itertools.pairwise(marks.tolist())]
    pieces = [text.encode(encoding) for text in texts]
    rewritten = marks[0] + np.cumsum([0, *map(len, pieces)])
    offset, length = table.offset.copy(), table.length.copy()
    offset[chosen] = rewritten[::2]
    length[chosen] = rewritten[1::2] - rewritten[::2]
    distance = rewritten[-1] - marks[-1]
    offset[chosen[-1] + 1 :] += distance
    data = payload.data[: marks[0]] + b"".join(pieces) + payload.data[marks[-1] :]
    moved = [replace(t, offset=np.where(t.offset >= marks[-1], t.offset + distance, t.offset)) for t in others]
    changed = replace(payload, data=data, tables=(replace(table, offset=offset, length=length), *moved))
    return changed, Damage(DamageKind.RECODE, int(marks[0]), int(rewritten[-1] - marks[0]))


def truncate(data: bytes, keep: float) -> tuple[bytes, Damage]:
    """Return the first ``keep`` (a share) of the bytes, and what is gone."""
    kept = int(len(data) * keep)
    return data[:kept], Damage(DamageKind.TRUNCATE, kept, len(data) - kept)


def gunzipped_length(data: bytes) -> int:
    """Return how many bytes of the payload can be had from a gzip file that was cut off."""
    opened = zlib.decompressobj(_GZIP_WBITS)
    return sum(len(opened.decompress(data[at : at + (1 << 20)])) for at in range(0, len(data), 1 << 20))


def record_fates(table: WrittenTable, damages: Sequence[Damage], available: int) -> NDArray[np.int8]:
    """Return the ``Fate`` of each record of a payload of which only the first ``available`` bytes are left."""
    fate = np.full(len(table.offset), Fate.UNTOUCHED, np.int8)
    end = table.offset + table.length
    order = {DamageKind.RECODE: Fate.RECODED, DamageKind.ZERO: Fate.TOUCHED, DamageKind.FLIP: Fate.TOUCHED}
    for kind, result in order.items():
        for damage in (d for d in damages if d.kind == kind):
            first = int(np.searchsorted(end, damage.offset, "right"))
            last = int(np.searchsorted(table.offset, damage.offset + damage.length, "left"))
            fate[first:last] = result
    fate[end > available] = Fate.LOST
    return fate
