"""The UTF-8 text of a run of bytes in whatever encoding, with the way back from text to bytes.

Scan kernels then only see valid UTF-8: in GB18030, Big5 or Shift_JIS the second byte of a character can look like a
backslash or a delimiter, so text has to be decoded before it is cut into fields.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from findspot.text.encodings import UTF8, UTF16BE, EncodingPrior, encoding_tables, score_all
from findspot.text.kernels import lines, transcoding
from findspot.text.kernels.utf import is_valid

PADDING: Final = 64
"""Bytes behind the text, the first a line feed."""

NO_TEXT: Final = -1
"""Code of a piece that is no text in any encoding."""

_BATCH: Final = 8_192
_LINE_FEED: Final = 10

_NONE: Final[NDArray[np.int64]] = np.empty(0, np.int64)


@dataclass(frozen=True, slots=True)
class Transcript:
    """Text and pieces: where each begins in the text and in the bytes, its encoding, and whether a byte of it was lost.

    Between the pieces listed the text is the bytes themselves. ``lone_surrogates`` are the places in the text where
    half of a pair was written as six characters.
    """

    text: NDArray[np.uint8]
    size: int
    raw_size: int
    prior: EncodingPrior
    starts: NDArray[np.int64] = field(default_factory=lambda: _NONE)
    raw_starts: NDArray[np.int64] = field(default_factory=lambda: _NONE)
    codes: NDArray[np.int8] = field(default_factory=lambda: np.empty(0, np.int8))
    lossy: NDArray[np.int8] = field(default_factory=lambda: np.empty(0, np.int8))
    settled: NDArray[np.int8] = field(default_factory=lambda: np.empty(0, np.int8))
    lone_surrogates: NDArray[np.int64] = field(default_factory=lambda: _NONE)

    @property
    def identity(self) -> bool:
        """Whether the text is the bytes themselves."""
        return len(self.starts) == 0

    def raw(self, positions: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return where ``positions`` in the text are in the bytes: starts of lines, or places not decoded."""
        if self.identity:
            return np.asarray(positions, np.int64)
        piece = np.searchsorted(self.starts, positions, side="right") - 1
        known = np.maximum(piece, 0)
        distance = np.where(piece < 0, 0, self.raw_starts[known] - self.starts[known])
        places = np.asarray(np.where(positions >= self.size, self.raw_size, positions + distance), np.int64)
        inside = (piece >= 0) & (self.codes[known] == NO_TEXT)
        if inside.any():
            # the line feeds around the NULs stand for no byte
            first = self._first_nul(known[inside])
            places[inside] = self.raw_starts[known[inside] + (positions[inside] > first)]
        return places

    def _first_nul(self, pieces: NDArray[np.int64]) -> NDArray[np.int64]:
        places = self.starts[pieces]
        return np.asarray(places + (self.text[places] == _LINE_FEED), np.int64)

    def marks(self, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> tuple[NDArray[np.int8], NDArray[np.bool_]]:
        """Return for records, by place in the text, the encoding if not the main one, and whether bytes were lost."""
        codes = np.full(len(starts), self.prior.main, np.int8)
        lossy = np.zeros(len(starts), np.bool_)
        special = np.flatnonzero(((self.codes != self.prior.main) & (self.codes != NO_TEXT)) | (self.lossy > 0))
        if len(special) == 0 or len(starts) == 0:
            return codes, lossy
        record = np.searchsorted(starts, self.starts[special], side="right") - 1
        inside = (record >= 0) & (self.starts[special] < ends[np.maximum(record, 0)])
        record, special = record[inside], special[inside]
        foreign = self.codes[special] != self.prior.main
        codes[record[foreign]] = self.codes[special][foreign]
        np.logical_or.at(lossy, record, self.lossy[special] > 0)
        return codes, lossy

    def is_text(self, starts: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return for runs of NULs in the text whether they are NULs in the bytes too, not bytes that are no text."""
        if self.identity or len(starts) == 0:
            return np.ones(len(starts), np.bool_)
        piece = np.searchsorted(self.starts, starts, side="right") - 1
        known = np.maximum(piece, 0)
        no_text = (piece >= 0) & (self.codes[known] == NO_TEXT) & (self._first_nul(known) == starts)
        return np.asarray(~no_text, np.bool_)

    def prior_at(self, position: int) -> EncodingPrior:
        """Return the prior for bytes that follow ``position`` in the text."""
        before = int(np.searchsorted(self.starts, position, side="left"))
        if position == 0:
            return self.prior
        if before == 0 or self.prior.is_wide:
            return EncodingPrior(self.prior.main, self.prior.previous)
        # decoded lines and the clean stretches behind them take turns
        return EncodingPrior(self.prior.main, int(self.settled[before - 1]), before % 2 == 1)


def transcribe(
    padded: NDArray[np.uint8],
    size: int,
    prior: EncodingPrior,
    *,
    final: bool = True,
    longest: int = 1 << 62,
    mark: bytes = b"",
) -> Transcript:
    """Return the text of a window.

    Args:
        padded: The bytes, then at least 64 bytes of padding, the first a line feed.
        size: How many of them count.
        prior: The encoding of the stream and of what came before.
        final: Whether no longer window will come; if one will, a last line that is cut and not plain is left out.
        longest: A longer line is not judged but left as it is, for the caller to refuse.
        mark: A sign before whose last byte lines are cut, such as ``),(`` in SQL, so that pieces are judged alone.
    """
    if prior.is_wide:
        return _from_wide(padded, size, prior)
    whole = size if final or prior.main != UTF8 else lines.trimmed_size(padded, size)
    if prior.main == UTF8 and not prior.chained and is_valid(padded, whole):
        return Transcript(_cut(padded, size, whole), whole, whole, prior)
    starts, ends = _find(padded, whole, prior, mark)
    if not final and len(starts) and ends[-1] == whole and padded[whole - 1] != _LINE_FEED:
        whole = int(starts[-1]) if whole - starts[-1] <= longest else whole
        starts, ends = starts[:-1], ends[:-1]
    judged = ends - starts <= longest
    if not judged.all():
        starts, ends = starts[judged], ends[judged]
    if len(starts) == 0:
        return Transcript(_cut(padded, size, whole), whole, whole, prior)
    return _assemble(padded, whole, prior, starts, ends)


def _cut(padded: NDArray[np.uint8], size: int, whole: int) -> NDArray[np.uint8]:
    return padded if whole == size else _padded(padded[: whole + PADDING].copy(), whole)


def _find(
    buffer: NDArray[np.uint8], size: int, prior: EncodingPrior, mark: bytes
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    sign = np.frombuffer(mark, np.uint8)
    found: list[NDArray[np.int64]] = []
    place, chained = 0, prior.chained
    while place < size:
        ranges = np.empty((2, _BATCH), np.int64)
        count, place, chained = lines.find_lines(
            buffer, size, place, prior.main != UTF8, chained, sign, ranges[0], ranges[1]
        )
        found.append(ranges[:, :count])
    if not found:
        return _NONE, _NONE
    starts, ends = np.concatenate(found, axis=1)
    return starts, ends


def _assemble(
    buffer: NDArray[np.uint8],
    size: int,
    prior: EncodingPrior,
    starts: NDArray[np.int64],
    ends: NDArray[np.int64],
) -> Transcript:
    tables = encoding_tables()
    sizes = ends - starts
    codes, settled = np.empty((2, len(starts)), np.int8)
    transcoding.decide_lines(score_all(buffer, starts, ends), sizes, prior.main, prior.previous, codes, settled)
    # a byte becomes at most three
    out = np.empty(size + 2 * int(sizes.sum()) + (lines.NUL_RUN + 2) * len(starts) + PADDING, np.uint8)
    places, lossy = np.empty(len(starts), np.int64), np.zeros(len(starts), np.int8)
    written = transcoding.assemble(
        buffer, size, starts, ends, codes, tables.kinds, tables.characters, tables.four_bytes, out, places, lossy
    )
    behind = np.append(starts[1:], size) - ends
    tail_places = np.asarray(np.append(places[1:], written) - behind, np.int64)
    return Transcript(
        _padded(out, written),
        written,
        size,
        prior,
        *_with_clean_stretches(places, tail_places, starts, ends, (codes, lossy, settled), prior),
    )


def _with_clean_stretches(
    places: NDArray[np.int64],
    tail_places: NDArray[np.int64],
    starts: NDArray[np.int64],
    ends: NDArray[np.int64],
    marks: tuple[NDArray[np.int8], NDArray[np.int8], NDArray[np.int8]],
    prior: EncodingPrior,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int8], NDArray[np.int8], NDArray[np.int8]]:
    """Return decoded pieces and the clean stretches behind them in one order, so that each place finds its piece."""
    count = len(places)
    text_starts, raw_starts = np.empty((2, 2 * count), np.int64)
    text_starts[0::2], text_starts[1::2] = places, tail_places
    raw_starts[0::2], raw_starts[1::2] = starts, ends
    codes, lossy, settled = np.empty((3, 2 * count), np.int8)
    codes[0::2], codes[1::2] = marks[0], prior.main
    lossy[0::2], lossy[1::2] = marks[1], 0
    settled[0::2] = settled[1::2] = marks[2]
    return text_starts, raw_starts, codes, lossy, settled


def _padded(out: NDArray[np.uint8], size: int) -> NDArray[np.uint8]:
    text = out[: size + PADDING]
    text[size:] = 0
    text[size] = 10
    return text


def _from_wide(padded: NDArray[np.uint8], size: int, prior: EncodingPrior) -> Transcript:
    out = np.empty(3 * size + PADDING, np.uint8)
    pieces, lone = np.empty((size // 2 + 1, 2), np.int64), np.empty(size // 2 + 1, np.int64)
    written, count, halves = transcoding.from_utf16(padded, size, prior.main == UTF16BE, out, pieces, lone)
    return Transcript(
        _padded(out, written),
        written,
        size // 2 * 2,
        prior,
        pieces[:count, 0].copy(),
        pieces[:count, 1].copy(),
        np.full(count, prior.main, np.int8),
        np.zeros(count, np.int8),
        np.full(count, prior.main, np.int8),
        lone[:halves].copy(),
    )


@dataclass(frozen=True, slots=True)
class DecodedRecords:
    """Records as UTF-8: the text, the range of each in it, the encoding it was in, and whether bytes were lost."""

    text: NDArray[np.uint8]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    codes: NDArray[np.int8]
    lossy: NDArray[np.bool_]


def decode_records(
    buffer: NDArray[np.uint8], starts: NDArray[np.int64], ends: NDArray[np.int64], prior: EncodingPrior
) -> DecodedRecords:
    """Return records, found in raw bytes and in order, as UTF-8; what is no text at all is taken for latin-1."""
    from findspot.text.encodings import LATIN1

    tables = encoding_tables()
    starts, ends = np.ascontiguousarray(starts, np.int64), np.ascontiguousarray(ends, np.int64)
    if len(starts) == 0:
        return DecodedRecords(
            _padded(np.empty(PADDING, np.uint8), 0), starts, ends, np.empty(0, np.int8), np.empty(0, np.bool_)
        )
    sizes = ends - starts
    codes, settled = np.empty((2, len(starts)), np.int8)
    scores = score_all(buffer, starts, ends)
    transcoding.decide_lines(scores, sizes, prior.main, prior.previous, codes, settled)
    if prior.main == UTF8:
        codes[scores[:, UTF8, 1] == 0] = UTF8
    codes[codes == NO_TEXT] = LATIN1
    # ranges are closed up first, so that the text holds the records and nothing else
    last = int(ends[-1])
    out = np.empty(last + 2 * int(sizes.sum()) + PADDING, np.uint8)
    places, lossy = np.empty(len(starts), np.int64), np.zeros(len(starts), np.int8)
    written = transcoding.assemble(
        buffer, last, starts, ends, codes, tables.kinds, tables.characters, tables.four_bytes, out, places, lossy
    )
    gaps = np.append(starts[1:], last) - ends
    return DecodedRecords(
        _padded(out, written), places, np.append(places[1:], written) - gaps, codes, lossy.astype(np.bool_)
    )
