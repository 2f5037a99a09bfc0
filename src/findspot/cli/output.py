"""How results are printed: for people as tables, for machines as JSON; never a control character from a dump."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import Any, Final, ParamSpec, TypeVar

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from findspot.errors import EnvironmentProblem, FindspotError
from findspot.text.safe import safe_text

_P = ParamSpec("_P")
_R = TypeVar("_R")
_INTERRUPTED: Final = 130
_PIPE_WIDTH: Final = 200


def cell(value: Any) -> Text:
    """Return a value as one safe cell of a table; whole numbers with thin group marks."""
    if value is None:
        return Text("–")
    if isinstance(value, int) and not isinstance(value, bool):
        return Text(f"{value:,}", justify="right")
    if isinstance(value, float):
        return Text(f"{value:.3f}", justify="right")
    return Text(safe_text(str(value)))


def print_table(title: str, headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Print a table on standard output."""
    table = Table(title=Text(title), title_justify="left", header_style="bold")
    for header in headers:
        table.add_column(header)
    for row in rows:
        table.add_row(*(cell(value) for value in row))
    Console(width=None if sys.stdout.isatty() else _PIPE_WIDTH).print(table)


def print_line(text: str) -> None:
    """Print one line on standard output."""
    typer.echo(safe_text(text))


def print_json(value: Any) -> None:
    """Print a machine-readable result on standard output."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def tell(text: str) -> None:
    """Print one line on standard error."""
    typer.echo(safe_text(text), err=True)


def reporting(command: Callable[_P, _R]) -> Callable[_P, _R]:
    """Turn our errors into a message and the exit code of the design (§7)."""

    @wraps(command)
    def wrapped(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        try:
            return command(*args, **kwargs)
        except FindspotError as error:
            _fail(error, as_json=bool(kwargs.get("json_output")))
        except OSError as error:
            reason = error.strerror or type(error).__name__
            advice = "Check the disk and the rights; the case can be used again."
            problem = EnvironmentProblem(reason, where=str(error.filename or ""), advice=advice)
            _fail(problem, as_json=bool(kwargs.get("json_output")))
        except KeyboardInterrupt:
            tell("Stopped. Run the same command again to go on.")
            raise typer.Exit(_INTERRUPTED) from None
        raise AssertionError("unreachable")

    return wrapped


def _fail(error: FindspotError, *, as_json: bool) -> None:
    tell(f"findspot: {error}")
    if as_json:
        print_json(error.to_dict())
    sys.stdout.flush()
    raise typer.Exit(error.exit_code)
