"""Hold the numbers of style: sizes of files and functions, docstrings, annotations, circles, tests per line of code.

Prints a table and exits with 1 when a number is missed. Run by ``make check``.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from check_imports import find_cycles

ROOT: Final = Path(__file__).parent.parent
EQUIPMENT: Final = ROOT / "src" / "findspot" / "testing"
KERNELS: Final = ROOT / "src" / "findspot" / "text" / "kernels"
"""Compiled loops: one function without calls is what makes them fast, so their functions may be long."""

FILE_MEDIAN: Final = 150
FILE_MOST: Final = 500
CODE_MEDIAN: Final = 8
CODE_P95: Final = 30
CODE_MOST: Final = 60
PARAMETERS_MOST: Final = 6

_Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Function:
    """One function: where it is, its lines of code without docstring, its parameters without ``self``."""

    place: str
    code: int
    parameters: int
    is_annotated: bool
    is_documented: bool
    is_public: bool


@dataclass(frozen=True, slots=True)
class Source:
    """One Python file: ``lines`` are all lines, ``code`` those that are neither blank nor only a comment."""

    path: Path
    lines: int
    code: int
    functions: tuple[Function, ...]
    undocumented: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Measure:
    """One number against its limit; ``offenders`` are the places that miss it."""

    what: str
    value: float
    limit: str
    is_held: bool
    offenders: Sequence[str] = ()


def read_source(path: Path) -> Source:
    """Return the sizes of a file and its functions."""
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    lines = text.splitlines()
    code = {n for n, line in enumerate(lines, 1) if line.strip() and not line.lstrip().startswith("#")}
    name = path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name
    return Source(
        path,
        len(lines),
        len(code),
        tuple(_describe(node, f"{name}:{node.lineno} {node.name}", code) for node in _functions(tree)),
        tuple(_undocumented(tree, name)),
    )


def _functions(tree: ast.Module) -> Iterator[_Function]:
    return (node for node in ast.walk(tree) if isinstance(node, _Function))


def _describe(node: _Function, place: str, code: set[int]) -> Function:
    arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    own = [a for a in arguments if a.arg not in {"self", "cls"}]
    starred = [a for a in (node.args.vararg, node.args.kwarg) if a is not None]
    is_annotated = node.returns is not None and all(a.annotation is not None for a in [*own, *starred])
    own_lines = set(range(node.lineno, (node.end_lineno or node.lineno) + 1)) & code
    return Function(
        place,
        len(own_lines - _docstring_lines(node)),
        len(own),
        is_annotated,
        ast.get_docstring(node) is not None,
        not node.name.startswith("_"),
    )


def _docstring_lines(node: _Function) -> set[int]:
    if ast.get_docstring(node) is None:
        return set()
    first = node.body[0]
    return set(range(first.lineno, (first.end_lineno or first.lineno) + 1))


def _undocumented(tree: ast.Module, name: str) -> Iterator[str]:
    """Yield the module, public classes, and public functions and methods that have no docstring."""
    if ast.get_docstring(tree) is None:
        yield f"{name}: the module"
    bodies: list[ast.Module | ast.ClassDef] = [tree]
    while bodies:
        for node in bodies.pop().body:
            if not isinstance(node, _Function | ast.ClassDef) or node.name.startswith("_"):
                continue
            if ast.get_docstring(node) is None and not _is_overload(node):
                yield f"{name}:{node.lineno} {node.name}"
            if isinstance(node, ast.ClassDef):
                bodies.append(node)


def _is_overload(node: _Function | ast.ClassDef) -> bool:
    return any(isinstance(d, ast.Name) and d.id == "overload" for d in node.decorator_list)


def read_folder(*names: str) -> list[Source]:
    """Return the sizes of all Python files below folders of the repository."""
    return [read_source(path) for name in names for path in sorted((ROOT / name).rglob("*.py"))]


def measure(product: Sequence[Source], tools: Sequence[Source], tests: Sequence[Source]) -> list[Measure]:
    """Return each number of style: sizes of the product, annotations everywhere, tests per line of code."""
    everything = [*product, *tools, *tests]
    plain = [f for s in product if not s.path.is_relative_to(KERNELS) for f in s.functions]
    # a parameter of a command is an option of the command line: nobody calls it with so many arguments
    called = [f for f in plain if not f.place.startswith("src/findspot/cli/")]
    documented = [*product, *tools]
    return [
        _share("lines in a file, median", [s.lines for s in product], FILE_MEDIAN, percent=50),
        _worst("lines in a file, most", ((s.lines, str(s.path.name)) for s in everything), FILE_MOST),
        _share("code lines in a function, median", [f.code for f in plain], CODE_MEDIAN, percent=50),
        _share("code lines in a function, 95th percentile", [f.code for f in plain], CODE_P95, percent=95),
        _worst("code lines in a function, most", ((f.code, f.place) for f in plain), CODE_MOST),
        _worst("parameters, most", ((f.parameters, f.place) for f in called), PARAMETERS_MOST),
        _none("functions not annotated", (f.place for s in everything for f in s.functions if not f.is_annotated)),
        _none("public things without docstring", (place for s in documented for place in s.undocumented)),
        _none("circles of imports", (" <- ".join(cycle) for cycle in find_cycles())),
        _ratio("test lines per line of code", *_tests_and_code(product, tests)),
    ]


def _tests_and_code(product: Sequence[Source], tests: Sequence[Source]) -> tuple[int, int]:
    """Return code lines on the side of tests and on the side tested.

    ``findspot.testing`` (made-up people, damage, comparison with the truth) is test equipment, though it is shipped.
    """
    equipment = sum(s.code for s in product if s.path.is_relative_to(EQUIPMENT))
    return equipment + sum(s.code for s in tests), sum(s.code for s in product) - equipment


def _share(what: str, values: Sequence[int], limit: int, *, percent: int) -> Measure:
    """Measure the smallest value that this share of all values does not exceed."""
    value = sorted(values)[-(-len(values) * percent // 100) - 1]
    return Measure(what, value, f"≤ {limit}", value <= limit)


def _worst(what: str, values: Iterable[tuple[int, str]], limit: int) -> Measure:
    pairs = sorted(values, reverse=True)
    return Measure(what, pairs[0][0], f"≤ {limit}", pairs[0][0] <= limit, [f"{n} {p}" for n, p in pairs if n > limit])


def _none(what: str, places: Iterable[str]) -> Measure:
    found = list(places)
    return Measure(what, len(found), "0", not found, found)


def _ratio(what: str, part: int, whole: int) -> Measure:
    value = round(part / whole, 2)
    return Measure(what, value, "≥ 1", value >= 1)


def main() -> int:
    """Print the table and return the exit code."""
    measures = measure(read_folder("src/findspot"), read_folder("scripts", "examples", "bench"), read_folder("tests"))
    for m in measures:
        print(f"{'ok  ' if m.is_held else 'MISS'}  {m.what:<42} {m.value:>8g}  {m.limit}")
        print("".join(f"          {place}\n" for place in m.offenders), end="")
    return 0 if all(m.is_held for m in measures) else 1


if __name__ == "__main__":
    sys.exit(main())
