"""Versions name no place on the machine."""

from __future__ import annotations

import json
import platform

from findspot.plugins.manager import PluginRecord
from findspot.publication import versions
from findspot.publication.versions import versions_of


def test_versions_of_everything_that_numbers_depend_on() -> None:
    found = versions_of([PluginRecord("findspot.formats", "0.1.0", ("FMT-CSV",))])
    document = json.loads(json.dumps(found.to_dict()))
    assert {"duckdb", "pyarrow", "numba"} <= set(document["libraries"])
    assert document["python"] == platform.python_version()
    assert document["plugins"][0]["codes"] == ["FMT-CSV"]
    assert document["rerun"][0].startswith("findspot run")


def test_an_error_of_a_plugin_is_named_without_its_message() -> None:
    record = PluginRecord("stranger", "1", error="ImportError: cannot load /home/someone/secret.so")
    assert versions_of([record]).plugins[0].error == "ImportError"
    assert platform.node() not in json.dumps(versions_of([record]).to_dict())


def test_a_library_that_is_not_there_is_said() -> None:
    assert versions._version("no-such-distribution-of-findspot") == "not installed"
