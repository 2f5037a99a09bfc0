"""Plug-ins come in by one door; one that fails is named and left out."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest
from tests.recovery.lines import LineFormat

from findspot.plugins.hookspecs import hookimpl
from findspot.plugins.manager import BUILT_IN, PluginManager, manager
from findspot.plugins.protocols import Check, Exporter, Format, Matcher, Recogniser


@pytest.fixture
def stranger(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    module = ModuleType("stranger")
    monkeypatch.setitem(sys.modules, "stranger", module)
    return module


def test_every_built_in_loads() -> None:
    records = manager().records()
    assert [r.name for r in records if r.error] == []
    assert {r.name for r in records} >= set(BUILT_IN)
    assert "FMT-CSV" in {code for r in records for code in r.codes}


@pytest.mark.parametrize(
    ("kind", "protocol"),
    [
        ("formats", Format),
        ("recognisers", Recogniser),
        ("checks", Check),
        ("matchers", Matcher),
        ("exporters", Exporter),
    ],
)
def test_every_plugin_answers_its_protocol(kind: str, protocol: type) -> None:
    offered = getattr(manager(), kind)()
    assert offered
    assert all(isinstance(item, protocol) for item in offered)
    codes = [item.code for item in offered]
    assert codes == sorted(set(codes))


def test_a_stranger_is_asked_as_built_ins_are(stranger: ModuleType) -> None:
    stranger.findspot_formats = hookimpl(lambda: [LineFormat()])  # type: ignore[attr-defined]
    held = PluginManager([*BUILT_IN, "stranger"], entry_points="none")
    assert "FMT-LINES" in [f.code for f in held.formats()]
    assert any(r.name == "stranger" and r.codes == ("FMT-LINES",) for r in held.records())


def test_a_module_that_does_not_load_is_named_and_left_out() -> None:
    held = PluginManager([*BUILT_IN, "no_such_module_anywhere"], entry_points="none")
    (failed,) = [r for r in held.records() if r.error]
    assert failed.name == "no_such_module_anywhere"
    assert "ModuleNotFoundError" in failed.error
    assert held.formats()


def test_a_hook_that_raises_is_named_and_left_out(stranger: ModuleType) -> None:
    def broken() -> list[Format]:
        raise ZeroDivisionError

    stranger.findspot_formats = hookimpl(broken)  # type: ignore[attr-defined]
    held = PluginManager([*BUILT_IN, "stranger"], entry_points="none")
    assert [f.code for f in held.formats()] == [f.code for f in manager().formats()]
    assert any(r.name == "stranger" and "ZeroDivisionError" in r.error for r in held.records())


def test_a_code_is_never_taken_twice(stranger: ModuleType) -> None:
    class Impostor(LineFormat):
        code = "FMT-CSV"

    stranger.findspot_formats = hookimpl(lambda: [Impostor()])  # type: ignore[attr-defined]
    held = PluginManager([*BUILT_IN, "stranger"], entry_points="none")
    (csv,) = [f for f in held.formats() if f.code == "FMT-CSV"]
    assert type(csv).__name__ != "Impostor"
    assert any("is taken" in r.error for r in held.records())
    assert PluginManager([], entry_points="none").records() == []


def test_records_are_plain_json_types() -> None:
    record = manager().records()[0].to_dict()
    assert set(record) == {"name", "version", "codes", "error"}
    assert isinstance(record["codes"], list)
