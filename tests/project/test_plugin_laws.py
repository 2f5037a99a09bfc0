"""Every registered plug-in keeps the laws of its kind, also those not yet written."""

from __future__ import annotations

from pathlib import Path

import pytest

from findspot.model.release import release_from_gate
from findspot.plugins.manager import manager
from findspot.plugins.protocols import Check, Exporter, Format, Matcher, Recogniser
from findspot.testing import conformance


def code(plugin: object) -> str:
    return str(getattr(plugin, "code", ""))


@pytest.mark.parametrize("plugin", manager().formats(), ids=code)
def test_formats(plugin: Format) -> None:
    assert isinstance(plugin, Format)
    conformance.check_format(plugin)


@pytest.mark.parametrize("plugin", manager().recognisers(), ids=code)
def test_recognisers(plugin: Recogniser) -> None:
    assert isinstance(plugin, Recogniser)
    conformance.check_recogniser(plugin)


@pytest.mark.parametrize("plugin", manager().checks(), ids=code)
def test_checks(plugin: Check) -> None:
    assert isinstance(plugin, Check)
    conformance.check_check(plugin)


@pytest.mark.parametrize("plugin", manager().matchers(), ids=code)
def test_matchers(plugin: Matcher) -> None:
    assert isinstance(plugin, Matcher)
    conformance.check_matcher(plugin)


@pytest.mark.parametrize("plugin", manager().exporters(), ids=code)
def test_exporters(plugin: Exporter, tmp_path: Path) -> None:
    assert isinstance(plugin, Exporter)
    conformance.check_exporter(plugin, release_from_gate((), 10), tmp_path)


def test_every_plugin_loads_and_no_code_is_used_twice() -> None:
    records = manager().records()
    assert {r.name: r.error for r in records if r.error} == {}
    codes = [c for r in records for c in r.codes]
    assert codes
    assert len(codes) == len(set(codes))
