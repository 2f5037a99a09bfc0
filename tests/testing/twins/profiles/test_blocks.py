"""Blocks: destroying those that do not survive leaves exactly the profiles that were planted as recovered."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from findspot.testing.twins.profiles.batches import lay_out
from findspot.testing.twins.profiles.blocks import Block, BlockList
from findspot.testing.twins.workshop import MARK

from .conftest import Twin, place


@pytest.fixture(scope="module")
def blocks(twin: Twin) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = twin.entities("block").to_pylist()
    return rows


def test_destroying_the_lost_blocks_leaves_the_recovered_profiles(twin: Twin, blocks: list[dict[str, object]]) -> None:
    people = twin.entities("person").column("country").to_pylist()
    entity = dict(
        zip(
            twin.rows("person").column("_source.person_id").to_pylist(),
            twin.rows("person").column("_entity").to_pylist(),
            strict=True,
        )
    )
    found: set[int] = set()
    profiles = 0
    for block in blocks:
        if block["table"] == "person" and block["survives"]:
            data = (twin.folder / "dump" / str(block["file"])).read_bytes()
            start = int(str(block["offset"]))
            for line in gzip.decompress(data[start : start + int(str(block["length"]))]).splitlines():
                found.add(entity[json.loads(line)["_source"]["person_id"]])
                profiles += 1
    counts = Counter(people[number] for number in found)
    planted = twin.planted["claim.K3.persons.recovered"]
    assert profiles == twin.planted["claim.K2.profiles"]
    assert len(found) == twin.planted["claim.K2.persons"]
    assert dict(counts) == {code: count for code, count in planted.items() if count}


@pytest.mark.parametrize("table", ["person", "org", "info", "rel"])
def test_blocks_of_a_table_follow_each_other_without_overlap(blocks: list[dict[str, object]], table: str) -> None:
    ends: dict[object, int] = {}
    for block in blocks:
        if block["table"] == table:
            start = int(str(block["offset"]))
            assert start == ends.get(block["file"], start)
            ends[block["file"]] = start + int(str(block["length"]))


def test_blocks_lie_within_their_files(twin: Twin, blocks: list[dict[str, object]]) -> None:
    for block in blocks:
        assert int(str(block["offset"])) + int(str(block["length"])) <= twin.report.files[str(block["file"])]


def test_relations_of_a_batch_are_whole_statements(twin: Twin, blocks: list[dict[str, object]]) -> None:
    data = (twin.folder / "dump" / "okidb.sql").read_bytes()
    for block in blocks:
        if block["table"] == "rel":
            start = int(str(block["offset"]))
            text = data[start : start + int(str(block["length"]))]
            assert text.startswith(b";\nINSERT INTO `rel` VALUES (")
            assert text.endswith(b")")


def test_a_block_across_two_parts_becomes_a_piece_in_each() -> None:
    blocks = BlockList([Block(0, "info", "a", 0, 10), Block(1, "info", "a", 10, 25), Block(2, "rel", "b", 5, 5)])
    blocks.split("a", 16)
    assert blocks.blocks == [
        Block(2, "rel", "b", 5, 5),
        Block(0, "info", "a.001", 0, 10),
        Block(1, "info", "a.001", 10, 6),
        Block(1, "info", "a.002", 0, 16),
        Block(1, "info", "a.003", 0, 3),
    ]


def test_batches_without_records_have_no_block() -> None:
    blocks = BlockList()
    blocks.add_ranges("rel", "a", [3, 4, 5], [0, 0, 7, 9])
    assert [(block.batch, block.offset, block.length) for block in blocks.blocks] == [(4, 0, 7), (5, 7, 2)]
    layout = lay_out(place(120))
    assert blocks.describe(layout).column("survives").to_pylist() == layout.survives[[4, 5]].tolist()


def test_the_parts_of_the_archive_are_one_gzip_file_of_marked_members(twin: Twin) -> None:
    parts = sorted((twin.folder / "dump").glob("info.tar.gz.*"))
    assert [part.suffix for part in parts] == [".001", ".002", ".003", ".004", ".005"]
    data = b"".join(part.read_bytes() for part in parts)
    assert gzip.decompress(data)[257:262] == b"ustar"
    assert data[10:60].count(MARK.encode()) == 1


def test_batches_say_what_they_are(twin: Twin) -> None:
    batches = twin.entities("batch").to_pylist()
    assert sum(batch["profiles"] for batch in batches) == 1_500
    assert np.mean([batch["survives"] for batch in batches]) == pytest.approx(0.104, abs=0.03)
    assert {Path(name).name for name in twin.report.files if name.startswith("elastic/person-")} == {
        f"person-{number:02d}.ndjson.gz" for number in {batch["file"] for batch in batches}
    }
