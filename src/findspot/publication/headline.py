"""The box at the top: what was found out, in plain words, and what is missing.

Sentences follow the wordings agreed for press claims: rows are not called people, what is missing is said, and a count
of recovered rows is "at least" as soon as any byte could not be read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from findspot.model.finding import Finding
from findspot.model.release import Release
from findspot.model.released import ReleasedStream
from findspot.publication.ledger import readable
from findspot.publication.numerals import (
    format_bytes,
    format_count,
    format_level,
    format_share,
    format_value,
    listed,
    plural,
)


@dataclass(frozen=True, slots=True)
class Figure:
    """One large number with what it counts."""

    number: str
    what: str


@dataclass(frozen=True, slots=True)
class Headline:
    """The box: a few large numbers, and sentences."""

    figures: tuple[Figure, ...]
    sentences: tuple[str, ...]


def write_headline(release: Release) -> Headline:
    """Return the box of a release."""
    streams = release.surroundings.streams
    sentences = [
        _rows_sentence(release),
        _bytes_sentence(streams),
        *_table_sentences(release),
        _missing_sentence(streams),
        _checks_sentence(release),
        _withheld_sentence(release),
    ]
    return Headline(tuple(_figures(release)), tuple(s for s in sentences if s))


def is_incomplete(streams: Sequence[ReleasedStream]) -> bool:
    """Return whether any byte of the files gave nothing, so that counts are lower limits."""
    return any(s.bytes_gaps or s.bytes_rejects or s.holes or s.state == "failed" for s in streams)


def _figures(release: Release) -> list[Figure]:
    streams = release.surroundings.streams
    content, unread = _content(streams), _unread(streams)
    figures = [
        Figure(_rows(release), "rows recovered"),
        Figure(format_count(len(release.surroundings.tables)), "tables"),
    ]
    if content:
        figures.append(Figure(format_share(1 - unread / content), "of the bytes were read"))
        figures.append(Figure(format_bytes(unread), "could not be read"))
    return figures


def _rows(release: Release) -> str:
    """Return the rows of all streams; where some stream's are withheld, at least those of the tables that are told."""
    streams, tables = release.surroundings.streams, release.surroundings.tables
    hidden = any(s.rows is None for s in streams)
    least = "at least " if hidden or is_incomplete(streams) else ""
    counts = [t.rows for t in tables] if hidden else [s.rows for s in streams]
    return least + format_count(sum(n or 0 for n in counts))


def _rows_sentence(release: Release) -> str:
    streams = release.surroundings.streams
    sources = [s for s in streams if s.parent is None]
    tables = plural(len(release.surroundings.tables), "table")
    size = format_bytes(sum(s.length for s in sources))
    files, verb = ("file", "holds") if len(sources) == 1 else (f"{format_count(len(sources))} files", "hold")
    return f"The {files} taken in ({size}) {verb} {_rows(release)} rows in {tables}."


def _content(streams: Sequence[ReleasedStream]) -> int:
    """Return the bytes that could hold data: what was opened into other streams counts there, not twice."""
    return sum(s.length - s.bytes_child for s in readable(streams))


def _unread(streams: Sequence[ReleasedStream]) -> int:
    return sum(s.bytes_gaps + s.bytes_rejects for s in readable(streams))


def _bytes_sentence(streams: Sequence[ReleasedStream]) -> str:
    content = _content(streams)
    if not content:
        return ""
    read = readable(streams)
    rows, structure = sum(s.bytes_rows for s in read), sum(s.bytes_structure for s in read)
    return (
        f"Of {format_bytes(content)} of content, {format_share(rows / content)} are rows, "
        f"{format_share(structure / content)} hold them together, "
        f"and {format_share(_unread(streams) / content)} could not be read."
    )


def _table_sentences(release: Release) -> list[str]:
    found = {(f.table, f.code): f for f in release.findings if not f.by and f.scope == "recovered"}
    least = "at least " if is_incomplete(release.surroundings.streams) else ""
    return [
        _persons_sentence(table, found.get((table, "ROWS")), persons, least)
        for (table, code), persons in sorted(found.items())
        if code == "PERSONS" and not persons.suppressed
    ]


def _persons_sentence(table: str, rows: Finding | None, persons: Finding, least: str) -> str:
    estimate = persons.estimate
    interval = ""
    if estimate.low != estimate.high:
        level = f"{format_level(estimate.level)} interval " if estimate.level else ""
        interval = f" ({level}{format_value(estimate.low)}–{format_value(estimate.high)})"
    count = f"{format_value(estimate.value)}{interval} people"
    if rows is None or rows.suppressed:
        return f"In table {table} we tell {least}{count} apart."
    return f"Table {table} holds {least}{format_value(rows.estimate.value)} rows, which we resolve to {count}."


def _missing_sentence(streams: Sequence[ReleasedStream]) -> str:
    read = readable(streams)
    parts = []
    if rejects := sum(s.rejects for s in read):
        size = format_bytes(_sum(read, "bytes_rejects"))
        parts.append(f"{plural(rejects, 'record')} that could not be read ({size})")
    if gaps := _sum(read, "bytes_gaps"):
        parts.append(f"{format_bytes(gaps)} of which nothing could be made")
    if holes := sum(s.holes for s in read):
        parts.append(f"{plural(holes, 'piece')} of unknown length")
    if failed := sum(s.state == "failed" for s in streams):
        parts.append(f"{plural(failed, 'stream')} that could not be opened")
    if not parts:
        return "Nothing is missing: every byte of every file was read."
    return f"Missing: {listed(parts)}. Counts here are of what was recovered, and we do not extrapolate them."


def _sum(streams: Sequence[ReleasedStream], name: str) -> int:
    return sum(getattr(s, name) for s in streams)


def _checks_sentence(release: Release) -> str:
    verdicts = Counter(c.verdict for c in release.surroundings.checks)
    if not verdicts:
        return ""
    total = plural(sum(verdicts.values()), "check")
    look = "needs a look" if verdicts["look"] == 1 else "need a look"
    bad = [f"{format_count(verdicts[v])} {words}" for v, words in (("failed", "failed"), ("look", look)) if verdicts[v]]
    if not bad:
        return f"{total} for signs of forgery and error found nothing."
    return f"Of {total} for signs of forgery and error, {listed(bad)}."


def _withheld_sentence(release: Release) -> str:
    count = sum(f.suppressed for f in release.findings)
    if not count:
        return ""
    verb = "is" if count == 1 else "are"
    return (
        f"{plural(count, 'number')} {verb} withheld, as they count fewer than {release.threshold} persons "
        "or would give such a count away."
    )
