"""Builds the chunk of one window from its plan; this part runs in threads."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from findspot.formats.sqldump.places import find_places
from findspot.formats.sqldump.plan import Mark, Plan, Run
from findspot.formats.sqldump.special import decode_value, unquote_double
from findspot.model.batch import BATCH_ROWS, PROVENANCE, Chunk, SourceTable, TableRows, physical_name, provenance_arrays
from findspot.model.span import ByteClass, GapReason, How, Spans, StructureKind
from findspot.text.encodings import ENCODINGS
from findspot.text.kernels.columns import ABSENT, DOUBLED, MYSQL, NULL, BuiltColumns, build_columns
from findspot.text.kernels.copytext import BLANK
from findspot.text.kernels.sqlstrings import NOTE_BROKEN, NOTE_SPECIAL, NOTE_WORD
from findspot.text.transcripts import PADDING, Transcript

_QUOTE: Final = 39
_DOUBLE_QUOTE: Final = 34
_DIGITS: Final = (48, 57)
_PARTIAL_NOTES: Final = NOTE_BROKEN | NOTE_WORD


@dataclass(frozen=True, slots=True)
class Task:
    """One window, scanned.

    Attributes:
        plan: What was made of it.
        transcript: Its text.
        buffer: The bytes the text was made of.
        raw: The bytes as they are in the stream, where binary literals in them are masked in ``buffer``.
        stream: Key into ``streams``.
        offset: Place of its first byte in the stream.
        begin: First of its bytes that this is about; those before belong to the window before.
        end: The byte after the last.
        undecoded: How many of its bytes, at the end, are a cut character and not in the text.
    """

    plan: Plan
    transcript: Transcript
    buffer: NDArray[np.uint8]
    raw: NDArray[np.uint8] | None
    stream: int
    offset: int
    begin: int
    end: int
    undecoded: int


@dataclass(slots=True)
class _Spans:
    """Ranges of one class as arrays of text places."""

    starts: list[NDArray[np.int64]] = field(default_factory=list)
    ends: list[NDArray[np.int64]] = field(default_factory=list)
    codes: list[NDArray[np.int16]] = field(default_factory=list)

    def add(self, starts: NDArray[np.int64], ends: NDArray[np.int64], codes: NDArray[np.int16]) -> None:
        self.starts.append(starts)
        self.ends.append(ends)
        self.codes.append(codes)

    def joined(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int16]]:
        if not self.starts:
            none = np.empty(0, np.int64)
            return none, none, np.empty(0, np.int16)
        return np.concatenate(self.starts), np.concatenate(self.ends), np.concatenate(self.codes)


def build_chunk(task: Task) -> Chunk:
    """Return the chunk of a scanned window, without the gaps at its edges.

    A gap may go on in the next window; left out of both chunks, it comes out whole.
    """
    chunk = ChunkBuilder(task).build()
    start, end = chunk.start, chunk.end
    gaps = chunk.gaps
    for offset, length, code in zip(gaps.offset.tolist(), gaps.length.tolist(), gaps.code.tolist(), strict=True):
        if code == GapReason.UNCLAIMED and offset == start:
            start += length
    for offset, length, code in reversed(
        list(zip(gaps.offset.tolist(), gaps.length.tolist(), gaps.code.tolist(), strict=True))
    ):
        if code == GapReason.UNCLAIMED and offset + length == end and offset >= start:
            end = offset
    inside = (gaps.offset >= start) & (gaps.offset < end)
    return replace(chunk, start=start, end=end, gaps=Spans(gaps.offset[inside], gaps.length[inside], gaps.code[inside]))


class ChunkBuilder:
    """Turns places in text into places in the stream, and fields into columns."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._spans = {kind: _Spans() for kind in (ByteClass.REJECT, ByteClass.STRUCTURE, ByteClass.GAP)}
        self._encodings: Counter[str] = Counter()

    def build(self) -> Chunk:
        """Return the chunk."""
        plan = self._task.plan
        tables: dict[str, SourceTable] = {t.name: t for t in plan.tables}
        tables.update({run.table.name: run.table for run in plan.runs})
        rows = [part for runs in _grouped(plan.runs) for part in self._build_runs(runs)]
        self._add_marks(plan.marks)
        start = self._task.offset
        return Chunk(
            start + self._task.begin,
            start + self._task.end,
            tables=tuple(tables.values()),
            rows=tuple(rows),
            rejects=self._located(ByteClass.REJECT),
            structure=self._located(ByteClass.STRUCTURE),
            gaps=self._located(ByteClass.GAP),
            encodings=dict(self._encodings),
        )

    def _build_runs(self, runs: list[Run]) -> list[TableRows]:
        plan = self._task.plan
        width = len(runs[0].places)
        records, fields = [], []
        for run in runs:
            rows = np.arange(run.first, run.last)
            self._add_between(run)
            is_row = plan.row_codes[run.first : run.last] == 0
            if not is_row.all():
                self._add_others(rows[~is_row])
                rows = rows[is_row]
            records.append(rows)
            fields.append(np.arange(run.field, run.field + len(rows) * width, width))
        chosen, first = np.concatenate(records), np.concatenate(fields)
        return [
            self._build_rows(runs[-1], chosen[i : i + BATCH_ROWS], first[i : i + BATCH_ROWS])
            for i in range(0, len(chosen), BATCH_ROWS)
        ]

    def _add_between(self, run: Run) -> None:
        plan = self._task.plan
        starts = plan.row_starts[run.first : run.last].astype(np.int64)
        before = np.empty(len(starts), np.int64)
        before[0], before[1:] = run.begin, plan.row_ends[run.first : run.last - 1]
        kept = before < starts
        kinds = plan.row_kinds[run.first : run.last].astype(np.int16)
        self._spans[ByteClass.STRUCTURE].add(before[kept], starts[kept], kinds[kept])

    def _add_others(self, rows: NDArray[np.int64]) -> None:
        plan = self._task.plan
        starts, ends = plan.row_starts[rows].astype(np.int64), plan.row_ends[rows].astype(np.int64)
        codes = plan.row_codes[rows].astype(np.int16)
        blank = codes == BLANK
        kinds = np.full(int(blank.sum()), StructureKind.BLANK, np.int16)
        self._spans[ByteClass.STRUCTURE].add(starts[blank], ends[blank], kinds)
        self._spans[ByteClass.REJECT].add(starts[~blank], ends[~blank], codes[~blank])

    def _build_rows(self, run: Run, rows: NDArray[np.int64], first: NDArray[np.int64]) -> TableRows:
        """Return the batch of the records ``rows``, whose fields start at ``first``."""
        task, plan = self._task, self._task.plan
        starts, ends = plan.row_starts[rows].astype(np.int64), plan.row_ends[rows].astype(np.int64)
        notes = plan.row_notes[rows]
        shape = (len(rows), len(run.places))
        if first[-1] - first[0] == (len(rows) - 1) * shape[1]:
            chosen: Any = slice(int(first[0]), int(first[0]) + shape[0] * shape[1])
        else:
            chosen = (first[:, None] + np.arange(shape[1])).ravel()
        places, stops = plan.starts[chosen].reshape(shape), plan.ends[chosen].reshape(shape)
        flags = plan.flags[chosen].reshape(shape)
        text = self._resolve_special(notes, places, stops, flags)
        built = build_columns(text, places, stops, flags, _QUOTE)
        how = self._judge(starts, ends, notes)
        raw_starts, raw_ends = (
            find_places(task.transcript, task.buffer, starts),
            find_places(task.transcript, task.buffer, ends),
        )
        columns, absent = _arrange(run, built, shape[0])
        arrays = provenance_arrays(task.stream, task.offset + raw_starts, raw_ends - raw_starts, how)
        names = PROVENANCE.names + [physical_name(i) for i in range(len(columns))]
        return TableRows(run.table.name, pa.RecordBatch.from_arrays(arrays + columns, names=names), absent)

    def _judge(self, starts: NDArray[np.int64], ends: NDArray[np.int64], notes: NDArray[np.uint8]) -> NDArray[np.int8]:
        transcript = self._task.transcript
        codes, lossy = transcript.marks(starts, ends)
        for code, count in zip(*np.unique(codes, return_counts=True), strict=True):
            self._encodings[ENCODINGS[int(code)].name] += int(count)
        how = np.where((notes & ~np.uint8(NOTE_SPECIAL)) > 0, How.SALVAGED, How.READ)
        how = np.where(codes != transcript.prior.main, How.SALVAGED, how)
        return np.where(lossy | ((notes & _PARTIAL_NOTES) > 0), How.PARTIAL, how).astype(np.int8)

    def _resolve_special(
        self, notes: NDArray[np.uint8], starts: NDArray[np.int32], ends: NDArray[np.int32], flags: NDArray[np.uint8]
    ) -> NDArray[np.uint8]:
        """Append the values of expressions and the like to the text and point their fields at them."""
        text = self._task.plan.text
        added: list[bytes] = []
        size = len(text)
        for row, column in self._special_fields(notes, starts, ends, flags):
            value = self._special_value(int(starts[row, column]), int(ends[row, column]), int(flags[row, column]))
            if value is not None:
                added.append(value)
                starts[row, column], ends[row, column], flags[row, column] = size, size + len(value), 0
                size += len(value)
        if not added:
            return text
        return np.concatenate((text, np.frombuffer(b"".join(added), np.uint8), np.zeros(PADDING, np.uint8)))

    def _special_fields(
        self, notes: NDArray[np.uint8], starts: NDArray[np.int32], ends: NDArray[np.int32], flags: NDArray[np.uint8]
    ) -> list[tuple[int, int]]:
        """Return row and column of the fields that need a closer look."""
        text = self._task.plan.text
        rows = np.flatnonzero(notes & NOTE_SPECIAL) if self._task.raw is None else np.arange(len(notes))
        if not len(rows):
            return []
        quote, first = text[starts[rows] - 1], text[starts[rows]]
        present = ((flags[rows] & (NULL | ABSENT)) == 0) & (starts[rows] < ends[rows])
        is_bare = (quote != _QUOTE) & (quote != _DOUBLE_QUOTE) & ((first < _DIGITS[0]) | (first > _DIGITS[1]))
        doubled = (quote == _DOUBLE_QUOTE) & ((flags[rows] & DOUBLED) > 0)
        found = np.nonzero(present & (is_bare | doubled))
        return list(zip(rows[found[0]].tolist(), found[1].tolist(), strict=True))

    def _special_value(self, start: int, end: int, flag: int) -> bytes | None:
        task, text = self._task, self._task.plan.text
        value = text[start:end].tobytes()
        if text[start - 1] == _DOUBLE_QUOTE:
            return unquote_double(value, escapes=bool(flag & MYSQL))
        if task.raw is not None and value.startswith(b"_binary"):
            first, last = find_places(task.transcript, task.buffer, np.array((start, end), np.int64))
            return task.raw[first:last].tobytes().decode("utf-8", "backslashreplace").encode()
        decoded = decode_value(value.decode("utf-8", "replace"))
        return None if decoded is None else decoded.encode()

    def _add_marks(self, marks: list[Mark]) -> None:
        transcript = self._task.transcript
        for kind, spans in self._spans.items():
            mine = [m for m in marks if m.kind is kind]
            if mine:
                starts, ends = np.array([m.start for m in mine], np.int64), np.array([m.end for m in mine], np.int64)
                codes = np.array([m.code for m in mine], np.int16)
                if kind is ByteClass.GAP:
                    is_nul = codes == GapReason.NUL_RUN
                    codes[is_nul & ~transcript.is_text(starts)] = GapReason.NOT_TEXT
                spans.add(starts, ends, codes)

    def _located(self, kind: ByteClass) -> Spans:
        task = self._task
        starts, ends, codes = self._spans[kind].joined()
        order = np.argsort(starts, kind="stable")
        starts, ends, codes = starts[order], ends[order], codes[order]
        offset = find_places(task.transcript, task.buffer, starts)
        length = find_places(task.transcript, task.buffer, ends) - offset
        kept = length > 0
        spans = Spans(task.offset + offset[kept], length[kept], codes[kept])
        if kind is ByteClass.GAP and task.undecoded:
            end = task.offset + task.end
            return Spans.join((spans, Spans.of([(end - task.undecoded, task.undecoded, GapReason.UNDECODED)])))
        return spans


def _grouped(runs: list[Run]) -> list[list[Run]]:
    """Return the runs by table and layout, those of a table in order: statements may take turns between tables."""
    groups: list[list[Run]] = []
    last: dict[str, list[Run]] = {}
    for run in runs:
        group = last.get(run.table.name)
        if group is None or group[-1].places != run.places:
            group = last[run.table.name] = []
            groups.append(group)
        group.append(run)
    return groups


def _arrange(run: Run, built: BuiltColumns, count: int) -> tuple[list[pa.Array], dict[str, int]]:
    """Return the columns in physical order.

    Null where the statement does not fill one, and how often each is absent.
    """
    absent = {physical_name(p): int(n) for p, n in zip(run.places, built.absent, strict=True) if n}
    if run.places == tuple(range(len(run.places))):
        return built.arrays, absent
    filled = dict(zip(run.places, built.arrays, strict=True))
    columns = [filled.get(i) for i in range(max(run.places) + 1)]
    absent |= {physical_name(i): count for i, c in enumerate(columns) if c is None}
    return [pa.nulls(count, pa.string()) if c is None else c for c in columns], absent
