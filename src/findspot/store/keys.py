"""Keys of a case and of the user: made here, kept outside the case (contracts §7).

Subkeys are derived with HKDF (RFC 5869); checkpoints are signed with Ed25519 (RFC 8032).
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from findspot.errors import EnvironmentProblem, KeyMissing
from findspot.store.files import make_private_folder, storing, write_whole

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

KEY_BYTES: Final = 32
_CASE_ID: Final = re.compile(r"[0-9a-f]{32}")


def derive_key(key: bytes, purpose: str, *, salt: bytes | None = None) -> bytes:
    """Return the 32-byte subkey of ``key`` for one purpose."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), KEY_BYTES, salt, f"findspot/{purpose}".encode()).derive(key)


@dataclass(frozen=True, slots=True)
class CaseKeys:
    """The subkeys of one case; none of them shows in ``repr``."""

    sealing: bytes = field(repr=False)
    tokens: bytes = field(repr=False)
    commitments: bytes = field(repr=False)
    rejects: bytes = field(repr=False)
    log: bytes = field(repr=False)

    @classmethod
    def derive(cls, case_key: bytes) -> CaseKeys:
        """Return the subkeys of ``case_key``."""
        return cls(*(derive_key(case_key, p) for p in ("sealing", "tokens", "commitments", "rejects", "log")))

    def reject_hash(self, data: bytes) -> str:
        """Return the keyed hash by which the bytes of a reject can be recognised again, in hex."""
        return hashlib.blake2b(data, key=self.rejects, digest_size=16).hexdigest()


def key_folder() -> Path:
    """Return the folder of the user's keys: ``FINDSPOT_KEYS``, else below the user's configuration; made if missing."""
    named = os.environ.get("FINDSPOT_KEYS")
    if named:
        return make_private_folder(Path(named))
    try:
        base = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    except RuntimeError as error:
        raise EnvironmentProblem("No home folder for the keys.", advice="Set FINDSPOT_KEYS to a folder.") from error
    return make_private_folder(base / "findspot" / "keys")


def create_case_key(case_id: str) -> CaseKeys:
    """Make the key of a new case and return its subkeys."""
    path = _key_path(case_id)
    if path.exists():
        raise EnvironmentProblem("A key of this case exists already.", where=str(path))
    key = secrets.token_bytes(KEY_BYTES)
    write_whole(path, key.hex().encode() + b"\n")
    return CaseKeys.derive(key)


def load_case_key(case_id: str) -> CaseKeys:
    """Return the subkeys of a case.

    Raises:
        KeyMissing: The key is not in the key folder, or is not a key.
    """
    path = _key_path(case_id)
    with storing(path):
        text = path.read_text("ascii", "replace").strip() if path.exists() else ""
    if not re.fullmatch(r"[0-9a-f]{64}", text):
        raise KeyMissing(
            "The file of this case's key is damaged." if text else "The key of this case is not here.",
            where=str(path),
            advice="Copy the key file from where the case was made, or set FINDSPOT_KEYS to the folder that holds it.",
        )
    return CaseKeys.derive(bytes.fromhex(text))


def _key_path(case_id: str) -> Path:
    if not _CASE_ID.fullmatch(case_id):
        raise KeyMissing("The case's id is not one of ours, so it has no key.", advice="Check case.toml of the case.")
    return key_folder() / f"{case_id}.key"


def load_identity() -> Ed25519PrivateKey:
    """Return the user's signing key, made on first use beside the key folder."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    path = key_folder().parent / "identity.key"
    if not path.exists():
        write_whole(path, secrets.token_bytes(KEY_BYTES).hex().encode() + b"\n")
    with storing(path):
        text = path.read_text("ascii", "replace").strip()
    if not re.fullmatch(r"[0-9a-f]{64}", text):
        raise KeyMissing(
            "The file of your signing key is damaged.", where=str(path), advice="Restore it, or delete it."
        )
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(text))
