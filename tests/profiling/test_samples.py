"""Meanings of the columns of public sample databases, from ``tests/data/columns/samples.toml``."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from findspot.api import intake, open_case, recover
from findspot.model.tables import Privacy
from findspot.profiling import profile_case, read_profiles

EXPECTED = tomllib.loads((Path(__file__).parent.parent / "data" / "columns" / "samples.toml").read_text("utf-8"))
FILES = {
    "chinook": "chinook/ChinookDatabase/DataSources/Chinook_Sqlite.sqlite",
    "sakila": "sakila/postgres-sakila-db/postgres-sakila-insert-data-using-copy.sql",
}


@pytest.mark.parametrize("sample", sorted(FILES))
def test_the_columns_mean_what_they_should(sample: str, shared_data: Path, tmp_path: Path) -> None:
    intake([shared_data / "samples" / FILES[sample]], case=tmp_path / "case")
    recover(tmp_path / "case")
    case = open_case(tmp_path / "case")
    profile_case(case)
    found = {f"{t.name.split('__')[1]}.{c.source}": c for t in read_profiles(case) for c in t.columns}
    assert {name: found[name].meaning for name in EXPECTED[sample]} == EXPECTED[sample]
    unsure = [c for name, c in found.items() if name not in EXPECTED[sample]]
    assert [c.source for c in unsure if c.meaning == "unknown" and c.privacy is not Privacy.DIRECT] == []
