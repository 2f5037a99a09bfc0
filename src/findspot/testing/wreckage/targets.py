"""What can be damaged in a twin: its payload streams with their records as they lie now."""

from __future__ import annotations

import mmap
from dataclasses import dataclass
from typing import Final

from findspot.testing.twins.records import StreamInfo
from findspot.testing.wreckage.pieces import Ranges

OPAQUE: Final = ("7z", "xlsx")
"""Containers whose bytes are damaged as they are: nothing in them can be written anew byte for byte."""

_LINES: Final = frozenset({"csv", "ndjson", "mixed-ndjson", "bcp"})
_TEXTS: Final = frozenset({*_LINES, "sql"})


@dataclass(frozen=True, slots=True)
class Target:
    """A payload stream: its bytes, and the places of those records that are whole."""

    info: StreamInfo
    data: bytes | mmap.mmap
    offset: Ranges
    length: Ranges

    @property
    def is_text(self) -> bool:
        """Whether it is text in one encoding throughout."""
        return self.info.format in _TEXTS and self.info.format != "mixed-ndjson"

    @property
    def ends_open(self) -> bool:
        """Whether only what follows a record tells where it ends."""
        return self.info.format not in _LINES

    @property
    def place(self) -> str:
        """The file, and the members in it."""
        return f"{self.info.file}//{self.info.stream}" if self.info.stream else self.info.file


def is_opaque(info: StreamInfo) -> bool:
    """Return whether a stream is in a container whose own bytes are damaged."""
    return bool(info.stream) and info.file.rpartition(".")[2].lower() in OPAQUE
