"""Check what import-linter cannot: circles between modules, and names that only some packages may use.

Imports inside functions and for the type checker count like all others. Run by ``make check``.
"""

from __future__ import annotations

import ast
import graphlib
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import grimp

SOURCE: Final = Path(__file__).parent.parent / "src"

RESERVED: Final = {
    # Only the gate makes a release: publishing takes nothing else.
    "findspot.model.release.release_from_gate": ("findspot.protection",),
    # Only store knows how real values rest encrypted; import-linter tells apart packages, not their parts.
    "pyarrow.parquet.encryption": ("findspot.store",),
}
"""Full names with the packages that may import them."""


def find_cycles() -> list[list[str]]:
    """Return circles of modules that import each other: one for each import that has to go."""
    graph = grimp.build_graph("findspot", exclude_type_checking_imports=False, cache_dir=None)
    needs = {module: set(graph.find_modules_directly_imported_by(module)) for module in graph.modules}
    cycles = []
    while cycle := _find_cycle(needs):
        cycles.append(cycle)
        # graphlib lists each module before the one that imports it.
        needs[cycle[1]].discard(cycle[0])
    return cycles


def _find_cycle(needs: Mapping[str, set[str]]) -> list[str] | None:
    try:
        graphlib.TopologicalSorter(needs).prepare()
    except graphlib.CycleError as error:
        return list(error.args[1])
    return None


def find_trespasses() -> list[str]:
    """Return each import of a reserved name outside the packages that may."""
    found = []
    for path in sorted(SOURCE.rglob("*.py")):
        module = ".".join(path.relative_to(SOURCE).with_suffix("").parts)
        for line, name in _imported_names(ast.parse(path.read_text(encoding="utf-8"))):
            for reserved, owners in RESERVED.items():
                is_used = name == reserved or name.startswith(f"{reserved}.")
                if is_used and not module.startswith(owners):
                    found.append(f"{module}, line {line}: {reserved} is for {', '.join(owners)} only")
    return found


def _imported_names(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def main() -> int:
    """Print what is wrong and return the exit code."""
    problems = [f"circle: {' <- '.join(cycle)}" for cycle in find_cycles()] + find_trespasses()
    print("\n".join(problems) or "imports: no circles, no reserved name used elsewhere")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
