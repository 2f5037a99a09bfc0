"""Containers made for tests, whole and hostile, and short ways to take them in and look at what came of them."""

from __future__ import annotations

import gzip
import io
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from findspot.intake import IntakeLimits, take_in
from findspot.model.stage import StageReport
from findspot.model.tables import CHILD_SPANS, CONTAINER_SPANS, HOLES
from findspot.store import Case, StreamInfo

CSV = b"id,colour\r\n" + b"".join(b"%d,colour %d\r\n" % (i, i * 7919 % 1000) for i in range(3_000))


def make_zip(members: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip with these members."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return held.getvalue()


class Unseekable(io.RawIOBase):
    """A pipe: writers of zip must put the sizes behind the data."""

    def __init__(self) -> None:
        self.data = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.data += bytes(data)
        return len(bytes(data))


def make_streamed_zip(members: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip written to a pipe, with data descriptors."""
    pipe = Unseekable()
    with zipfile.ZipFile(pipe, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return bytes(pipe.data)


def make_tar(
    members: Mapping[str, bytes], *, form: int = tarfile.PAX_FORMAT, extra: Sequence[tarfile.TarInfo] = ()
) -> bytes:
    """A tar with these members, then entries of ``extra`` without data."""
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w", format=form) as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        for info in extra:
            archive.addfile(info)
    return held.getvalue()


def tar_entry(name: str, kind: bytes, **fields: Any) -> tarfile.TarInfo:
    """An entry of a kind that is no file."""
    info = tarfile.TarInfo(name)
    info.type = kind
    for field, value in fields.items():
        setattr(info, field, value)
    return info


def with_password_flag(data: bytes) -> bytes:
    """The same zip with bit 0 of the flags set in all headers (APPNOTE 4.4.4)."""
    altered = bytearray(data)
    for magic, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = altered.find(magic)
        while at >= 0:
            altered[at + place] |= 1
            at = altered.find(magic, at + 4)
    return bytes(altered)


def local_header(name: bytes, data: bytes, length: int, crc: int, method: int = 8) -> bytes:
    """A local header of zip."""
    return struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, 0, method, 0, 0, crc, len(data), length, len(name), 0) + name


def central_header(
    name: bytes, packed: int, length: int, crc: int, offset: int, *, method: int = 8, mode: int = 0
) -> bytes:
    """A central header of zip."""
    sizes = (crc, packed, length, len(name), 0, 0, 0, 0, mode << 16, offset)
    return struct.pack("<4s6H3I5H2I", b"PK\x01\x02", 3 << 8 | 20, 20, 0, method, 0, 0, *sizes) + name


def end_record(entries: int, length: int, offset: int) -> bytes:
    """The end record of zip."""
    return struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, entries, entries, length, offset, 0)


def make_overlap_bomb(members: int = 20, kernel_bytes: int = 1 << 20) -> bytes:
    """Members that all end in one kernel of zeros: each quotes the headers behind it (Fifield 2019)."""
    zeros = bytes(kernel_bytes)
    squeezed = zlib.compress(zeros, 9, -15)
    body = local_header(b"%d" % members, squeezed, len(zeros), zlib.crc32(zeros)) + squeezed
    central = [(b"%d" % members, len(squeezed), zeros, 0)]
    for number in reversed(range(members)):
        name = b"%d" % number
        quoted = len(local_header(b"%d" % (number + 1), b"", 0, 0))
        # a stored deflate block holds the next header, and then the next member's data goes on
        data = struct.pack("<BHH", 0, quoted, quoted ^ 0xFFFF) + body
        plain = body[:quoted] + central[0][2]
        body = local_header(name, data, len(plain), zlib.crc32(plain)) + data
        shift = len(body) - len(data) + 5
        central = [(name, len(data), plain, 0), *((n, p, d, o + shift) for n, p, d, o in central)]
    directory = b"".join(central_header(n, p, len(d), zlib.crc32(d), o) for n, p, d, o in central)
    return body + directory + end_record(len(central), len(directory), len(body))


def cut_gzip(data: bytes = CSV, *, less: int = 3_000) -> bytes:
    """A gzip file whose end is missing."""
    return gzip.compress(data)[:-less]


def take(case: Case, *sources: Path, limits: IntakeLimits | None = None) -> StageReport:
    """Take sources in."""
    return take_in(case, list(sources), limits=limits)


def take_bytes(
    case: Case, folder: Path, name: str, data: bytes, limits: IntakeLimits | None = None
) -> list[StreamInfo]:
    """Take one file with this content in and return all streams."""
    path = folder / name
    path.write_bytes(data)
    take(case, path, limits=limits)
    return case.streams()


def content(case: Case, stream: StreamInfo) -> bytes:
    """All bytes of a stream."""
    opened = case.open_stream(stream.id)
    return opened.read(0, opened.length)


def spans(case: Case, stream: int) -> list[tuple[int, int, str]]:
    """Child and container spans of a stream by offset: offset, end, what."""
    rows = [
        (r["offset"], r["offset"] + r["length"], f"child {r['child']}")
        for r in case.meta(CHILD_SPANS).to_pylist()
        if r["stream"] == stream
    ]
    rows += [
        (r["offset"], r["offset"] + r["length"], r["kind"])
        for r in case.meta(CONTAINER_SPANS).to_pylist()
        if r["stream"] == stream
    ]
    return sorted(rows)


def uncovered(case: Case, stream: StreamInfo) -> list[tuple[int, int]]:
    """The gaps of a container, after holding that no two spans overlap and none leaves the stream."""
    gaps, place = [], 0
    for start, end, _ in [*spans(case, stream.id), (stream.length, stream.length, "")]:
        assert place <= start <= end <= stream.length
        if start > place:
            gaps.append((place, start))
        place = end
    return gaps


def holes(case: Case) -> list[tuple[int, int]]:
    """Stream and offset of every hole."""
    return [(r["stream"], r["offset"]) for r in case.meta(HOLES).to_pylist()]


def summary(case: Case) -> list[tuple[Any, ...]]:
    """Everything that two runs must agree on."""
    rows = [(s.id, s.parent, s.step, s.name, s.raw_name, s.length, s.sha256, s.state, s.reason) for s in case.streams()]
    bytes_held = [content(case, s) for s in case.streams() if s.is_readable]
    tables = [case.meta(spec).to_pylist() for spec in (CHILD_SPANS, CONTAINER_SPANS, HOLES)]
    return [*rows, *bytes_held, *tables]
