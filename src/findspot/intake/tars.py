"""Walks tar archives: damaged headers are skipped to the next good one, and nothing is ever extracted to a path."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from findspot.intake.claims import Claims
from findspot.intake.decoding import Stored
from findspot.intake.payload import Bytes, Findings, Member, SpanPayload
from findspot.intake.tarheaders import (
    BLOCK,
    EMPTY_BLOCK,
    MAX_EXTENSION_BYTES,
    Header,
    has_checksum,
    parse_header,
    parse_pax,
)

_REFUSALS: Final = {
    b"1": "a hard link: not followed",
    b"2": "a symbolic link: not followed",
    b"3": "a device: not opened",
    b"4": "a device: not opened",
    b"6": "a named pipe: not opened",
    b"S": "a sparse file: not opened",
    b"M": "a piece of a file from another volume: not opened",
}
_FOLDERS: Final = (b"5", b"D")
_LABELS: Final = (b"V", b"N")
_WINDOW: Final = 1 << 20


def detect(head: bytes) -> bool:
    """Return whether a stream with these first bytes is a tar archive: its first block is a header with a name."""
    block = head[:BLOCK]
    return block[:1] not in (b"", b"\0") and has_checksum(block) and parse_header(block) is not None


def walk(source: Bytes, claims: Claims, findings: Findings) -> Iterator[Member]:
    """Yield the members in the order of the archive."""
    yield from _Walk(source, claims, findings).members()


class _Walk:
    def __init__(self, source: Bytes, claims: Claims, findings: Findings) -> None:
        self._source = source
        self._claims = claims
        self._findings = findings
        self._place = 0
        self._index = 0
        self._defaults: dict[bytes, bytes] = {}
        self._records: dict[bytes, bytes] = {}

    def members(self) -> Iterator[Member]:
        while block := self._source.read(self._place, BLOCK):
            if block == EMPTY_BLOCK[: len(block)]:
                self._skip_zeros()
            elif has_checksum(block) and (header := parse_header(block)) is not None:
                member = self._entry(header)
                if member is not None:
                    yield member
            elif not self._resync():
                return

    def _entry(self, header: Header) -> Member | None:
        """Take one header with what belongs to it; None where it is no member."""
        start = self._place
        data = start + BLOCK
        if header.kind in (b"L", b"K", b"x", b"X", b"g"):
            self._extend(header, data)
            return None
        name, size, sparse = self._described(header)
        self._records = {}
        if header.kind == b"S":
            data = self._behind_sparse_map(data)
        end = data + (0 if self._has_no_data(header.kind, data) else size)
        self._claims.add(start, data - start, "tar-header")
        self._place = end + -end % BLOCK
        self._index += 1
        if header.kind in _FOLDERS + _LABELS or (not size and name.endswith(b"/")):
            return None
        step = f"tar:{self._index - 1}"
        refusal = _REFUSALS[b"S"] if sparse else _REFUSALS.get(header.kind, "")
        if refusal:
            return Member(step, name, refusal=refusal)
        self._claims.add(end, self._place - end, "tar-padding")
        return Member(step, name, SpanPayload(self._source, data, end, Stored(), (size, None)))

    def _has_no_data(self, kind: bytes, data: int) -> bool:
        """Return whether an entry has no data whatever its size; some tools give a hard link the size of its target."""
        return kind in (b"2", b"3", b"4", b"5", b"6") or (kind == b"1" and has_checksum(self._source.read(data, BLOCK)))

    def _described(self, header: Header) -> tuple[bytes, int, bool]:
        """Return name, size and whether the file is sparse, by the header and the records before it."""
        records = {**self._defaults, **self._records}
        size = header.size
        if records.get(b"size", b"").isdigit():
            size = min(int(records[b"size"][:18]), self._source.length)
        name = records.get(b"GNU.sparse.name") or records.get(b"path") or header.name
        return name, size, any(k.startswith(b"GNU.sparse.") for k in records)

    def _extend(self, header: Header, data: int) -> None:
        """Take a pax header or a long name, for the entries behind it."""
        end = data + header.size
        place = end + -end % BLOCK
        self._claims.add(self._place, place - self._place, "tar-header")
        self._place = place
        if header.size > MAX_EXTENSION_BYTES:
            self._findings.note(f"tar: a header extension of {header.size} bytes is not read")
            return
        text = self._source.read(data, header.size)
        if header.kind == b"L":
            self._records[b"path"] = text.rstrip(b"\0")
        elif header.kind == b"g":
            self._defaults |= parse_pax(text)
        elif header.kind != b"K":
            self._records |= parse_pax(text)

    def _behind_sparse_map(self, place: int) -> int:
        """Return where the data of an old GNU sparse file starts: behind as many map blocks as say that one follows."""
        is_extended = self._source.read(place - BLOCK + 482, 1)
        while is_extended == b"\x01":
            is_extended = self._source.read(place + 504, 1)
            place += BLOCK
        return place

    def _skip_zeros(self) -> None:
        start = self._place
        while block := self._source.read(self._place, _WINDOW):
            zeros = len(block) - len(block.lstrip(b"\0"))
            if zeros < len(block):
                self._place += zeros - zeros % BLOCK
                break
            self._place += len(block)
        self._claims.add(start, self._place - start, "tar-end")

    def _resync(self) -> bool:
        """Go to the next header that has the ustar mark and a right checksum; False when there is none."""
        self._findings.note(f"tar: no header at byte {self._place}, where one must be")
        window_start = self._place + BLOCK
        while window := self._source.read(window_start, _WINDOW):
            mark = window.find(b"ustar", 257)
            while mark >= 0:
                place = mark - 257
                if place % BLOCK == 0 and has_checksum(window[place : place + BLOCK]):
                    self._place = window_start + place
                    return True
                mark = window.find(b"ustar", mark + 1)
            window_start += _WINDOW
        return False
