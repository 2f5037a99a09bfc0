"""Damage to compressed bytes: flips within gzip files, and the recipe that destroys whole crawl batches."""

from __future__ import annotations

import io
import tarfile
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from findspot.errors import UsageProblem
from findspot.testing.twins.archives import SEPARATOR
from findspot.testing.twins.records import StreamInfo
from findspot.testing.twins.truthfiles import read_entities, read_truth
from findspot.testing.wreckage.containers import Parts, rewrite_file
from findspot.testing.wreckage.fates import carry, carry_unplaced
from findspot.testing.wreckage.gzipmembers import read_members, readable
from findspot.testing.wreckage.pieces import Edit, compose
from findspot.testing.wreckage.scene import Scene

SHARE: Final = 1e-5
_GZIP: Final = frozenset({"gz", "tgz"})
_MAGIC: Final = b"\x1f\x8b\x08"
Hits = list[tuple[int, int]]


def is_broken(scene: Scene, info: StreamInfo) -> bool:
    """Return whether a stream lies in compressed bytes that were damaged, so that nothing can be written anew in it."""
    if not _is_gzip(Parts.of(scene.dump, info.file).name):
        return False
    return any((scene.fates[n].offset < 0).any() for n, other in enumerate(scene.infos) if other.file == info.file)


def flip_compressed(scene: Scene, share: float, random: np.random.Generator) -> None:
    """Flip single bits in the compressed bytes of gzip files.

    Raises:
        UsageProblem: The twin has no gzip file that is still whole.
    """
    files = [f for f in _files(scene) if not any(is_broken(scene, i) for i in scene.infos if i.file == f)]
    if not files:
        raise UsageProblem("This twin has no gzip file to damage.", where=str(scene.folder))
    wholes = {file: Parts.of(scene.dump, file).read() for file in files}
    ends = np.cumsum([len(whole) for whole in wholes.values()])
    count = max(1, round(share * int(ends[-1])))
    places = np.sort(random.choice(int(ends[-1]), count, replace=False))
    for number, (file, whole) in enumerate(wholes.items()):
        chosen = places[np.searchsorted(ends, places, "right") == number] - (ends[number] - len(whole))
        if len(chosen):
            data = bytearray(whole)
            for place in chosen.tolist():
                data[place] ^= 1 << int(random.integers(8))
            _break_gzip(scene, file, whole, bytes(data), [(place, place + 1) for place in chosen.tolist()])


def destroy_batches(scene: Scene, *, had_damage: bool) -> None:
    """Fill the bytes of every crawl batch that does not survive with zeros, in all files that have records of it.

    Raises:
        UsageProblem: The twin has no crawl batches, or was damaged before, so that they are no longer where they were.
    """
    if "block" not in read_truth(scene.folder)["entities"]:
        raise UsageProblem("This twin has no crawl batches.", where=str(scene.folder), advice="Take one of `profiles`.")
    if had_damage:
        raise UsageProblem("The recipe tenth comes before any other damage.", where=str(scene.folder))
    blocks = read_entities(scene.folder, "block")
    blocks = blocks.filter(pc.invert(blocks.column("survives")))
    for file in dict.fromkeys(info.file for info in scene.infos):
        parts = Parts.of(scene.dump, file)
        hits = _hits(blocks, parts)
        if not hits:
            continue
        whole = parts.read()
        data = bytearray(whole)
        for first, last in hits:
            data[first:last] = bytes(last - first)
        if _is_gzip(parts.name):
            _break_gzip(scene, file, whole, bytes(data), hits)
        else:
            _break_plain(scene, file, whole, hits)


def _hits(blocks: pa.Table, parts: Parts) -> Hits:
    """Return the ranges of destroyed blocks in the whole of a file, joined where they touch."""
    hits: Hits = []
    before = 0
    for path in parts.paths:
        own = [b for b in blocks.to_pylist() if path.as_posix().endswith(f"/{b['file']}")]
        hits += [(before + b["offset"], before + b["offset"] + b["length"]) for b in own]
        before += path.stat().st_size
    joined: Hits = []
    for first, last in sorted(hits):
        if joined and joined[-1][1] >= first:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return joined


def _break_plain(scene: Scene, file: str, whole: bytes, hits: Hits) -> None:
    pieces = compose(len(whole), [Edit(first, last, "zeroed", bytes(last - first)) for first, last in hits])
    for number, info in enumerate(scene.infos):
        if info.file == file:
            scene.fates[number] = carry(scene.fates[number], pieces, ends_open=info.format == "sql")
    rewrite_file(scene.dump, file, {"": pieces})
    scene.files.append(_describe(file, hits, len(whole)))


def _break_gzip(scene: Scene, file: str, whole: bytes, data: bytes, hits: Hits) -> None:
    members = read_members(whole)
    ranges = readable(whole, members, hits)
    until = _readable_until(ranges)
    payload = b"".join(member.payload for member in members)
    parts = Parts.of(scene.dump, file)
    for number, info in enumerate(scene.infos):
        if info.file == file:
            start = _start_in(payload, info)
            own = [(first - start, last - start) for first, last in ranges]
            scene.fates[number] = carry_unplaced(scene.fates[number], own, until=until - start)
    parts.write(data)
    scene.files.append(_describe(file, hits, len(whole)))


def _readable_until(ranges: Hits) -> int:
    """Return the end of the readable run from the first byte on: up to there places are known."""
    at = 0
    for first, last in ranges:
        if first != at:
            break
        at = last
    return at


def _start_in(payload: bytes, info: StreamInfo) -> int:
    names = info.stream.split(SEPARATOR)
    if len(names) == 1:
        return 0
    with tarfile.open(fileobj=io.BytesIO(payload)) as archive:
        return archive.getmember(names[1]).offset_data


def _describe(file: str, hits: Hits, length: int) -> dict[str, Any]:
    ranges = [{"what": "compressed bytes", "old": [a, b - a], "new": [a, b - a]} for a, b in hits]
    return {"file": file, "stream": None, "before": length, "after": length, "ranges": ranges}


def _files(scene: Scene) -> list[str]:
    names = dict.fromkeys(info.file for info in scene.infos)
    return [name for name in names if _is_gzip(Parts.of(scene.dump, name).name)]


def _is_gzip(name: str) -> bool:
    return name.rpartition(".")[2].lower() in _GZIP
