"""Blocks: the bytes on disk that hold the records of one crawl batch, so that a recipe can destroy whole batches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from findspot.testing.twins.profiles.batches import Layout


@dataclass(frozen=True, slots=True)
class Block:
    """Bytes of a file that hold one batch's records of a table."""

    batch: int
    table: str
    file: str
    offset: int
    length: int


@dataclass(slots=True)
class BlockList:
    """The blocks of all files."""

    blocks: list[Block] = field(default_factory=list)

    def add_ranges(self, table: str, file: str, batches: Sequence[int], edges: Sequence[int]) -> None:
        """Enter one block for each batch; each begins at an edge and ends at the next."""
        for batch, start, end in zip(batches, edges[:-1], edges[1:], strict=True):
            if end > start:
                self.blocks.append(Block(batch, table, file, int(start), int(end - start)))

    def split(self, file: str, part_bytes: int) -> None:
        """Enter the blocks of a file that was cut into parts under the parts' names; some get pieces in two parts."""
        kept = [block for block in self.blocks if block.file != file]
        for block in (b for b in self.blocks if b.file == file):
            at, end = block.offset, block.offset + block.length
            while at < end:
                part = at // part_bytes
                stop = min(end, (part + 1) * part_bytes)
                name = f"{file}.{part + 1:03d}"
                kept.append(Block(block.batch, block.table, name, at - part * part_bytes, stop - at))
                at = stop
        self.blocks = kept

    def describe(self, layout: Layout) -> pa.Table:
        """Return the blocks with whether the recipe ``tenth`` spares them."""
        batch = np.array([block.batch for block in self.blocks], np.int64)
        return pa.table(
            {
                "batch": batch,
                "table": pa.array([block.table for block in self.blocks], pa.string()),
                "file": pa.array([block.file for block in self.blocks], pa.string()),
                "offset": pa.array([block.offset for block in self.blocks], pa.int64()),
                "length": pa.array([block.length for block in self.blocks], pa.int64()),
                "survives": pa.array(layout.survives[batch]),
            }
        )
