"""Profiles and persons survive their documents."""

from __future__ import annotations

import json

from findspot.model.persons import (
    MatcherUse,
    TablePersons,
    clusters_name,
    persons_document,
    read_persons_document,
)
from findspot.model.profile import ColumnProfile, TableProfile, profile_document, read_profile_document
from findspot.model.tables import Privacy

COLUMN = ColumnProfile(
    "c001", "性别", "sex", 0.9, Privacy.QUASI, "text", 0.5, 1.0, 2, 1, ("", "无"), ("汉",), ("女", "男"), "n_c001"
)


def test_profiles_come_back_as_they_were() -> None:
    tables = [TableProfile("members", 4, (COLUMN,), 3), TableProfile("empty", 0, ())]
    assert read_profile_document(json.loads(json.dumps(profile_document(tables)))) == tables


def test_a_case_without_the_document_has_none() -> None:
    assert read_profile_document(None) == []
    assert read_persons_document(None) == []


def test_columns_are_found_by_meaning() -> None:
    table = TableProfile("members", 4, (COLUMN,))
    assert table.with_meaning("phone", "sex") == (COLUMN,)
    assert table.with_meaning("phone") == ()


def test_persons_come_back_as_they_were() -> None:
    tables = [TablePersons("members", 9, 1, (MatcherUse("MAT-ID", ("c001", "c002"), 8),)), TablePersons("x", 0, 0, ())]
    assert read_persons_document(json.loads(json.dumps(persons_document(tables)))) == tables
    assert clusters_name("members") == "_fs_clusters_members"
