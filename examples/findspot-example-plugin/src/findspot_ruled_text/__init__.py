"""Adds one format to findspot: tables printed with a ruler of dashes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from findspot.plugins.hookspecs import hookimpl

if TYPE_CHECKING:
    from findspot.plugins.protocols import Format


@hookimpl
def findspot_formats() -> Sequence[Format]:
    """Return the format; it is imported only when findspot asks for formats."""
    from findspot_ruled_text.ruled_text import RuledText

    return [RuledText()]
