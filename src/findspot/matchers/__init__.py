"""Rules of when two rows are one person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from findspot.plugins.hookspecs import hookimpl

if TYPE_CHECKING:
    from findspot.plugins.protocols import Matcher


@hookimpl
def findspot_matchers() -> Sequence[Matcher]:
    """Return the built-in matchers."""
    from findspot.matchers.byid import ById
    from findspot.matchers.bynamebirth import ByNameBirth

    return (ById(), ByNameBirth())
