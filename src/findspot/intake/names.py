"""Names of files and members: hostile, and in any encoding; the raw bytes are kept beside what is shown."""

from __future__ import annotations

from typing import Final

from findspot.text.safe import safe_text

MAX_NAME_BYTES: Final = 4096
"""Longer names are cut; no file system of our time takes them."""


def decode_name(raw: bytes) -> str:
    """Return a name as text: strict UTF-8, else strict GB18030, else Latin-1, which takes anything."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")


def display_name(raw: bytes) -> str:
    """Return a name safe to show: slashes between parts, no empty, ``.`` or ``..`` part, no control characters."""
    parts = decode_name(raw).replace("\\", "/").split("/")
    return safe_text("/".join(p for p in parts if p not in ("", ".", "..")))
