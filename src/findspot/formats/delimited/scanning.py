"""Runs the scan kernel over windows and hands out blocks of rows with the class of every byte."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from findspot.formats.windows import Window, Windows
from findspot.model.batch import BATCH_ROWS, ByteStream, ReadSettings
from findspot.model.span import ByteClass, GapReason, RejectCode
from findspot.text.encodings import EncodingPrior
from findspot.text.kernels import delimited as kernel
from findspot.text.kernels.fields import index_bytes, nul_run
from findspot.text.transcripts import Transcript, transcribe

_CELLS: Final = 1 << 20
_FEWEST_ROWS: Final = 16
_MORE_EVENTS: Final = 1_024


@dataclass(frozen=True, slots=True)
class Layout:
    """Everything about a stream that its records are read by, found before the first of them is.

    Attributes:
        prior: The encoding.
        skip: Bytes of a byte order mark.
        delimiter: In UTF-8; empty for a single column.
        quote: The quote character, -1 for none.
        columns: Fields in a record.
        returns_end: Whether lines end with a carriage return alone.
        header: Text of the header record in UTF-8, without its line end; empty for none.
        names: The names in it.
    """

    prior: EncodingPrior
    skip: int
    delimiter: bytes
    quote: int
    columns: int
    returns_end: bool
    header: bytes = b""
    names: tuple[str, ...] = ()

    def classes(self) -> NDArray[np.uint8]:
        """Return the class of each byte for the scan kernel."""
        table = np.zeros(256, np.uint8)
        table[:32] = table[127] = 6
        table[[0, 9, 10, 13]] = 5, 0, 2, 3
        if self.quote >= 0:
            table[self.quote] = 4
        if self.delimiter:
            table[self.delimiter[0]] = 1
        return table


@dataclass(frozen=True, slots=True)
class Block:
    """Some consecutive records, as places in a transcript.

    ``events`` holds class, start, end and code by row, in order and without holes; the fields of the rows among them
    are in ``starts``, ``ends`` and ``flags``. ``raw`` has the place in the stream of each event and the end of the
    last.
    """

    transcript: Transcript
    events: NDArray[np.int32]
    raw: NDArray[np.int64]
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]
    flags: NDArray[np.uint8]

    def fields(self, rows: NDArray[np.int64]) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.uint8]]:
        """Return starts, ends and flags of some rows only."""
        return self.starts[rows], self.ends[rows], self.flags[rows]


@dataclass(frozen=True, slots=True)
class _Open:
    """A span that began in an earlier window and has not ended yet."""

    begin: int
    kind: ByteClass
    code: int


class Scanner:
    """Reads the records of a range of a stream, in order; decisions never depend on how windows fall."""

    def __init__(self, stream: ByteStream, settings: ReadSettings, layout: Layout) -> None:
        self._stream = stream
        self._settings = settings
        self._layout = layout
        self._classes = layout.classes()
        self._delimiter = np.frombuffer(layout.delimiter, np.uint8)
        self._header = np.frombuffer(layout.header, np.uint8)
        self._prior = layout.prior
        self._behind_gap = False
        self._open: _Open | None = None

    def blocks(self, start: int, end: int, *, behind_gap: bool = False) -> Iterator[Block]:
        """Yield blocks that follow each other from ``start`` to ``end``.

        Args:
            start: First byte, which starts a record.
            end: Byte after the last.
            behind_gap: Whether the first record may have lost its beginning.
        """
        self._behind_gap = behind_gap
        for window in Windows(self._stream, self._settings, start, end):
            if not self._open:
                yield from self._read(window)
            elif self._open.kind is ByteClass.GAP:
                yield from self._pass_gap(window)
            else:
                yield from self._pass_record(window)

    def _read(self, window: Window) -> Iterator[Block]:
        longest = self._settings.max_record_bytes
        transcript = transcribe(window.padded, window.size, self._prior, final=window.final, longest=longest)
        position, stopped = 0, False
        index = self._index(transcript)
        while position < transcript.size and not stopped:
            block, position, reason = self._scan(window, transcript, index, position)
            if block is not None:
                yield block
            stopped = reason != kernel.FULL
            if reason == kernel.OPEN_GAP:
                self._open = _Open(self._place(window, transcript, position), ByteClass.GAP, GapReason.NUL_RUN)
                position = transcript.size
            elif reason == kernel.OPEN_RECORD:
                self._open = _Open(self._place(window, transcript, position), ByteClass.REJECT, RejectCode.TOO_LONG)
        self._prior = transcript.prior_at(position)
        if self._open and self._open.kind is ByteClass.REJECT and position == 0:
            yield from self._pass_record(window)
            return
        place = self._place(window, transcript, position)
        if window.final and position >= transcript.size and place < window.offset + window.size:
            # half a UTF-16 unit
            yield _single(place, window.offset + window.size, ByteClass.GAP, GapReason.UNDECODED)
            place = window.offset + window.size
        window.consume(place - window.offset)

    def _place(self, window: Window, transcript: Transcript, position: int) -> int:
        return window.offset + int(transcript.raw(np.array([position]))[0])

    def _pass_gap(self, window: Window) -> Iterator[Block]:
        """Look for the end of a run of NULs that began in an earlier window."""
        run = int(nul_run(window.padded, 0, window.size))
        ends = run < window.size or window.final
        if self._prior.is_wide:
            run = run // 2 * 2
        if not ends:
            window.consume(run)
            return
        yield self._end_open(window.offset + run)
        self._behind_gap = True
        window.consume(run)
        if run == 0:
            yield from self._read(window)

    def _pass_record(self, window: Window) -> Iterator[Block]:
        """Look for the end of a record that is too long to be kept in memory, without judging its text."""
        if self._prior.is_wide:
            view = transcribe(window.padded, window.size, self._prior)
        else:
            view = Transcript(window.padded, window.size, window.size, self._prior)
        end = int(kernel.find_end(view.text, view.size, self._layout.returns_end))
        if end >= 0 or window.final:
            place = self._place(window, view, end) if end >= 0 else window.offset + window.size
            yield self._end_open(place)
            self._behind_gap = False
            if place == window.offset:
                yield from self._read(window)
                return
        else:
            # what may be the start of a line end or of a run of NULs is looked at again
            tail = window.padded[max(0, view.raw_size - 16) : view.raw_size].tobytes()
            back = len(tail) - len(tail.rstrip(b"\x00\r"))
            place = window.offset + view.raw_size - (back + 1) // 2 * 2
        window.consume(place - window.offset)

    def _end_open(self, end: int) -> Block:
        assert self._open is not None
        block = _single(self._open.begin, end, self._open.kind, self._open.code)
        self._open = None
        return block

    def _index(self, transcript: Transcript) -> NDArray[np.int32]:
        index = np.empty(transcript.size + 2, np.int32)
        count = index_bytes(transcript.text, transcript.size, self._classes, index)
        return index[: count + 2]

    def _scan(
        self, window: Window, transcript: Transcript, index: NDArray[np.int32], position: int
    ) -> tuple[Block | None, int, int]:
        """Return the next block, where it ends in the text, and why the kernel stopped."""
        columns = self._layout.columns
        rows = min(BATCH_ROWS, max(_FEWEST_ROWS, _CELLS // columns))
        fields = np.empty((2, rows, columns), np.int32)
        flags, events = np.empty((rows, columns), np.uint8), np.empty((rows + _MORE_EVENTS, 4), np.int32)
        state = np.zeros(kernel.STATE, np.int64)
        state[kernel.POSITION], state[kernel.BEHIND_GAP] = position, self._behind_gap
        kernel.scan(
            transcript.text,
            index,
            transcript.size,
            window.final,
            self._settings.max_record_bytes,
            self._classes,
            self._delimiter,
            self._layout.quote,
            self._layout.returns_end,
            self._header,
            fields[0],
            fields[1],
            flags,
            events,
            state,
        )
        after, behind_gap, found, count, reason = state.tolist()
        self._behind_gap = bool(behind_gap)
        raw = transcript.raw(np.append(events[:count, 1], after).astype(np.int64)) + window.offset
        # line feeds that keep lines of no text apart stand for no byte
        kept = np.append(np.diff(raw) > 0, True)
        raw, events = raw[kept], events[:count][kept[:-1]]
        if not len(events):
            return None, after, reason
        return Block(transcript, events, raw, fields[0, :found], fields[1, :found], flags[:found]), after, reason


def _single(begin: int, end: int, kind: ByteClass, code: int) -> Block:
    none = np.empty((0, 1), np.int32)
    nothing = Transcript(np.empty(0, np.uint8), 0, 0, EncodingPrior())
    events = np.array([[kind, 0, 0, code]], np.int32)
    return Block(nothing, events, np.array([begin, end], np.int64), none, none, np.empty((0, 1), np.uint8))
