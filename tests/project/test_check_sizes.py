"""The measures of style count what they say they count."""

from __future__ import annotations

from pathlib import Path

import check_sizes
import pytest
from check_sizes import Function, Measure, Source, measure, read_source

SAMPLE = '''"""A module."""


def documented(a: int, *, b: str = "") -> int:
    """Return something.

    At length.
    """
    # a comment
    first = 1

    return first


class Thing:
    """A thing."""

    def method(self, x: int) -> None:
        ...

    def _private(self) -> None: ...


def bare(a, *rest):
    return a
'''


@pytest.fixture
def sample(tmp_path: Path) -> Source:
    path = tmp_path / "sample.py"
    path.write_text(SAMPLE, encoding="utf-8")
    return read_source(path)


def function(sample: Source, name: str) -> Function:
    (found,) = [f for f in sample.functions if f.place.endswith(f" {name}")]
    return found


def test_code_lines_leave_docstring_comments_and_blanks_aside(sample: Source) -> None:
    assert function(sample, "documented").code == 3
    assert function(sample, "bare").code == 2
    assert sample.lines == len(SAMPLE.splitlines())


def test_parameters_leave_self_aside(sample: Source) -> None:
    assert {f.place.split()[-1]: f.parameters for f in sample.functions} == {
        "documented": 2,
        "method": 1,
        "_private": 0,
        "bare": 1,
    }


def test_annotations_and_docstrings_are_demanded(sample: Source) -> None:
    assert [f.place.split()[-1] for f in sample.functions if not f.is_annotated] == ["bare"]
    assert {place.split()[-1] for place in sample.undocumented} == {"method", "bare"}


def test_a_module_needs_a_docstring(tmp_path: Path) -> None:
    path = tmp_path / "empty.py"
    path.write_text("x = 1\n", encoding="utf-8")
    assert read_source(path).undocumented == ("empty.py: the module",)


def limits(functions: tuple[Function, ...], *, lines: int = 10, tests: int = 10) -> dict[str, Measure]:
    """Return the measures of one file with these functions, and a test file."""
    source = Source(Path("a.py"), lines, 10, functions, ())
    test = Source(Path("test_a.py"), tests, tests, (), ())
    return {m.what: m for m in measure([source], [], [test])}


def long_function(code: int = 1, parameters: int = 0) -> Function:
    return Function("a.py:1 f", code, parameters, is_annotated=True, is_documented=True, is_public=True)


def test_limits_are_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check_sizes, "find_cycles", lambda: [])
    assert all(m.is_held for m in limits((long_function(),)).values())


@pytest.mark.parametrize(
    ("what", "found"),
    [
        ("code lines in a function, most", limits((long_function(code=61),))),
        ("code lines in a function, median", limits((long_function(code=9),))),
        ("code lines in a function, 95th percentile", limits((*[long_function()] * 18, *[long_function(31)] * 2))),
        ("parameters, most", limits((long_function(parameters=7),))),
        ("lines in a file, median", limits((long_function(),), lines=151)),
        ("lines in a file, most", limits((long_function(),), lines=501)),
        ("test lines per line of code", limits((long_function(),), tests=9)),
    ],
    ids=lambda v: v if isinstance(v, str) else "",
)
def test_each_limit_is_missed(what: str, found: dict[str, Measure]) -> None:
    assert not found[what].is_held


def test_one_in_twenty_functions_may_be_longer() -> None:
    found = limits((*[long_function()] * 19, long_function(31)))
    assert found["code lines in a function, 95th percentile"].is_held
