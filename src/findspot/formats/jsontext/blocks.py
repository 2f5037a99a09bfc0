"""Scanned windows, cut so that no chunk has more fields than memory is meant for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from findspot.formats.jsontext.parts import Part
from findspot.formats.sqldump.places import find_places
from findspot.model.batch import SourceTable
from findspot.text.transcripts import Transcript

MOST_FIELDS: Final = 1 << 22
"""Fields of a table in one chunk: records of a thousand keys, all different, need far more memory than their bytes."""


@dataclass(frozen=True, slots=True)
class Block:
    """A scanned window or part of one: what lies from ``start`` to ``end`` of the stream.

    Attributes:
        start: Place in the stream.
        end: Place in the stream.
        origin: Place in the stream of the first of the ``raw`` bytes.
        raw: The bytes that ``transcript`` is made of.
        transcript: The text.
        parts: Records, by table.
        spans: Start, end, class and code of all that is no record, by place in the text.
        tables: Tables with columns that are new.
    """

    start: int
    end: int
    origin: int
    raw: NDArray[np.uint8]
    transcript: Transcript
    parts: list[Part]
    spans: NDArray[np.int64]
    tables: tuple[SourceTable, ...]

    def places(self, positions: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return places in the stream of ascending places in the text."""
        return find_places(self.transcript, self.raw, positions) + self.origin


def cut_block(block: Block) -> Iterator[Block]:
    """Yield the block in pieces that are not too large; the first one announces its tables."""
    cuts = np.unique(np.concatenate([_cuts_of(part) for part in block.parts] or [np.empty(0, np.int64)]))
    edges = [block.start, *block.places(cuts).tolist(), block.end]
    texts = [0, *cuts.tolist(), block.transcript.size + 1]
    for k in range(len(edges) - 1):
        parts = [part.between(texts[k], texts[k + 1]) for part in block.parts]
        first, last = np.searchsorted(block.spans[:, 0], (texts[k], texts[k + 1]))
        yield replace(
            block,
            start=edges[k],
            end=edges[k + 1],
            parts=[part for part in parts if len(part.start)],
            spans=block.spans[first:last],
            tables=() if k else block.tables,
        )


def _cuts_of(part: Part) -> NDArray[np.int64]:
    step = max(1, MOST_FIELDS // max(1, part.columns))
    return part.start[step::step]
