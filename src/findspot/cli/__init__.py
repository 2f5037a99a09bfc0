"""The command line: parses options, calls one function of ``findspot.api``, prints the result."""

from __future__ import annotations


def main() -> None:
    """Run the command line; the entry point ``findspot``."""
    from findspot.cli.commands import app

    app(prog_name="findspot")
