"""How a delimited text is written: its delimiter, quote, line ends and number of columns, found from a sample."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

SINGLE: Final = {",": 1.0, "\t": 1.02, ";": 1.0, "|": 1.0, "^": 0.95, "~": 0.95, ":": 0.7, "\x01": 1.05, "\x1f": 1.05}
"""Delimiters of one character; the weight says how seldom each stands in text by chance."""

MULTIPLE: Final = ("||", "::", "~|~", "|~|", "^|^", "@|@", "#|#", "~~", "^^", "##", "$$", "&&", ";;", "\t|\t", ",|,")
"""Delimiters of several characters."""

_PRIVATE: Final = "\ue000"
_SAMPLE_LINES: Final = 400
_LONGEST_LINE: Final = 100_000
_NUL_RUN: Final = re.compile(r"\x00{8,}")
_LINE_END: Final = re.compile(r"\r\n|\n|\r")


@dataclass(frozen=True, slots=True)
class Dialect:
    """How the text is written; of the ``records`` looked at, ``share`` have ``columns`` fields."""

    delimiter: str
    quote: str
    columns: int
    returns_end: bool
    share: float
    records: int
    has_quotes: bool


@dataclass(frozen=True, slots=True)
class _Fit:
    score: float
    columns: int
    share: float
    records: int


def decode_sample(sample: bytes, wide: str = "") -> str:
    """Return a sample as text, each line by the first decoder that takes it; good enough to see its structure.

    Args:
        sample: First bytes of a stream, without a byte order mark.
        wide: Codec of the whole where it is UTF-16.
    """
    if wide:
        return sample.decode(wide, errors="replace")
    try:
        return sample.decode()
    except UnicodeDecodeError:
        return "".join(_decode_line(line) for line in sample.splitlines(keepends=True))


def _decode_line(line: bytes) -> str:
    for codec in ("utf-8", "gb18030"):
        try:
            return line.decode(codec)
        except UnicodeDecodeError:
            continue
    return line.decode("latin-1")


def sniff(text: str, *, whole: bool) -> Dialect | None:
    """Return the dialect that gives most records one number of fields, ``None`` where there is no line at all.

    Args:
        text: The sample.
        whole: Whether it ends where the stream does; else its last line is cut and left out.
    """
    returns_end = _returns_end(text)
    lines = _lines(text, whole=whole)
    if not lines:
        return None
    quote, has_quotes = _quote(lines)
    best, delimiter = _Fit(0.0, 1, 1.0, len(lines)), ""
    for candidate, weight in _candidates(lines):
        fit = _fit(lines, candidate, quote, weight)
        if fit.score > best.score:
            best, delimiter = fit, candidate
    return Dialect(delimiter, quote, best.columns, returns_end, best.share, best.records, has_quotes)


def _returns_end(text: str) -> bool:
    pairs = text.count("\r\n")
    return text.count("\r") - pairs > text.count("\n")


def _lines(text: str, *, whole: bool) -> list[str]:
    pieces = _LINE_END.split(text)
    if not whole and len(pieces) > 1:
        pieces.pop()
    usable = (p for p in pieces if p.strip(" ") and len(p) <= _LONGEST_LINE and not _NUL_RUN.search(p))
    kept = [p.replace("\x00", " ") for p in usable]
    if len(kept) > _SAMPLE_LINES:
        # the ends may be damaged or a preamble; what lies between is taken evenly
        step = len(kept) / _SAMPLE_LINES
        kept = [kept[int(i * step)] for i in range(_SAMPLE_LINES)]
    return kept


def _quote(lines: Sequence[str]) -> tuple[str, bool]:
    """Return the quote character and whether the sample uses it, next to delimiters and line ends."""
    text = "\n".join(lines)
    edges = "".join(re.escape(c) for c in SINGLE) + "\n"
    counts = {}
    for quote in ('"', "'"):
        opening = len(re.findall(rf"(?:^|[{edges}]){quote}", text))
        closing = len(re.findall(rf"{quote}(?:[{edges}]|$)", text))
        counts[quote] = min(opening, closing)
    if counts["'"] > 2 * counts['"'] and counts["'"] >= len(lines) // 4 + 1:
        return "'", True
    if counts['"']:
        return '"', True
    # quotes that never open a field are inch marks and the like
    return ("" if text.count('"') > 2 else '"'), False


def _candidates(lines: Sequence[str]) -> Iterator[tuple[str, float]]:
    text = "\n".join(lines[:50])
    for delimiter, weight in SINGLE.items():
        if delimiter in text:
            yield delimiter, weight
    for delimiter in MULTIPLE:
        if delimiter in text:
            yield delimiter, 1.1


def _fit(lines: Sequence[str], delimiter: str, quote: str, weight: float) -> _Fit:
    counts = Counter(len(fields) for fields in split_records(lines, delimiter, quote))
    total = sum(counts.values())
    columns, hits = max(counts.items(), key=lambda item: (item[1] * (1 if item[0] > 1 else 0.3), item[0]))
    if columns < 2 or not total:
        return _Fit(0.0, 1, 1.0, total)
    share = hits / total
    score = share * (0.6 + 0.4 * (1 - 1 / columns)) * weight
    return _Fit(score if share >= 0.3 else 0.0, columns, share, total)


def split_records(lines: Sequence[str], delimiter: str, quote: str) -> Iterator[list[str]]:
    """Yield the fields of the records in ``lines``, as Python's ``csv`` cuts them."""
    if len(delimiter) > 1:
        lines = [line.replace(delimiter, _PRIVATE) for line in lines]
        delimiter = _PRIVATE
    quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE
    for line in lines:
        # line by line: a stray quote must not swallow the sample
        try:
            yield from csv.reader([line], delimiter=delimiter, quotechar=quote or None, quoting=quoting)
        except csv.Error:
            yield line.split(delimiter)
