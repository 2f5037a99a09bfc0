"""A bundle: a BagIt bag (RFC 8493) that a third party can check without findspot."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Final

from findspot.publication.verifier import ALGORITHMS, BAG_DECLARATION, hash_file, manifest_text
from findspot.store.files import make_private_folder, write_whole
from findspot.version import __version__

VERIFIER: Final = "verify.py"
"""Name of the verifier script in a bundle; its text is that of ``findspot.publication.verifier``."""


def write_bundle(folder: Path, payload: Mapping[str, bytes], *, date: str) -> None:
    """Write a bundle in place of ``folder``, which is then the old one or the new one, never half.

    Args:
        folder: Where the bundle goes.
        payload: Files by name; the verifier is added.
        date: Day of the bundle, ``YYYY-MM-DD``.
    """
    fresh = folder.with_name(f".{folder.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    data = make_private_folder(fresh / "data")
    contents = {**payload, VERIFIER: verifier_script()}
    for name, content in sorted(contents.items()):
        write_whole(data / name, content)
    write_whole(fresh / "bagit.txt", BAG_DECLARATION)
    write_whole(fresh / "bag-info.txt", _bag_info(contents, date).encode())
    _write_manifests(fresh, "manifest", [f"data/{name}" for name in contents])
    tags = ["bagit.txt", "bag-info.txt", *(f"manifest-{a}.txt" for a in ALGORITHMS)]
    _write_manifests(fresh, "tagmanifest", tags)
    _put_in_place(fresh, folder)


def verifier_script() -> bytes:
    """Return the verifier script that lies in every bundle."""
    return resources.files("findspot.publication").joinpath("verifier.py").read_bytes()


def _bag_info(contents: Mapping[str, bytes], date: str) -> str:
    oxum = f"{sum(len(c) for c in contents.values())}.{len(contents)}"
    return (
        f"Bag-Software-Agent: findspot {__version__}\n"
        f"Bagging-Date: {date}\n"
        "External-Description: Findings of a findspot case, with the report and what is needed to check them.\n"
        f"Payload-Oxum: {oxum}\n"
    )


def _write_manifests(root: Path, kind: str, names: list[str]) -> None:
    hashes = {name: hash_file(root / name) for name in names}
    for algorithm in ALGORITHMS:
        text = manifest_text({name: found[algorithm] for name, found in hashes.items()})
        write_whole(root / f"{kind}-{algorithm}.txt", text.encode())


def _put_in_place(fresh: Path, folder: Path) -> None:
    old = folder.with_name(f".{folder.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.rename(old)
    fresh.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
