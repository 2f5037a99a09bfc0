"""Which format reads a stream: each is asked cheaply, the surest one reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from findspot.model.batch import ByteStream
from findspot.plugins.protocols import Format

HEAD_BYTES: Final = 256 << 10
"""Bytes that ``Format.detect`` sees."""

LEAST_SURE: Final = 0.05
"""Below this a stream is taken for no data at all."""


def choose_format(stream: ByteStream, formats: Sequence[Format]) -> Format | None:
    """Return the format that is surest to know the stream, or None where none is.

    A stream whose first bytes are lost (zeroed, say) is asked again by a sample from its middle.
    """
    for offset in dict.fromkeys((0, stream.length // 2, stream.length // 4)):
        head = stream.read(offset, HEAD_BYTES)
        sure = [(detect_safely(f, head, stream.name), f.code, f) for f in formats]
        best = max(sure, key=lambda s: (s[0], s[1]), default=None)
        if best is not None and best[0] >= LEAST_SURE:
            return best[2]
    return None


def detect_safely(candidate: Format, head: bytes, name: str) -> float:
    """Return the answer of ``detect``, 0 where a plug-in breaks its promise not to raise."""
    try:
        return float(candidate.detect(head, name))
    except Exception:  # noqa: BLE001 - a plug-in may raise anything; it then does not know the stream
        return 0.0
