"""Text encodings as rows of one table, and which of them a piece of text is in.

Each record is judged by itself: UTF-8 where that is strictly possible, else the encoding under which the bytes cost the
fewest bits (``kernels.plausibility``), with a handicap for encodings that neither the file nor the record's neighbours
use. GB18030 stands for GB2312 and GBK, whose own decoders lose characters. A new encoding is a new row.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

UTF8: Final = 0
GB18030: Final = 1
CP1252: Final = 2
LATIN1: Final = 3
UTF16LE: Final = 4
UTF16BE: Final = 5

BYTE_ORDER_MARKS: Final = (
    (codecs.BOM_UTF8, UTF8),
    (codecs.BOM_UTF16_LE, UTF16LE),
    (codecs.BOM_UTF16_BE, UTF16BE),
    ("\ufeff".encode("gb18030"), GB18030),
)

_UTF8_KIND, _DOUBLE_KIND, _SINGLE_KIND = 0, 1, 2  # as in kernels.plausibility, which is not imported for its weight
_INVALID: Final = 255
_REPLACEMENT: Final = 0xFFFD
_NUL_RUN: Final = 4
_WIDE_SHARE: Final = 0.15
_WIDE_SAMPLE: Final = 64 << 10

# Bits that a character costs after another, by class: ASCII letter, other ASCII, small letter, capital, symbol,
# quote or dash, -, control.
# Accented letters stand among ASCII letters ("José"); two in a row, or a capital inside a word, speak for another
# encoding.
_LATIN_PAIRS: Final = (
    (5, 5, 8, 14, 15, 11, 0, 18),
    (5, 5, 12, 12, 13, 11, 0, 18),
    (5, 5, 13, 15, 16, 12, 0, 20),
    (5, 5, 13, 13, 16, 13, 0, 20),
    (6, 5, 14, 14, 13, 13, 0, 20),
    (5, 5, 12, 12, 13, 12, 0, 20),
    (5, 5, 12, 12, 13, 12, 0, 20),
    (5, 5, 12, 12, 13, 12, 0, 20),
)


@dataclass(frozen=True, slots=True)
class Encoding:
    """One row of the table: code (permanent), name, kind of scorer, and what builds its scoring and decoding tables."""

    code: int
    name: str
    kind: int
    weigh: Callable[[int, int], int] | None = None
    """Cost in bits of a character of two bytes, by code point and bytes; single-byte encodings need none."""


@dataclass(frozen=True, slots=True)
class EncodingPrior:
    """What is known before a record is judged.

    Attributes:
        main: The encoding of the file.
        previous: The one last settled beyond doubt before it.
        chained: Whether the record right before was not plainly in the main one.
    """

    main: int = UTF8
    previous: int = UTF8
    chained: bool = False

    @property
    def is_wide(self) -> bool:
        """Whether the file is UTF-16."""
        return self.main in (UTF16LE, UTF16BE)


def _weigh_gb18030(code: int, pair: int) -> int:
    lead, trail = pair >> 8, pair & 255
    if 0xE000 <= code < 0xF900:
        return 28
    if trail < 0xA1 or lead < 0xA1 or lead > 0xF7:
        return 20
    if lead >= 0xB0:
        # GB 2312 sorts its 3,755 common characters before its 3,008 rarer ones
        return 10 if lead <= 0xD7 else 16
    return 12 if lead <= 0xA3 else (14 if lead <= 0xA5 else 17)


ENCODINGS: Final = (
    Encoding(UTF8, "utf-8", _UTF8_KIND),
    Encoding(GB18030, "gb18030", _DOUBLE_KIND, _weigh_gb18030),
    Encoding(CP1252, "cp1252", _SINGLE_KIND),
    Encoding(LATIN1, "latin-1", _SINGLE_KIND),
    Encoding(UTF16LE, "utf-16-le", -1),
    Encoding(UTF16BE, "utf-16-be", -1),
)
"""All encodings by code. UTF-16 is a matter of the whole stream and never chosen for a single record."""

BY_RECORD: Final = tuple(e for e in ENCODINGS if e.kind >= 0)


@dataclass(frozen=True, slots=True)
class EncodingTables:
    """The encodings chosen by record as arrays that kernels take, one row each."""

    kinds: NDArray[np.int64]
    costs: NDArray[np.uint8]
    pairs: NDArray[np.uint8]
    characters: NDArray[np.uint32]
    four_bytes: NDArray[np.uint32]


@cache
def encoding_tables() -> EncodingTables:
    """Return the scoring and decoding tables of all encodings chosen by record, built once from Python's own codecs."""
    count = len(BY_RECORD)
    tables = EncodingTables(
        np.array([e.kind for e in BY_RECORD], np.int64),
        np.full((count, 65_536), _INVALID, np.uint8),
        np.zeros((count, 8, 8), np.uint8),
        np.zeros((count, 65_536), np.uint32),
        _four_byte_characters(),
    )
    for row, encoding in enumerate(BY_RECORD):
        if encoding.weigh is not None:
            _fill_double(encoding, encoding.weigh, tables.costs[row], tables.characters[row])
        elif encoding.kind == _SINGLE_KIND:
            _fill_single(encoding, tables.costs[row], tables.characters[row])
            tables.pairs[row] = _LATIN_PAIRS
    return tables


def _fill_double(
    encoding: Encoding, weigh: Callable[[int, int], int], costs: NDArray[np.uint8], characters: NDArray[np.uint32]
) -> None:
    costs[0] = characters[0] = encoding.code == GB18030  # tells kernels of four-byte characters
    for lead in range(0x81, 0xFF):
        for trail in range(0x40, 0xFF):
            try:
                text = bytes((lead, trail)).decode(encoding.name)
            except UnicodeDecodeError:
                continue
            if len(text) == 1:
                pair = lead << 8 | trail
                characters[pair] = ord(text)
                costs[pair] = weigh(ord(text), pair)


def _fill_single(encoding: Encoding, costs: NDArray[np.uint8], characters: NDArray[np.uint32]) -> None:
    for byte in range(256):
        text = bytes((byte,)).decode(encoding.name, errors="replace")
        characters[byte] = ord(text)
        costs[byte] = _INVALID if ord(text) == _REPLACEMENT else _latin_class(text)


def _latin_class(text: str) -> int:
    if text.isascii():
        return 0 if text.isalpha() else (1 if text.isprintable() or text in "\t\r\n" else 7)
    if text.isalpha():
        return 2 if text.islower() else 3
    code = ord(text)
    return 7 if code < 0xA0 else (5 if 0x2000 <= code < 0x2100 else 4)


def _four_byte_characters() -> NDArray[np.uint32]:
    """Return the BMP characters of GB18030's four-byte area by linear number (its table has no formula)."""
    index = np.arange(39_420)
    parts = (index // 12_600 + 0x81, index // 1_260 % 10 + 0x30, index // 10 % 126 + 0x81, index % 10 + 0x30)
    joined = np.stack(parts, axis=1).astype(np.uint8).tobytes()
    return np.frombuffer(joined.decode("gb18030", errors="replace").encode("utf-32-le"), np.uint32).copy()


def detect_mark(head: bytes) -> tuple[int, int] | None:
    """Return encoding and length of the byte order mark that ``head`` begins with, if any."""
    for mark, code in BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return code, len(mark)
    return None


def detect_wide(head: bytes) -> int | None:
    """Return the code of UTF-16 where ``head`` has its pattern of NULs: ASCII characters have one half zero."""
    units = np.frombuffer(head[: len(head) // 2 * 2], np.uint8).reshape(-1, 2)
    # zeroed blocks say nothing
    zero = (units == 0).all(axis=1)
    kept = units[~zero]
    if len(kept) < _NUL_RUN or zero.mean() > 1 - 1 / _NUL_RUN:
        return None
    first, second = (kept == 0).mean(axis=0)
    if second >= _WIDE_SHARE and first <= second / 16:
        return UTF16LE
    if first >= _WIDE_SHARE and second <= first / 16:
        return UTF16BE
    return None


def measure_prior(sample: bytes) -> EncodingPrior:
    """Return the prior of a stream: by its mark, the NUL pattern of UTF-16, else by what most lines are in."""
    mark = detect_mark(sample)
    main = mark[0] if mark else detect_wide(sample[:_WIDE_SAMPLE])
    if main is None and not sample.isascii():
        main = _vote(sample)
    return EncodingPrior(main or UTF8, main or UTF8)


def _vote(sample: bytes) -> int:
    from findspot.text.kernels import lines, transcoding

    buffer = np.frombuffer(sample, np.uint8)
    starts, ends = np.empty((2, len(sample)), np.int64)
    size = lines.trimmed_size(buffer, len(sample))
    count, _, _ = lines.find_lines(buffer, size, 0, True, False, np.empty(0, np.uint8), starts, ends)
    scores = score_all(buffer, starts[:count], ends[:count])
    codes, settled = np.empty((2, count), np.int8)
    # without a prior every encoding has the same handicap
    transcoding.decide_lines(scores, (ends - starts)[:count].copy(), -1, -1, codes, settled)
    weights = (ends - starts)[:count][codes >= 0]
    votes = np.bincount(codes[codes >= 0], weights=weights, minlength=len(BY_RECORD))
    return int(votes.argmax())


def score_all(buffer: NDArray[np.uint8], starts: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return cost, broken bytes and control characters of each range under each encoding chosen by record."""
    from findspot.text.kernels.plausibility import score_lines

    tables = encoding_tables()
    scores = np.empty((len(BY_RECORD), len(starts), 3), np.int64)
    for row in range(len(BY_RECORD)):
        score_lines(int(tables.kinds[row]), buffer, starts, ends, tables.costs[row], tables.pairs[row], scores[row])
    return np.ascontiguousarray(scores.transpose(1, 0, 2))
