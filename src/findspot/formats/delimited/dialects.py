"""How a delimited text is written: its delimiter, quote, line ends and number of columns, found from a sample."""

from __future__ import annotations

import contextlib
import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

SINGLE: Final = {",": 1.0, "\t": 1.02, ";": 1.0, "|": 1.0, "^": 0.95, "~": 0.95, ":": 0.7, "\x01": 1.05, "\x1f": 1.05}
"""Delimiters of one character; the weight says how seldom each stands in text by chance."""

MULTIPLE: Final = ("||", "::", "~|~", "|~|", "^|^", "@|@", "#|#", "~~", "^^", "##", "$$", "&&", ";;", "\t|\t", ",|,")
"""Delimiters of several characters."""

_PRIVATE: Final = "\ue000"
_SAMPLE_LINES: Final = 400
_LEAST_SHARE: Final = 0.3
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
    quote = _quote(lines)
    best, delimiter = _Fit(0.0, 1, 1.0, len(lines)), ""
    for candidate, weight in _candidates(lines):
        # line by line, as a stray quote must not swallow the sample; and as a whole, as quotes may hold line ends
        fits = [_fit(split_lines(lines, candidate, quote), weight)]
        if quote and quote in text and fits[0].share < 1:
            fits.append(_fit(split_text(text, candidate, quote, whole=whole), weight))
        best, delimiter = max([(best, delimiter), *((fit, candidate) for fit in fits)], key=lambda b: b[0].score)
    return Dialect(delimiter, quote, best.columns, returns_end, best.share, best.records)


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


def _quote(lines: Sequence[str]) -> str:
    """Return the quote character that stands next to delimiters and line ends, empty for none."""
    text = "\n".join(lines)
    edges = "".join(re.escape(c) for c in SINGLE) + "\n"
    counts = {}
    for quote in ('"', "'"):
        opening = len(re.findall(rf"(?:^|[{edges}]){quote}", text))
        closing = len(re.findall(rf"{quote}(?:[{edges}]|$)", text))
        counts[quote] = min(opening, closing)
    if counts["'"] > 2 * counts['"'] and counts["'"] >= len(lines) // 4 + 1:
        return "'"
    # quotes that never open a field are inch marks and the like
    return '"' if counts['"'] or text.count('"') <= 2 else ""


def _candidates(lines: Sequence[str]) -> Iterator[tuple[str, float]]:
    text = "\n".join(lines[:50])
    for delimiter, weight in SINGLE.items():
        if delimiter in text:
            yield delimiter, weight
    for delimiter in MULTIPLE:
        if delimiter in text:
            yield delimiter, 1.1


def _fit(records: Iterable[Sequence[str]], weight: float) -> _Fit:
    counts = Counter(len(fields) for fields in records)
    total = sum(counts.values())
    if not total:
        return _Fit(0.0, 1, 1.0, 0)
    columns, hits = max(counts.items(), key=lambda item: (item[1] * (1 if item[0] > 1 else 0.3), item[0]))
    share = hits / total
    if columns < 2 or share < _LEAST_SHARE:
        return _Fit(0.0, 1, share, total)
    return _Fit(share * (0.6 + 0.4 * (1 - 1 / columns)) * weight, columns, share, total)


def split_lines(lines: Sequence[str], delimiter: str, quote: str) -> Iterator[list[str]]:
    """Yield the fields of each line by itself, as Python's ``csv`` cuts them."""
    for line in lines:
        try:
            yield from _reader([line], delimiter, quote)
        except csv.Error:
            yield line.split(delimiter)


def split_text(text: str, delimiter: str, quote: str, *, whole: bool) -> list[list[str]]:
    """Return the fields of the records of a text, blank lines aside, up to where ``csv`` gives up."""
    found: list[list[str]] = []
    with contextlib.suppress(csv.Error):
        found.extend(fields for fields in _reader(io.StringIO(text, newline=""), delimiter, quote) if fields)
    return found if whole else found[:-1]


def _reader(lines: Iterable[str], delimiter: str, quote: str) -> Iterator[list[str]]:
    single = delimiter
    if len(delimiter) > 1:
        # csv takes one character only
        single = _PRIVATE
        lines = (line.replace(delimiter, single) for line in lines)
    quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE
    return csv.reader(lines, delimiter=single, quotechar=quote or None, quoting=quoting)
