"""Archives as leaks come in, byte for byte the same each time: fixed dates, no host names, and a mark in each."""

from __future__ import annotations

import contextlib
import io
import shutil
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, BinaryIO, Final, Self

from findspot.testing.twins.extras import require
from findspot.testing.twins.workshop import MARK

SEPARATOR: Final = "//"
"""Stands between the names of archive members, from outside in, in the name of a stream."""

_TIME: Final = (2016, 4, 16, 3, 0, 0)
_SECONDS: Final = 1_460_775_600
"""The same moment in seconds since 1970."""
_UTF8_NAME: Final = 0x800
_PIECE: Final = 1 << 20


class _NamedInfo(zipfile.ZipInfo):
    """A member whose name is in an old code page, as Chinese Windows tools write it: without the UTF-8 flag."""

    name_encoding = "gbk"

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 - zipfile's own name for it
        return self.filename.encode(self.name_encoding), self.flag_bits & ~_UTF8_NAME


class ZipBundle:
    """A zip archive being written; names are in UTF-8 with its flag, or in GBK without."""

    def __init__(self, path: Path, *, encoding: str = "utf-8", level: int = 6) -> None:
        self._archive = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=level)
        self._archive.comment = MARK.encode()
        self._encoding = encoding

    def open(self, name: str) -> IO[bytes]:
        """Return a member to write to."""
        return self._archive.open(self._info(name, zipfile.ZIP_DEFLATED), "w", force_zip64=False)

    def add(self, name: str, path: Path, *, stored: bool = False) -> None:
        """Add a file; ``stored`` for what is compressed already."""
        kind = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
        with path.open("rb") as source, self._archive.open(self._info(name, kind), "w") as member:
            shutil.copyfileobj(source, member, _PIECE)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._archive.close()

    def _info(self, name: str, kind: int) -> zipfile.ZipInfo:
        info = (_NamedInfo if self._encoding == "gbk" else zipfile.ZipInfo)(name, _TIME)
        info.compress_type = kind
        info.create_system = 0
        return info


@contextlib.contextmanager
def open_gzip(path: Path, level: int = 6) -> Iterator[BinaryIO]:
    """Yield a file that is compressed into ``path``; its header has the name without ``.gz`` and the mark."""
    with path.open("wb") as file:
        sink = _GzipSink(file, path.stem, level)
        yield sink  # type: ignore[misc]
        sink.finish()


class _GzipSink(io.RawIOBase):
    """Writes one gzip member by RFC 1952: ``gzip`` of the standard library knows no comment."""

    def __init__(self, file: BinaryIO, name: str, level: int) -> None:
        self._file = file
        self._deflate = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
        self._sum = 0
        self._size = 0
        flags = 0x08 | 0x10
        file.write(b"\x1f\x8b\x08" + bytes([flags]) + bytes(4) + b"\x00\x03")
        file.write(name.encode("utf-8") + b"\0" + MARK.encode() + b"\0")

    def writable(self) -> bool:
        """Return True."""
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        """Compress bytes."""
        self._sum = zlib.crc32(data, self._sum)
        self._size += len(data)
        self._file.write(self._deflate.compress(data))
        return len(data)

    def finish(self) -> None:
        """Write what is left, the sum and the size."""
        self._file.write(self._deflate.flush() + struct.pack("<II", self._sum, self._size & 0xFFFFFFFF))


def write_tar(path: Path, members: Sequence[tuple[str, Path]]) -> None:
    """Write files into a tar, compressed where the name ends in ``gz``; owners and dates are fixed."""
    with contextlib.ExitStack() as stack:
        sink = stack.enter_context(open_gzip(path) if path.suffix in {".gz", ".tgz"} else path.open("wb"))
        headers = {"comment": MARK}
        opened = tarfile.open(  # noqa: SIM115 - entered in the next line
            fileobj=sink, mode="w|", format=tarfile.PAX_FORMAT, pax_headers=headers
        )
        archive = stack.enter_context(opened)
        for name, source in members:
            info = tarfile.TarInfo(name)
            info.size = source.stat().st_size
            info.mtime = _SECONDS
            with source.open("rb") as file:
                archive.addfile(info, file)


def split_file(path: Path, part_bytes: int) -> list[Path]:
    """Cut a file into ``.001``, ``.002`` … of so many bytes, and return them; the file itself is gone."""
    parts: list[Path] = []
    with path.open("rb") as source:
        while piece := source.read(part_bytes):
            part = path.with_name(f"{path.name}.{len(parts) + 1:03d}")
            part.write_bytes(piece)
            parts.append(part)
    path.unlink()
    return parts


def write_7z(path: Path, members: Sequence[tuple[str, Path]]) -> None:
    """Write files into a 7z archive.

    Raises:
        EnvironmentProblem: py7zr is not installed.
    """
    time = require("py7zr.helpers").ArchiveTimestamp.from_datetime(_SECONDS)
    with require("py7zr").SevenZipFile(path, "w") as archive:
        for name, source in members:
            archive.write(source, name)
        # py7zr takes the times of the files on disk; they are written when the archive is closed.
        for entry in archive.header.files_info.files:
            entry.update({key: time for key in ("creationtime", "lastwritetime", "lastaccesstime") if key in entry})
