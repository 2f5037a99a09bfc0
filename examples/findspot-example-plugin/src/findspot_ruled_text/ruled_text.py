"""Tables printed under a ruler of dashes, as SQL Server's ``sqlcmd`` and Oracle's SQL*Plus write them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from findspot.formats.windows import Window, Windows
from findspot.model.batch import (
    PROVENANCE,
    ByteStream,
    Chunk,
    ReadSettings,
    SourceColumn,
    SourceTable,
    TableRows,
    physical_name,
    provenance_arrays,
)
from findspot.model.span import How, RejectCode, Spans, StructureKind

TABLE: Final = ""
"""The file has one table without a name: findspot calls it after the file."""

_HEAD: Final = 64 << 10
_TOP: Final = re.compile(rb"(?P<header>[^\r\n]+)\r?\n(?P<ruler>-+(?: -+)+)[ ]*\r?\n")
_TALLY: Final = re.compile(rb"\(\d+ rows? affected\)")


@dataclass(frozen=True, slots=True)
class Ruler:
    """Where the columns are: ``start`` and ``end`` of each within a line, and the bytes of header and ruler."""

    start: tuple[int, ...]
    end: tuple[int, ...]
    names: tuple[str, ...]
    size: int

    @property
    def width(self) -> int:
        """Bytes of a line, its end aside."""
        return self.end[-1]

    @classmethod
    def find(cls, head: bytes) -> Ruler | None:
        """Return the ruler at the top of a file, or None where there is none."""
        top = _TOP.match(head)
        if top is None:
            return None
        places = [m.span() for m in re.finditer(rb"-+", top["ruler"])]
        names = tuple(top["header"][a:b].decode("utf-8", "replace").strip() for a, b in places)
        return cls(tuple(a for a, _ in places), tuple(b for _, b in places), names, top.end())


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a window: first byte, end of text, and end with the line end included."""

    start: NDArray[np.int64]
    end: NDArray[np.int64]
    next: NDArray[np.int64]


class RuledText:
    """Lines of one width, cut where the ruler says; a line of another width is a reject, never a guess."""

    code = "FMT-RULED"
    media_types: Sequence[str] = ("text/plain",)
    extensions: Sequence[str] = ("txt", "rpt")
    can_resync = False

    def detect(self, head: bytes, name: str) -> float:
        """Return 0.95 where a header and a ruler of dashes come first."""
        return 0.95 if Ruler.find(head[:_HEAD]) else 0.0

    def read(self, stream: ByteStream, settings: ReadSettings) -> Iterator[Chunk]:
        """Yield the header, then the rows window by window."""
        ruler = Ruler.find(stream.read(0, _HEAD))
        if ruler is None:
            return  # what no chunk claims is a gap
        table = SourceTable(TABLE, tuple(SourceColumn(name) for name in ruler.names))
        header = Spans.of([(0, ruler.size, StructureKind.HEADER)])
        yield Chunk(0, ruler.size, tables=(table,), structure=header)
        for window in Windows(stream, settings, start=ruler.size):
            lines = _find_lines(window)
            if len(lines.next):
                window.consume(int(lines.next[-1]))
                yield _read_window(stream.id, window, lines, ruler)

    def salvage(self, stream: ByteStream, gaps: Spans, settings: ReadSettings) -> Iterator[Chunk]:
        """Yield nothing: without the ruler, a line does not say where its columns are."""
        return iter(())


def _find_lines(window: Window) -> Lines:
    """Return the whole lines of a window; of the last or longest one also what has no end."""
    data = window.padded[: window.size]
    following = np.flatnonzero(data == ord("\n")) + 1
    if (window.final or (window.full and not len(following))) and (not len(following) or following[-1] < window.size):
        following = np.append(following, window.size)
    start = np.concatenate([[0], following[:-1]]).astype(np.int64)[: len(following)]
    end = following - (data[following - 1] == ord("\n"))
    end -= (end > start) & (data[np.maximum(end - 1, 0)] == ord("\r"))
    return Lines(start, end, following)


def _read_window(stream: int, window: Window, lines: Lines, ruler: Ruler) -> Chunk:
    data = window.padded[: window.size]
    foreign = np.concatenate([[0], np.cumsum(data > 127)])
    is_row = (lines.end - lines.start == ruler.width) & (foreign[lines.end] == foreign[lines.start])
    rejects, structure = _sort_out(data, window.offset, lines, ~is_row)
    offset, length = (lines.start + window.offset)[is_row], (lines.next - lines.start)[is_row]
    columns = provenance_arrays(stream, offset, length, np.full(len(offset), How.READ, np.int8))
    columns += _cut(data, lines.start[is_row], ruler)
    values = [pa.field(physical_name(i), pa.string()) for i in range(len(ruler.names))]
    batch = pa.RecordBatch.from_arrays(columns, schema=pa.schema([*PROVENANCE, *values]))
    return Chunk(
        window.offset,
        window.offset + int(lines.next[-1]),
        rows=(TableRows(TABLE, batch),),
        rejects=rejects,
        structure=structure,
        encodings={"utf-8": len(offset)},
    )


def _cut(data: NDArray[np.uint8], start: NDArray[np.int64], ruler: Ruler) -> list[pa.Array]:
    """Return one string array for each column, without the blanks that fill it up."""
    arrays = []
    for first, last in zip(ruler.start, ruler.end, strict=True):
        cells = data[start[:, None] + np.arange(first, last)]
        fixed = pa.FixedSizeBinaryArray.from_buffers(pa.binary(last - first), len(start), [None, pa.py_buffer(cells)])
        arrays.append(pc.ascii_trim(fixed.cast(pa.binary()).cast(pa.string()), " "))
    return arrays


def _sort_out(data: NDArray[np.uint8], offset: int, lines: Lines, is_other: NDArray[np.bool_]) -> tuple[Spans, Spans]:
    """Return rejects and structure among the lines that are no rows: blank lines and the tally are structure."""
    rejects, structure = [], []
    for i in np.flatnonzero(is_other):
        start, end, following = int(lines.start[i]), int(lines.end[i]), int(lines.next[i])
        text = data[start:end].tobytes().strip()
        place = (offset + start, following - start)
        if not text:
            structure.append((*place, StructureKind.BLANK))
        elif _TALLY.fullmatch(text):
            structure.append((*place, StructureKind.COMMENT))
        else:
            rejects.append((*place, RejectCode.FIELD_COUNT))
    return Spans.of(rejects), Spans.of(structure)
