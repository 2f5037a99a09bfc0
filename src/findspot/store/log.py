"""The log of a case: every run and every reveal, as a Merkle tree (RFC 6962) with signed checkpoints.

The entries tell who did what; the checkpoints prove that none was altered, dropped or moved since. An entry cut off at
the end together with its checkpoint shows only against a checkpoint held elsewhere (every bundle carries one).
"""

from __future__ import annotations

import getpass
import hashlib
import hmac
import json
import platform
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from findspot.errors import UsageProblem
from findspot.store.files import append_line, make_private_folder, storing
from findspot.store.keys import load_identity
from findspot.store.merkle import consistency_path, inclusion_path, leaf_hash, root_of

_ENTRIES: Final = "entries.jsonl"
_CHECKPOINTS: Final = "checkpoints.jsonl"
_PROOFS: Final = ("mac", "signature")


def canonical(value: Mapping[str, Any]) -> bytes:
    """Return the one JSON text that stands for ``value``."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


class AuditLog:
    """The append-only log in a folder.

    Args:
        folder: Holds ``entries.jsonl`` and ``checkpoints.jsonl``.
        key: The log key of the case: only its holders can make a checkpoint; the signature says which of them did.
    """

    def __init__(self, folder: Path, key: bytes) -> None:
        self._folder = folder
        self._key = key

    def append(self, kind: str, details: Mapping[str, Any]) -> int:
        """Write an entry and a checkpoint over it to the disk and return the entry's number.

        Args:
            kind: ``run``, ``reveal`` and so on.
            details: Plain JSON; never a person's value.
        """
        make_private_folder(self._folder)
        number = self.size
        entry = {"n": number, "time": _now(), "who": _who(), "kind": kind, "details": dict(details)}
        append_line(self._folder / _ENTRIES, canonical(entry))
        self._sign()
        return number

    def _lines(self, name: str) -> list[bytes]:
        path = self._folder / name
        with storing(path):
            # What follows the last line end was cut by a kill before it was acknowledged.
            return path.read_bytes().split(b"\n")[:-1] if path.exists() else []

    def _leaves(self) -> list[bytes]:
        return [leaf_hash(line) for line in self._lines(_ENTRIES)]

    def entries(self) -> list[dict[str, Any]]:
        """Return all entries; one that cannot be read has kind ``damaged``."""
        return [
            _parsed(line) or {"n": n, "time": "", "who": "", "kind": "damaged", "details": {}}
            for n, line in enumerate(self._lines(_ENTRIES))
        ]

    @property
    def size(self) -> int:
        """Number of entries."""
        return len(self._lines(_ENTRIES))

    def root(self) -> bytes:
        """Return the root over all entries."""
        return root_of(self._leaves())

    def checkpoint(self) -> dict[str, Any]:
        """Return the signed checkpoint over all entries, made now if there is none; hold a copy outside the case."""
        last = self.checkpoints()[-1:]
        if last and last[0].get("size") == self.size and last[0].get("root") == self.root().hex():
            return last[0]
        make_private_folder(self._folder)
        return self._sign()

    def _sign(self) -> dict[str, Any]:
        identity = load_identity()
        leaves = self._leaves()
        body: dict[str, Any] = {
            "size": len(leaves),
            "root": root_of(leaves).hex(),
            "time": _now(),
            "signer": identity.public_key().public_bytes_raw().hex(),
        }
        body["mac"] = self._mac(body)
        body["signature"] = identity.sign(canonical(body)).hex()
        append_line(self._folder / _CHECKPOINTS, canonical(body))
        return body

    def _mac(self, body: Mapping[str, Any]) -> str:
        return hashlib.blake2b(canonical(body), key=self._key, digest_size=32).hexdigest()

    def checkpoints(self) -> list[dict[str, Any]]:
        """Return all checkpoints; one that is not as it was written is empty."""
        return [_parsed(line) or {} for line in self._lines(_CHECKPOINTS)]

    def verify(self, held: Mapping[str, Any] | None = None) -> list[str]:
        """Return what is wrong, in sentences; nothing when every entry is as it was written.

        Args:
            held: A checkpoint kept outside the case; shows entries cut off since.
        """
        problems = _order_problems(self._lines(_ENTRIES))
        leaves = self._leaves()
        checkpoints = self.checkpoints()
        named = [(f"checkpoint {n}", c) for n, c in enumerate(checkpoints)]
        if held is not None:
            named.append(("the checkpoint held outside", dict(held)))
        for name, checkpoint in named:
            problem = self._checkpoint_problem(checkpoint, leaves)
            if problem:
                problems.append(f"{name}: {problem}")
        if leaves and (not checkpoints or checkpoints[-1].get("size") != len(leaves)):
            problems.append(f"no checkpoint covers the last of {len(leaves)} entries")
        return problems

    def _checkpoint_problem(self, checkpoint: dict[str, Any], leaves: list[bytes]) -> str:
        size, root = checkpoint.get("size"), checkpoint.get("root")
        if not isinstance(size, int) or size < 0 or not isinstance(root, str) or not _is_signed(checkpoint):
            return "the signature does not fit"
        body = {k: v for k, v in checkpoint.items() if k not in _PROOFS}
        if not hmac.compare_digest(self._mac(body), str(checkpoint.get("mac"))):
            return "it was not made with the key of this case"
        if size > len(leaves):
            return f"it covers {size} entries, only {len(leaves)} are left"
        if root_of(leaves[:size]).hex() != root:
            return f"the first {size} entries are not those it was made for"
        return ""

    def inclusion_proof(self, index: int) -> list[bytes]:
        """Return the proof that entry ``index`` is under ``root()``."""
        leaves = self._leaves()
        if not 0 <= index < len(leaves):
            raise UsageProblem(f"The log has no entry {index}.", advice=f"It has {len(leaves)} entries, from 0.")
        return inclusion_path(leaves, index)

    def consistency_proof(self, old: int, new: int) -> list[bytes]:
        """Return the proof that the log of ``new`` entries begins with the log of ``old``."""
        leaves = self._leaves()
        if not 0 <= old <= new <= len(leaves):
            raise UsageProblem(f"There are no sizes {old} and {new}.", advice=f"The log has {len(leaves)} entries.")
        return consistency_path(leaves[:new], old)


def _order_problems(lines: list[bytes]) -> list[str]:
    problems = []
    for n, line in enumerate(lines):
        entry = _parsed(line)
        if entry is None:
            problems.append(f"entry {n}: not as it was written")
        elif entry.get("n") != n:
            problems.append(f"entry {n}: it was written as another number")
    return problems


def _is_signed(checkpoint: dict[str, Any]) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        signer = Ed25519PublicKey.from_public_bytes(bytes.fromhex(str(checkpoint.get("signer"))))
        signature = bytes.fromhex(str(checkpoint.get("signature")))
        signer.verify(signature, canonical({k: v for k, v in checkpoint.items() if k != "signature"}))
    except (InvalidSignature, ValueError):
        return False
    return bool(signature.hex() == checkpoint["signature"])  # fromhex takes capitals too, and every byte counts


def _parsed(line: bytes) -> dict[str, Any] | None:
    """Return what a line holds, None when it is not the one text of a JSON object."""
    try:
        value = json.loads(line)
        return value if isinstance(value, dict) and canonical(value) == line else None
    except (ValueError, RecursionError):
        return None


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _who() -> str:
    try:
        user = getpass.getuser()
    except (KeyError, OSError):
        user = "unknown"
    return f"{user}@{platform.node()}"
