from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from findspot.model.span import How

Recover = Callable[..., Any]
READ, SALVAGED, PARTIAL = int(How.READ), int(How.SALVAGED), int(How.PARTIAL)


# What these cut or unclosed arrays hold before the damage are whole, delimited elements.
WITH_INTACT_ELEMENTS = {
    "n_array_newlines_unclosed.json", "n_array_unclosed_with_new_lines.json", "n_object_bad_value.json",
    "n_structure_unclosed_array_partial_null.json", "n_structure_unclosed_array_unfinished_false.json",
    "n_structure_unclosed_array_unfinished_true.json",
}  # fmt: skip

AS_TABLES = {"y_object_long_strings.json"}
"""One object with an array of objects in it: a table and a row."""


def test_the_json_test_suite(shared_data: Path, recover: Recover, pairs: Any, same_values: Any) -> None:
    files = sorted((shared_data / "hostile/JSONTestSuite").rglob("*.json"))
    assert len(files) > 300
    with_rows = set()
    for path in files:
        got = recover(path.read_bytes())
        if path.name.startswith("y_"):
            assert (got.spans("rejects"), got.spans("gaps"), set(got.how()) - {READ}) == ([], [], set()), path.name
            assert path.name in AS_TABLES or same_values(got, json.loads(path.read_bytes(), object_pairs_hook=pairs)), (
                path.name
            )
        elif path.name.startswith("n_") and READ in got.how():
            with_rows.add(path.name)
    assert with_rows == WITH_INTACT_ELEMENTS
