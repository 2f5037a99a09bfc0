"""With what a report was made: findspot, its plug-ins and the libraries that numbers depend on."""

from __future__ import annotations

import importlib.metadata
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from findspot.plugins.manager import PluginRecord
from findspot.version import __version__

LIBRARIES: Final = ("cryptography", "duckdb", "jinja2", "numba", "numpy", "pluggy", "pyarrow")
RERUN: Final = ("findspot run SOURCE... --case CASE", "sha256sum CASE/out/findings.json")
"""What a reader with the sources types to get the same findings, and to compare them."""


@dataclass(frozen=True, slots=True)
class PluginVersion:
    """One plug-in; ``error`` is the kind of error that kept it out, without its message, which may name places."""

    name: str
    version: str
    codes: tuple[str, ...]
    error: str


@dataclass(frozen=True, slots=True)
class Versions:
    """All versions of a run."""

    findspot: str
    python: str
    libraries: tuple[tuple[str, str], ...]
    plugins: tuple[PluginVersion, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return {**asdict(self), "libraries": dict(self.libraries), "rerun": list(RERUN)}


def versions_of(plugins: Sequence[PluginRecord]) -> Versions:
    """Return the versions of this process with these plug-ins."""
    libraries = tuple((name, _version(name)) for name in LIBRARIES)
    listed = tuple(PluginVersion(p.name, p.version, p.codes, p.error.split(":")[0]) for p in plugins)
    return Versions(__version__, platform.python_version(), libraries, listed)


def _version(distribution: str) -> str:
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"
