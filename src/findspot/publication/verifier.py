#!/usr/bin/env python3
"""Checks that a findspot bundle is as it was made: no byte flipped, no file added, removed or renamed.

Run it as ``python3 verify.py`` inside the bundle, or ``python3 verify.py BUNDLE``. It needs Python 3.8 or later and
nothing else, reads only, and uses no network. The bundle is a BagIt bag (RFC 8493), so any BagIt tool can check it as
well; this script is stricter: it also refuses unlisted tag files and every other way of writing the manifests.

It shows that the files fit together. That they are the ones that were published is shown by the fingerprint it prints,
compared with one that came to you by another way.
"""

from __future__ import annotations

import hashlib
import os
import re
import sys
from pathlib import Path

ALGORITHMS = ("sha256", "sha512")
BAG_DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_LINE = re.compile(r"([0-9a-f]+)  ([^\r\n]+)")
_BLOCK_BYTES = 1 << 20


def check_bundle(root: Path | str) -> list[str]:
    """Return what is wrong with the bundle in folder ``root``, one sentence each; nothing when all is well."""
    root = Path(root)
    if not root.is_dir():
        return [f"there is no bundle in this place: {_shown(str(root))}"]
    files, problems = _list_files(root)
    hashes = {name: hash_file(root / name) for name in files}
    problems += [f"cannot be read: {_shown(name)}" for name, found in hashes.items() if not found]
    if _read(root / "bagit.txt") != BAG_DECLARATION:
        problems.append("is missing or not as it was made: bagit.txt")
    tag_manifests = {f"tagmanifest-{a}.txt" for a in ALGORITHMS}
    payload = {name for name in files if name.startswith("data/")}
    tags = set(files) - payload - tag_manifests
    for algorithm in ALGORITHMS:
        chosen = {name: found[algorithm] for name, found in hashes.items() if found}
        problems += _check_manifest(root, f"manifest-{algorithm}.txt", payload, chosen)
        problems += _check_manifest(root, f"tagmanifest-{algorithm}.txt", tags, chosen)
    return sorted(set(problems))


def fingerprint(root: Path | str) -> str:
    """Return the SHA-256 of the tag manifest, which stands for every byte of the bundle; empty where there is none."""
    return hash_file(Path(root) / "tagmanifest-sha256.txt").get("sha256", "")


def manifest_text(hashes: dict[str, str]) -> str:
    """Return the one text of a manifest: lines ``HASH  PATH`` by path, as RFC 8493 writes them."""
    return "".join(f"{digest}  {_encoded(name)}\n" for name, digest in sorted(hashes.items()))


def hash_file(path: Path) -> dict[str, str]:
    """Return the hashes of a file by algorithm; empty where it cannot be read."""
    hashers = {a: hashlib.new(a) for a in ALGORITHMS}
    try:
        with path.open("rb") as file:
            for block in iter(lambda: file.read(_BLOCK_BYTES), b""):
                for hasher in hashers.values():
                    hasher.update(block)
    except OSError:
        return {}
    return {a: h.hexdigest() for a, h in hashers.items()}


def main(arguments: list[str]) -> int:
    """Check the bundle named first, or the one this script lies in; return 0 when all is well, else 1."""
    root = Path(arguments[0]) if arguments else Path(__file__).resolve().parent.parent
    problems = check_bundle(root)
    for problem in problems:
        sys.stdout.write(f"CHANGED  {problem}\n")
    if problems:
        sys.stdout.write(f"This bundle is not as it was made: {len(problems)} problem(s).\n")
        return 1
    sys.stdout.write("This bundle is as it was made: no file changed, added or missing.\n")
    sys.stdout.write(f"Fingerprint: {fingerprint(root)}\n")
    return 0


def _list_files(root: Path) -> tuple[list[str], list[str]]:
    """Return the names of all files with forward slashes, and what does not belong in a bundle."""
    files: list[str] = []
    problems: list[str] = []
    for folder, subfolders, names in os.walk(root):
        place = Path(folder)
        if place != root and not names and not subfolders:
            problems.append(f"is an empty folder that was added: {_shown(place.relative_to(root).as_posix())}")
        for path in (place / name for name in sorted([*subfolders, *names])):
            name = path.relative_to(root).as_posix()
            if path.is_symlink() or not (path.is_file() or path.is_dir()):
                problems.append(f"is no plain file, and a bundle holds only those: {_shown(name)}")
            elif path.is_file():
                files.append(name)
    return files, problems


def _check_manifest(root: Path, manifest: str, expected: set[str], hashes: dict[str, str]) -> list[str]:
    """Compare a manifest with the files it must list and with the one way of writing it."""
    content = _read(root / manifest)
    if content is None:
        return [f"is missing: {manifest}"]
    try:
        listed = _parse(content.decode("utf-8"))
    except ValueError:
        return [f"is not as it was made: {manifest}"]
    problems = [f"is missing, though listed in {manifest}: {_shown(n)}" for n in set(listed) - expected]
    problems += [f"was added, as {manifest} does not list it: {_shown(n)}" for n in expected - set(listed)]
    problems += [
        f"is not as it was made: {_shown(n)} (by {manifest})"
        for n in expected & set(listed)
        if hashes.get(n) != listed[n]
    ]
    if manifest_text(listed).encode("utf-8") != content:
        problems.append(f"is not as it was made: {manifest}")
    return problems


def _parse(text: str) -> dict[str, str]:
    listed = {}
    for line in text.split("\n")[:-1]:
        match = _LINE.fullmatch(line)
        if match is None:
            raise ValueError
        listed[_decoded(match.group(2))] = match.group(1)
    return listed


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _encoded(name: str) -> str:
    """Return a path as RFC 8493, section 2.1.3, writes it in a manifest."""
    return name.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _decoded(name: str) -> str:
    return name.replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%")


def _shown(name: str) -> str:
    """Return a name without characters that a terminal would act on."""
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in name)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
