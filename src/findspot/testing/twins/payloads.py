"""Takes payload streams out of the containers of a twin, with tools that are not findspot's own readers."""

from __future__ import annotations

import gzip
import io
import mmap
import tarfile
import zipfile
from pathlib import Path
from typing import BinaryIO, Final

from findspot.testing.twins.archives import SEPARATOR
from findspot.testing.twins.extras import require

WITHHELD: Final = "truth/withheld"
"""Below a twin: parts of archives that belong to the dump but are kept from it."""


def read_payload(dump: Path, file: str, stream: str) -> mmap.mmap | bytes:
    """Return the bytes of a payload stream of a file below ``dump``.

    Parts ``.001``, ``.002`` … are put together, those that are withheld from the dump among them.
    """
    path = dump / file
    if not stream:
        return _mapped(path)
    names = stream.split(SEPARATOR)
    data: BinaryIO = path.open("rb")
    if path.suffix == ".001":
        found = (folder.glob(f"{path.stem}.[0-9][0-9][0-9]") for folder in (path.parent, dump.parent / WITHHELD))
        parts = sorted((part for parts in found for part in parts), key=lambda part: part.name)
        data = io.BytesIO(b"".join(part.read_bytes() for part in parts))
        path = path.with_suffix("")
    holder = path.name
    for name in names:
        with data:
            inner = _open_member(holder, data, name)
        data = io.BytesIO(inner)
        holder = name
    return data.read()


def _mapped(path: Path) -> mmap.mmap | bytes:
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if path.stat().st_size else b""


def _open_member(holder: str, data: BinaryIO, name: str) -> bytes:
    suffix = holder.rpartition(".")[2].lower()
    if suffix in {"zip", "xlsx"}:
        with zipfile.ZipFile(data, metadata_encoding="gbk") as archive:
            return archive.read(name)
    if suffix == "tar":
        with tarfile.open(fileobj=data) as archive:
            member = archive.extractfile(name)
            assert member is not None, f"{name} is no file"
            return member.read()
    if suffix == "7z":
        factory = require("py7zr.io").BytesIOFactory(1 << 40)
        with require("py7zr").SevenZipFile(data) as archive:
            archive.extract(targets=[name], factory=factory)
        return bytes(factory.products[name].read())
    # ``gzip.decompress`` copies all that is left at each member: minutes where there are thousands.
    with gzip.GzipFile(fileobj=data) as file:
        return file.read()
