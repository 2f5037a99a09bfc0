"""Finds, loads and lists plug-ins; built-ins come in by the same door as strangers.

A plug-in that fails to load is named with its version and left out; the run goes on.
"""

from __future__ import annotations

import importlib
import importlib.metadata
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any, Final

import pluggy

from findspot.plugins import hookspecs
from findspot.plugins.protocols import Check, Exporter, Format, Matcher, Recogniser

BUILT_IN: Final = (
    "findspot.formats",
    "findspot.recognisers",
    "findspot.checks",
    "findspot.matchers",
    "findspot.exporters",
)
"""Modules registered before any installed plug-in."""

ENTRY_POINTS: Final = "findspot"
"""The entry point group that installed plug-ins use."""

_HOOKS: Final = ("formats", "recognisers", "checks", "matchers", "exporters")


@dataclass(frozen=True, slots=True)
class PluginRecord:
    """One plug-in of this run: where it comes from, its version, the codes it offers, or why it was left out."""

    name: str
    version: str
    codes: tuple[str, ...] = ()
    error: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return {**asdict(self), "codes": list(self.codes)}


class PluginManager:
    """All plug-ins of this process, asked for by kind."""

    def __init__(self, built_in: Sequence[str] = BUILT_IN, *, entry_points: str = ENTRY_POINTS) -> None:
        self._manager = pluggy.PluginManager(hookspecs.PROJECT)
        self._manager.add_hookspecs(hookspecs)
        self._versions: dict[str, str] = {}
        self._failures: dict[PluginRecord, None] = {}
        own_version = _version_of("findspot")
        for module in built_in:
            self._register(module, own_version, lambda module=module: importlib.import_module(module))
        for entry in sorted(importlib.metadata.entry_points(group=entry_points), key=lambda e: e.name):
            self._register(entry.name, _version_of(entry.dist.name if entry.dist else ""), entry.load)

    def _register(self, name: str, version: str, load: Any) -> None:
        try:
            self._manager.register(load(), name)
        except Exception as error:  # noqa: BLE001 - a stranger's plug-in may raise anything; it is recorded and left out
            self._fail(name, version, f"{type(error).__name__}: {error}")
        else:
            self._versions[name] = version

    def _fail(self, name: str, version: str, reason: str) -> None:
        self._failures[PluginRecord(name, version, error=reason)] = None

    def _all(self, kind: str) -> list[Any]:
        found: dict[str, Any] = {}
        for plugin, offered in self._answers(kind):
            for item in offered:
                if item.code in found:
                    self._fail(plugin, self._versions[plugin], f"code {item.code} is taken")
                else:
                    found[item.code] = item
        return [found[code] for code in sorted(found)]

    def _answers(self, kind: str) -> list[tuple[str, Sequence[Any]]]:
        hook = getattr(self._manager.hook, f"findspot_{kind}")
        answers = []
        for implementation in reversed(hook.get_hookimpls()):
            try:
                answers.append((implementation.plugin_name, implementation.function()))
            except Exception as error:  # noqa: BLE001 - as above: recorded, left out, the run goes on
                name = implementation.plugin_name
                self._fail(name, self._versions[name], f"{type(error).__name__}: {error}")
        return sorted(answers, key=lambda a: (not a[0].startswith("findspot."), a[0]))

    def formats(self) -> list[Format]:
        """Return the formats by code."""
        return self._all("formats")

    def recognisers(self) -> list[Recogniser]:
        """Return the recognisers by code."""
        return self._all("recognisers")

    def checks(self) -> list[Check]:
        """Return the checks by code."""
        return self._all("checks")

    def matchers(self) -> list[Matcher]:
        """Return the matchers by code."""
        return self._all("matchers")

    def exporters(self) -> list[Exporter]:
        """Return the exporters by code."""
        return self._all("exporters")

    def records(self) -> list[PluginRecord]:
        """Return every plug-in with version and codes, then those that were left out with the reason."""
        codes: dict[str, list[str]] = {name: [] for name in self._versions}
        for kind in _HOOKS:
            for name, offered in self._answers(kind):
                codes[name].extend(item.code for item in offered)
        loaded = [
            PluginRecord(name, self._versions[name], tuple(sorted(found))) for name, found in sorted(codes.items())
        ]
        return loaded + sorted(self._failures, key=lambda r: (r.name, r.error))


def _version_of(distribution: str) -> str:
    try:
        return importlib.metadata.version(distribution)
    except (importlib.metadata.PackageNotFoundError, ValueError):
        return "unknown"


@cache
def manager() -> PluginManager:
    """Return the plug-ins of this process, loaded once."""
    return PluginManager()
