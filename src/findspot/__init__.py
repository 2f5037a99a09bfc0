"""findspot: from damaged bytes to a number that can be published.

``findspot.run(sources, case=…)`` runs all stages, ``findspot.open_case(…)`` opens what it made; ``findspot.api`` has
one function for each command.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from findspot.version import __version__

if TYPE_CHECKING:
    from findspot.api import open_case, run

__all__ = ["__version__", "open_case", "run"]


def __getattr__(name: str) -> Any:
    """Load the API when it is first asked for, so that ``import findspot`` stays cheap."""
    if name in {"open_case", "run"}:
        from findspot import api

        return getattr(api, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
