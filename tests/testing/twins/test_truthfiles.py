from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from findspot.errors import InputRefused
from findspot.testing.twins import TwinReport, read_records, read_truth
from findspot.testing.twins.truthfiles import read_entities, read_places, read_rows, read_streams


def test_a_folder_without_a_twin_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputRefused):
        read_truth(tmp_path)
    (tmp_path / "truth.json").write_text('{"format": 99}', "utf-8")
    with pytest.raises(InputRefused, match="99"):
        read_truth(tmp_path)


def test_the_truth_says_what_was_asked_for_and_what_was_made(register: TwinReport) -> None:
    truth = read_truth(register.folder)
    assert (truth["kind"], truth["size"], truth["seed"], truth["rows"]) == ("register", "S", 1, 20_000)
    assert truth["knobs"]["female"] == 0.35
    assert truth["planted"] == register.planted
    assert truth["rates"] == [rate.to_dict() for rate in register.rates]
    assert truth["tables"]["member"]["entity"] == "person"
    assert len(truth["tables"]["member"]["columns"]) == 16
    assert truth["entities"]["firm"] == 200


def test_records_come_with_their_cells_and_their_person(register: TwinReport) -> None:
    folder = register.folder
    info = next(info for info in read_streams(folder) if info.format == "sql")
    records = read_records(folder, info.file, info.stream, "member").slice(100, 50)
    people = read_entities(folder, "person")
    names = [people.slice(max(0, record["entity"]), 1).to_pylist()[0]["name"] for record in records.to_pylist()]
    # A few are mojibake or have lost a rare character.
    assert sum(record["姓名"][:1] == name[:1] for record, name in zip(records.to_pylist(), names, strict=True)) > 45
    places = read_places(folder, info.file, info.stream, "member")
    assert places.column_names == ["kind", "row", "entity", "offset", "length"]
    assert len(places) == info.records["member"]


@pytest.mark.parametrize("rows", [[3, 0, 9], [-1, 4], [], [-1], [9, 9, 8, 0, 5]])
def test_cells_are_found_in_whatever_row_group_they_lie(tmp_path: Path, rows: list[int]) -> None:
    (tmp_path / "truth").mkdir()
    with pq.ParquetWriter(
        tmp_path / "truth" / "rows-t.parquet", pa.schema([("_entity", pa.int64()), ("a", pa.string())])
    ) as file:
        for begin, end in ((0, 4), (4, 5), (5, 10)):
            numbers = list(range(begin, end))
            file.write_table(pa.table({"_entity": numbers, "a": [str(n) for n in numbers]}))
    found = read_rows(tmp_path, "t", np.array(rows, np.int64))
    assert found.column("a").to_pylist() == [str(row) if row >= 0 else None for row in rows]


def test_the_report_is_plain_json(register: TwinReport) -> None:
    report = json.loads(json.dumps(register.to_dict()))
    assert report["rows"]["member"] == 20_000
    assert {"knob", "asked", "measured", "count", "of"} == set(report["rates"][0])
