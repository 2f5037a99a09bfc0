"""Optional packages that write containers: asked for where they are used, with the command that installs them."""

from __future__ import annotations

import importlib
from types import ModuleType

from findspot.errors import EnvironmentProblem


def require(module: str) -> ModuleType:
    """Return a module of the extra ``twin``.

    Raises:
        EnvironmentProblem: It is not installed; the message names the command that does it.
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise EnvironmentProblem(
            f"This twin needs the package {module.partition('.')[0]}, which is not installed.",
            advice="Install it with: pip install 'findspot[twin]'",
        ) from error
