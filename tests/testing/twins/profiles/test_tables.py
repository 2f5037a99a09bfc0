"""Organisations, posts and relations."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from typing import Any

import bson
import numpy as np
import pyarrow as pa
import pytest

from findspot.testing.twins.profiles.orgs import make_organisations, organisation_cells

from .conftest import Twin, place


@pytest.fixture(scope="module")
def relations(twin: Twin) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = twin.rows("rel").to_pylist()
    return rows


def test_organisations_are_stored_as_mongodump_does(twin: Twin) -> None:
    documents = bson.decode_all((twin.folder / "dump/mongo/okidb/org.bson").read_bytes())
    cells = twin.rows("org").to_pylist()
    assert len(documents) == len(cells)
    kinds = Counter(type(document["founded"]) for document in documents)
    assert kinds[int] > kinds[str] > 0
    for document, row in zip(documents, cells, strict=True):
        assert str(document["_id"]) == row["_id"]
        assert document["names"] == {"en": row["names.en"], "zh": row["names.zh"]}
        assert json.loads(row["products"]) == document["products"]


def test_a_collection_comes_with_its_metadata(twin: Twin) -> None:
    metadata = json.loads((twin.folder / "dump/mongo/okidb/org.metadata.json").read_text())
    assert metadata["collectionName"] == "org"
    assert metadata["indexes"][0]["ns"] == "okidb.org"


def test_names_of_many_organisations_are_all_different() -> None:
    organisations = make_organisations(place(10), 50_000)
    assert len(organisations.name.unique()) == 50_000
    assert len(organisations.id.unique()) == 50_000


def test_parents_of_organisations_exist() -> None:
    order = place(10)
    organisations = make_organisations(order, 500)
    cells = organisation_cells(order, organisations, np.arange(500))
    parents = set(cells.column("parent_id").drop_null().to_pylist())
    assert len(parents) > 50
    assert parents <= set(organisations.id.to_pylist())
    assert cells.column("note").null_count == 499


def test_posts_are_by_profiles_of_their_batch(twin: Twin) -> None:
    ids = set(twin.rows("person").column("_source.person_id").to_pylist())
    posts = twin.rows("info").to_pylist()
    assert {row["_source.author_id"] for row in posts} <= ids
    for row in posts:
        assert json.loads(row["_source.person_ids"])[0] == row["_source.author_id"]
    assert len({row["_source.lang"] for row in posts}) > 8
    assert sum(row["_source.geo.lat"] is not None for row in posts) == pytest.approx(0.05 * len(posts), abs=6)


def test_relations_to_nobody_and_in_the_wrong_direction_are_as_many_as_ordered(
    twin: Twin, relations: list[dict[str, Any]]
) -> None:
    ids = set(twin.rows("person").column("_source.person_id").to_pylist())
    nobody = sum(row["dst_id"] not in ids for row in relations)
    assert nobody == pytest.approx(0.31 * len(relations), abs=6)
    assert any(row["dst_id"] is None for row in relations)
    assert all(row["src_id"] in ids for row in relations)
    assert twin.rates["reversed"].measured == pytest.approx(0.08, abs=0.005)


def test_children_and_minors_are_counted(twin: Twin, relations: list[dict[str, Any]]) -> None:
    forms = {"子女", "child", "son", "daughter", "儿子", "女儿", "父母", "parent", "father", "mother"}
    children = [row for row in relations if row["rel_type"] in forms]
    assert len(children) == twin.planted["claim.K6.children"] == 40
    births = [date.fromisoformat(row["dst_birth"]) for row in children if row["dst_birth"]]
    assert sum(born > date(2002, 9, 14) for born in births) == twin.planted["claim.K6.minors"] == 12
    assert all(row["dst_birth"] is None for row in relations if row["rel_type"] not in forms)


def test_relations_are_told_of_the_person_whose_profile_it_is(twin: Twin, relations: list[dict[str, Any]]) -> None:
    person = twin.rows("person")
    entity = dict(
        zip(person.column("_source.person_id").to_pylist(), person.column("_entity").to_pylist(), strict=True)
    )
    for row in relations:
        assert row["_entity"] in {entity[row["src_id"]], entity.get(row["dst_id"], -1)}


def test_the_dump_has_the_frame_of_mysqldump(twin: Twin) -> None:
    text = (twin.folder / "dump/okidb.sql").read_text("utf-8")
    assert text.startswith("-- MySQL dump 10.13")
    assert "CREATE TABLE `rel`" in text
    assert text.count("INSERT INTO `rel`") > 10
    assert "-- Dump completed" in text
    assert pa.array(text.splitlines()).null_count == 0
