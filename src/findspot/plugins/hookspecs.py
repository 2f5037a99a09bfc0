"""The hooks a plug-in can answer (pluggy); each returns plug-in objects of one protocol."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pluggy

from findspot.plugins.protocols import Check, Exporter, Format, Matcher, Recogniser

PROJECT: Final = "findspot"
hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec
def findspot_formats() -> Sequence[Format]:  # type: ignore[empty-body]
    """Return the file formats this plug-in reads."""


@hookspec
def findspot_recognisers() -> Sequence[Recogniser]:  # type: ignore[empty-body]
    """Return the column meanings this plug-in knows."""


@hookspec
def findspot_checks() -> Sequence[Check]:  # type: ignore[empty-body]
    """Return the checks this plug-in runs."""


@hookspec
def findspot_matchers() -> Sequence[Matcher]:  # type: ignore[empty-body]
    """Return the rules by which this plug-in tells persons apart."""


@hookspec
def findspot_exporters() -> Sequence[Exporter]:  # type: ignore[empty-body]
    """Return the forms in which this plug-in writes a release."""
