"""Files of an index: documents, mapping, analyzer, each saying that it is made up."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from findspot.model.stage import Silent
from findspot.testing.twins.documents import Field, index_fields
from findspot.testing.twins.elasticdump import IndexTable, mark_field, write_index, write_index_files
from findspot.testing.twins.workshop import MARK, TwinFolders, Workshop


def fields(count: int) -> list[Field]:
    ids = pa.array([f"k{n}" for n in range(count)])
    numbers = pa.array([str(n) for n in range(count)])
    return index_fields("i", "doc", ids, [Field("a.b", ids), Field("a.n", numbers, "bare"), mark_field(count)])


def test_documents_lie_where_the_index_says(tmp_path: Path) -> None:
    workshop = Workshop(TwinFolders.below(tmp_path), Silent())
    for number in range(2):
        write_index(workshop, f"e/i{number}.json", IndexTable("i", "thing"), fields(3), np.array([4, 5, -1]))
    workshop.close()
    places = pq.read_table(tmp_path / "truth" / "records.parquet").to_pylist()
    rows = pq.read_table(tmp_path / "truth" / "rows-i.parquet").to_pylist()
    assert [place["row"] for place in places] == list(range(6))
    for place in places:
        data = (tmp_path / "dump" / place["file"]).read_bytes()
        line = data[place["offset"] : place["offset"] + place["length"]]
        assert line.endswith(b"}\n")
        document = json.loads(line)
        assert document["_id"] == rows[place["row"]]["_id"]
        assert document["_source"]["a"]["n"] == int(rows[place["row"]]["_source.a.n"])
    assert workshop.markers.keys() == {"e/i0.json", "e/i1.json"}


def test_the_first_document_of_a_file_has_the_mark_and_no_other() -> None:
    field = mark_field(3)
    assert field.absent is not None
    assert field.absent.tolist() == [False, True, True]
    assert field.values[0].as_py() == MARK
    assert mark_field(0).absent is not None


def test_a_mapping_names_every_member(tmp_path: Path) -> None:
    workshop = Workshop(TwinFolders.below(tmp_path), Silent())
    write_index_files(workshop, "i", fields(1))
    workshop.close()
    mapping = json.loads((tmp_path / "dump/elastic/i.mapping.json").read_text())["i"]["mappings"]["doc"]
    assert mapping["properties"] == {
        "a": {"properties": {"b": {"type": "keyword"}, "n": {"type": "long"}}},
        "note": {"type": "keyword"},
    }
    assert mapping["_meta"]["note"] == MARK
    assert MARK in (tmp_path / "dump/elastic/i.analyzer.json").read_text()
