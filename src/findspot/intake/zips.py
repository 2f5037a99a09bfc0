"""Walks zip archives by their directory, or by their local headers where that is lost.

Members that reach into another one are refused (Fifield, A better zip bomb, WOOT 2019), and so are bombs by the budget.
"""

from __future__ import annotations

import stat
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Final

from findspot.intake.claims import Claims
from findspot.intake.decoding import Bunzip2, Damaged, Decoder, Inflate, Stored, ZipLzma
from findspot.intake.payload import Bytes, Findings, Member, SpanPayload
from findspot.intake.zipheaders import (
    END,
    FLAG_DESCRIPTOR,
    FLAG_ENCRYPTED,
    LOCAL,
    Entry,
    descriptor_length,
    find_directory,
    find_end,
    read_directory,
    read_local,
)

_STORED, _DEFLATE, _BZIP2, _LZMA = 0, 8, 12, 14
_METHODS: Final = (_STORED, _DEFLATE, _BZIP2, _LZMA)
_NOTHING_BYTES: Final = 64  # some tools compress the nothing that a folder holds
_WINDOW: Final = 1 << 20
_OVERLAP: Final = "overlaps another part of the archive"


def detect(head: bytes) -> bool:
    """Return whether a stream with these first bytes is a zip archive, be it an empty one."""
    return head.startswith((LOCAL, END))


def walk(source: Bytes, claims: Claims, findings: Findings, max_members: int) -> Iterator[Member]:
    """Yield the members by offset; a name ending in a slash is a folder and yields nothing."""
    walker = _Walk(source, claims, findings)
    entries = walker.listed(max_members)
    if entries is None:
        findings.note("zip: the directory is lost or damaged; members are found by their own headers")
        yield from walker.scanned(max_members)
    else:
        yield from walker.members(entries)


class _Walk:
    def __init__(self, source: Bytes, claims: Claims, findings: Findings) -> None:
        self._source = source
        self._claims = claims
        self._findings = findings
        self._index = 0
        self._used = 0
        self._directory_start = 0

    def listed(self, max_members: int) -> list[Entry] | None:
        """Return the entries of the directory by offset, None when it is not whole."""
        end = find_end(self._source)
        directory = find_directory(self._source, end) if end is not None else None
        if end is None or directory is None:
            return None
        entries = []
        covered = directory.offset
        for place, size, entry in islice(read_directory(self._source, directory), max_members + 1):
            entries.append(entry)
            covered = place + size
        whole = covered == directory.offset + directory.length
        if not whole and len(entries) <= max_members:
            return None
        self._directory_start = directory.offset
        self._claims.add(directory.offset, covered - directory.offset, "zip-directory")
        directory_end = directory.offset + directory.length
        self._claims.add(directory_end, end[0] + len(end[1]) - directory_end, "zip-end")
        return sorted(entries, key=lambda e: e.offset)

    def members(self, entries: list[Entry]) -> Iterator[Member]:
        """Yield the members that the directory lists."""
        starts = sorted({*(e.offset for e in entries), self._directory_start})
        seen = -1
        for entry in entries:
            following = bisect_right(starts, entry.offset)
            limit = starts[following] if following < len(starts) else entry.offset
            if entry.offset == seen:
                yield self._refused(entry, _OVERLAP)
            else:
                yield from self._member(entry, min(limit, self._directory_start))
            seen = entry.offset

    def scanned(self, max_members: int) -> Iterator[Member]:
        """Yield the members whose local headers are found, one behind the other."""
        place = 0
        while self._index <= max_members and (place := self._find_local(place)) >= 0:
            found = read_local(self._source, place)
            if found is None:
                place += len(LOCAL)
                continue
            start, entry = place + found[0], found[1]
            if entry.compressed is None and (entry.method == _STORED or entry.raw_name.endswith(b"/")):
                entry = self._with_length(entry, start)
            self._used = 0
            yield from self._member(entry, None)
            told_end = start + (entry.compressed or 0)
            place = told_end if self._source.read(told_end, 2) == b"PK" else start + self._used

    def _find_local(self, place: int) -> int:
        """Return the next place of a local header's mark, -1 when there is none."""
        while len(window := self._source.read(place, _WINDOW)) >= len(LOCAL):
            found = window.find(LOCAL)
            if found >= 0:
                return place + found
            place += len(window) - len(LOCAL) + 1
        return -1

    def _with_length(self, entry: Entry, start: int) -> Entry:
        """Return ``entry`` with the length that its descriptor tells, or of all up to the next local header."""
        found = self._find_local(start)
        length = (found if found >= 0 else self._source.length) - start
        for size in (24, 16, 20, 12):
            held = length - size
            if held >= 0 and descriptor_length(self._source, start + held, held) == size:
                whole = held if entry.method == _STORED else None
                return replace(entry, compressed=held, length=whole)
        return replace(entry, compressed=length)

    def _refused(self, entry: Entry, reason: str) -> Member:
        self._index += 1
        return Member(f"zip:{self._index - 1}", entry.raw_name, refusal=reason)

    def _member(self, entry: Entry, limit: int | None) -> Iterator[Member]:
        """Yield the member of ``entry``, which must end before ``limit``; nothing for a folder."""
        found = read_local(self._source, entry.offset)
        if found is None:
            yield self._refused(entry, "its header is not where the directory says")
            return
        start, local = entry.offset + found[0], found[1]
        end = start + entry.compressed if entry.compressed is not None else self._source.length
        overlaps = limit is not None and end > limit
        if limit is None or start <= limit:
            self._claims.add(entry.offset, found[0], "zip-header")
        if entry.raw_name.endswith(b"/") and not entry.length:
            if not overlaps and end - start <= _NOTHING_BYTES:
                self._claims.add(start, end - start, "zip-header")
                self._claim_descriptor(entry, start, end - start)
            return
        reason = (_OVERLAP if overlaps else "") or _refusal(entry) or _refusal(local)
        if reason:
            yield self._refused(entry, reason)
            return
        try:
            decoder = self._decoder(entry.method, start, end)
        except Damaged as damage:
            yield self._refused(entry, str(damage))
            return
        payload = SpanPayload(self._source, start, end, decoder, (entry.length, entry.crc))
        self._index += 1
        yield Member(f"zip:{self._index - 1}", entry.raw_name, payload)
        self._used = payload.used
        self._claim_descriptor(entry, start, payload.used)

    def _claim_descriptor(self, entry: Entry, start: int, used: int) -> None:
        if entry.flags & FLAG_DESCRIPTOR:
            self._claims.add(start + used, descriptor_length(self._source, start + used, used), "zip-descriptor")

    def _decoder(self, method: int, start: int, end: int) -> Decoder:
        if method == _DEFLATE:
            return Inflate()
        if method == _BZIP2:
            return Bunzip2()
        if method == _LZMA:
            return ZipLzma(self._source.read(start, min(ZipLzma.HEADER_BYTES, end - start)))
        return Stored()


def _refusal(entry: Entry) -> str:
    """Return why a member is not opened, nothing when it can be."""
    if entry.flags & FLAG_ENCRYPTED:
        return "password-protected"
    if entry.method not in _METHODS:
        return f"compression method {entry.method} is not supported"
    kind = stat.S_IFMT(entry.unix_mode)
    if kind == stat.S_IFLNK:
        return "a symbolic link: not followed"
    return "" if kind in (0, stat.S_IFREG, stat.S_IFDIR) else "a device or pipe: not opened"
