"""Checks of whether a dump is genuine and consistent: about tables, never about a person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from findspot.plugins.hookspecs import hookimpl

if TYPE_CHECKING:
    from findspot.plugins.protocols import Check


@hookimpl
def findspot_checks() -> Sequence[Check]:
    """Return the built-in checks."""
    from findspot.checks.duplicates import Duplicates
    from findspot.checks.idlogic import IdLogic

    return (Duplicates(), IdLogic())
