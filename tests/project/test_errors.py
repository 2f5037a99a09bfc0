"""Each error that a caller can act on has an exit code of the design (§7)."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator

import pytest

import findspot
from findspot import errors
from findspot.errors import FindspotError

EXIT_CODES = {
    errors.FindspotError: 1,
    errors.SealBroken: 1,
    errors.UsageProblem: 2,
    errors.InputRefused: 3,
    errors.CaseTooNew: 3,
    errors.NotACase: 3,
    errors.GateClosed: 4,
    errors.EnvironmentProblem: 5,
    errors.KeyMissing: 5,
}


def every_error() -> Iterator[type[FindspotError]]:
    """Yield every error class of the package, also those outside ``errors``."""
    for module in pkgutil.walk_packages(findspot.__path__, "findspot."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    waiting = [FindspotError]
    while waiting:
        kind = waiting.pop()
        yield kind
        waiting += kind.__subclasses__()


@pytest.mark.parametrize(("kind", "code"), EXIT_CODES.items(), ids=lambda v: getattr(v, "__name__", str(v)))
def test_errors_know_their_exit_code(kind: type[FindspotError], code: int) -> None:
    assert kind.exit_code == code


def test_every_error_of_the_module_is_listed_here() -> None:
    defined = {c for _, c in inspect.getmembers(errors, inspect.isclass) if c.__module__ == errors.__name__}
    assert defined == set(EXIT_CODES)


def test_errors_defined_elsewhere_keep_to_the_codes() -> None:
    for kind in every_error():
        if kind.__module__.startswith("findspot."):
            assert kind.exit_code in {1, 2, 3, 4, 5}, kind
            assert inspect.getdoc(kind), kind


def test_an_error_says_where_what_and_what_to_do() -> None:
    error = errors.InputRefused("It is a socket.", where="sources/x", advice="Name a file.")
    assert str(error) == "sources/x: It is a socket. Name a file."
    assert str(FindspotError("Alone.")) == "Alone."
    assert error.to_dict() == {
        "error": "InputRefused",
        "what": "It is a socket.",
        "where": "sources/x",
        "advice": "Name a file.",
    }
