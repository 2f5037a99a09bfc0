"""Writes payloads back into the containers of a twin, the same bytes each time: zip, gzip, tar, and cut archives."""

from __future__ import annotations

import io
import tarfile
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from findspot.testing.twins.archives import SEPARATOR, ZipBundle
from findspot.testing.twins.members import MemberGzip
from findspot.testing.twins.payloads import WITHHELD
from findspot.testing.wreckage.gzipmembers import read_members
from findspot.testing.wreckage.pieces import Piece, apply, move

_UTF8_NAME = 0x800
Changes = Mapping[tuple[str, ...], list[Piece]]


@dataclass(frozen=True, slots=True)
class Parts:
    """The files that an archive was cut into, those withheld from the dump among them; one where it was not cut."""

    paths: tuple[Path, ...]

    @classmethod
    def of(cls, dump: Path, file: str) -> Parts:
        """Return the parts of a file of the dump, named by its first part."""
        path = dump / file
        if path.suffix != ".001":
            return cls((path,))
        folders = (path.parent, dump.parent / WITHHELD)
        found = (part for folder in folders for part in folder.glob(f"{path.stem}.[0-9][0-9][0-9]"))
        return cls(tuple(sorted(found, key=lambda part: part.name)))

    @property
    def name(self) -> str:
        """The name of the whole."""
        return self.paths[0].stem if self.paths[0].suffix == ".001" else self.paths[0].name

    def read(self) -> bytes:
        """Return the bytes of the whole."""
        return b"".join(path.read_bytes() for path in self.paths)

    def write(self, data: bytes) -> None:
        """Write the whole, cut into as many parts of one size."""
        size = -(-len(data) // len(self.paths))
        for number, path in enumerate(self.paths):
            path.write_bytes(data[number * size : (number + 1) * size])


def rewrite_file(dump: Path, file: str, changes: Mapping[str, list[Piece]]) -> None:
    """Write a file of the dump anew with other payloads, given by the name of the stream."""
    parts = Parts.of(dump, file)
    by_path = {tuple(name.split(SEPARATOR)) if name else (): pieces for name, pieces in changes.items()}
    parts.write(_rewrite(parts.name, parts.read(), by_path))


def _rewrite(holder: str, data: bytes, changes: Changes) -> bytes:
    if () in changes:
        return apply(data, changes[()])
    suffix = holder.rpartition(".")[2].lower()
    if suffix == "zip":
        return _rewrite_zip(data, changes)
    if suffix == "tar":
        return _rewrite_tar(data, changes)
    return _rewrite_gzip(data, changes)


def _inner(changes: Changes, name: str) -> Changes:
    return {path[1:]: pieces for path, pieces in changes.items() if path[0] == name}


def _rewrite_zip(data: bytes, changes: Changes) -> bytes:
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(io.BytesIO(data), metadata_encoding="gbk") as old:
        infos = old.infolist()
        utf8 = all(info.flag_bits & _UTF8_NAME or info.filename.isascii() for info in infos)
        out, member = Path(folder) / "out", Path(folder) / "member"
        with ZipBundle(out, encoding="utf-8" if utf8 else "gbk") as bundle:
            for info in infos:
                inner = _inner(changes, info.filename)
                content = old.read(info)
                member.write_bytes(_rewrite(info.filename, content, inner) if inner else content)
                bundle.add(info.filename, member, stored=info.compress_type == zipfile.ZIP_STORED)
        return out.read_bytes()


def _rewrite_tar(data: bytes, changes: Changes) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=io.BytesIO(data)) as old:
        format = tarfile.PAX_FORMAT if old.pax_headers else tarfile.USTAR_FORMAT
        with tarfile.open(fileobj=out, mode="w", format=format, pax_headers=old.pax_headers) as new:
            for info in old:
                inner = _inner(changes, info.name)
                file = old.extractfile(info)
                content = file.read() if file else b""
                content = _rewrite(info.name, content, inner) if inner else content
                info.size = len(content)
                new.addfile(info, io.BytesIO(content))
    return out.getvalue()


def _rewrite_gzip(data: bytes, changes: Changes) -> bytes:
    """Write a gzip file anew, cut into members at the same places where the payload itself is what changed."""
    members = read_members(data)
    name = members[0].name
    inner = _inner(changes, next(path[0] for path in changes))
    payload = b"".join(member.payload for member in members)
    out = io.BytesIO()
    writer = MemberGzip(out, name)
    if () in inner:
        ends = [member.start + len(member.payload) for member in members[:-1]]
        writer.cut_at(sorted(set(move(inner[()], ends))))
    writer.write(_rewrite(name, payload, inner))
    writer.end_member()
    return out.getvalue()
