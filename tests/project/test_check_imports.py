"""Circles and reserved names are found wherever an import stands."""

from __future__ import annotations

from pathlib import Path

import check_imports
import grimp
import pytest
from check_imports import find_cycles, find_trespasses


@pytest.fixture
def graph(monkeypatch: pytest.MonkeyPatch) -> grimp.ImportGraph:
    graph = grimp.ImportGraph()
    for module in "abcd":
        graph.add_module(module)
    monkeypatch.setattr(check_imports.grimp, "build_graph", lambda *_, **__: graph)
    return graph


def test_a_chain_is_no_circle(graph: grimp.ImportGraph) -> None:
    graph.add_import(importer="a", imported="b")
    graph.add_import(importer="b", imported="c")
    graph.add_import(importer="a", imported="c")
    assert find_cycles() == []


def test_each_circle_is_found(graph: grimp.ImportGraph) -> None:
    for importer, imported in ("ab", "ba", "cd", "dc"):
        graph.add_import(importer=importer, imported=imported)
    assert sorted(sorted(set(cycle)) for cycle in find_cycles()) == [["a", "b"], ["c", "d"]]


@pytest.mark.parametrize(
    "line",
    [
        "from findspot.model.release import release_from_gate",
        "def f():\n    from findspot.model.release import release_from_gate as make",
        "import pyarrow.parquet.encryption",
        "from pyarrow.parquet import encryption",
        "from pyarrow.parquet.encryption import CryptoFactory",
    ],
)
def test_a_reserved_name_is_found_outside_its_packages(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check_imports, "SOURCE", tmp_path)
    for package in ("publication", "protection", "store"):
        (tmp_path / "findspot" / package).mkdir(parents=True)
    (tmp_path / "findspot" / "publication" / "report.py").write_text(line, encoding="utf-8")
    assert [t.split(",")[0] for t in find_trespasses()] == ["findspot.publication.report"]


def test_the_packages_it_is_for_may_use_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check_imports, "SOURCE", tmp_path)
    for package, line in (
        ("protection", "from findspot.model.release import release_from_gate, Release"),
        ("store", "import pyarrow.parquet.encryption as pe"),
    ):
        (tmp_path / "findspot" / package).mkdir(parents=True)
        (tmp_path / "findspot" / package / "part.py").write_text(line, encoding="utf-8")
    assert find_trespasses() == []
