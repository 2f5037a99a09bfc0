"""Writes the parts of the manual that are made from the code: commands, hooks, protocols, settings.

cog calls these functions from the pages of the manual; ``make check`` holds that the result is up to date.
"""

from __future__ import annotations

import inspect
import os
import re
from collections.abc import Iterator
from typing import Any, Final

# Help is wrapped to the width of the terminal; the manual has one of its own.
os.environ["COLUMNS"] = "96"
WIDTH: Final = 96


def list_commands() -> list[str]:
    """Return the names of all commands, in the order of ``findspot --help``."""
    return list(_root().commands)


def command_help(name: str = "") -> str:
    """Return what ``findspot NAME --help`` prints."""
    root = _root()
    parent = root.make_context("findspot", [], resilient_parsing=True, terminal_width=WIDTH)
    if not name:
        return str(root.get_help(parent))
    command = root.commands[name]
    context = command.make_context(name, [], parent=parent, resilient_parsing=True, terminal_width=WIDTH)
    return str(command.get_help(context))


def command_reference() -> str:
    """Return a section for each command, with its help as printed."""
    parts = [f"```text\n{command_help().strip()}\n```"]
    parts += [f"## {name}\n\n```text\n{command_help(name).strip()}\n```" for name in list_commands()]
    return "\n\n".join(parts)


def hook_reference() -> str:
    """Return each hook a plug-in can answer, with its exact signature and its sentence."""
    from findspot.plugins import hookspecs

    hooks = inspect.getmembers(hookspecs, lambda f: inspect.isfunction(f) and f.__name__.startswith("findspot_"))
    return "\n".join(f"`{_signature(hook)}`\n: {_sentence(hook)}\n" for _, hook in hooks).rstrip()


def protocol_reference() -> str:
    """Return each protocol with what it declares and the methods it answers."""
    from findspot.plugins import protocols

    return "\n\n".join(_protocol(getattr(protocols, name)) for name in list_protocols())


def list_protocols() -> list[str]:
    """Return the names of the plug-in protocols in the order of the file."""
    from findspot.plugins import protocols

    return [
        n
        for n, c in vars(protocols).items()
        if inspect.isclass(c) and getattr(c, "_is_protocol", False) and c.__module__ == protocols.__name__
    ]


def _protocol(kind: type) -> str:
    declared = [
        f"`{name}: {inspect.signature(member.fget).return_annotation}`"
        for name, member in vars(kind).items()
        if isinstance(member, property) and member.fget is not None
    ]
    return "\n".join(
        [
            f"### {kind.__name__}\n",
            inspect.cleandoc(kind.__doc__ or ""),
            "",
            f"Declares {', '.join(declared)}.",
            "",
            *_methods(kind),
        ]
    ).rstrip()


def _methods(kind: type) -> Iterator[str]:
    for name, method in vars(kind).items():
        if inspect.isfunction(method) and not name.startswith("_"):
            yield f"`{_signature(method)}`\n: {_sentence(method)}\n"


def _signature(function: Any) -> str:
    parameters = [p for p in inspect.signature(function).parameters.values() if p.name != "self"]
    shown = ", ".join(str(p).replace("'", "") for p in parameters)
    returns = str(inspect.signature(function).return_annotation).strip("'")
    return f"{function.__name__}({shown}) -> {returns}"


def _sentence(function: Any) -> str:
    return re.sub(r"\s+", " ", inspect.cleandoc(function.__doc__ or "")).replace("``", "`")


def _root() -> Any:
    import typer.main

    from findspot.cli.commands import app

    return typer.main.get_command(app)
