from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from findspot.testing.twins.records import Places, RecordIndex, Records, StreamInfo, StreamWriter, kind_code


@pytest.fixture
def index(tmp_path: Path) -> RecordIndex:
    return RecordIndex(tmp_path / "records.parquet")


def read(index: RecordIndex, path: Path) -> list[dict[str, object]]:
    index.close()
    return list(pq.read_table(path / "records.parquet").to_pylist())


def test_every_record_is_entered_with_its_place(index: RecordIndex, tmp_path: Path) -> None:
    sink = io.BytesIO()
    info = StreamInfo("a.zip", "a.csv", "csv", "utf-8")
    writer = StreamWriter(info, index, sink)
    writer.write(b"head")
    pieces = pa.array([b"one", b"three"], pa.large_binary())
    writer.write_records(Records("t", pieces, np.array([5, 6]), np.array([9, -1])))
    between = pa.array([b", ", b";"])
    kinds = np.array([kind_code("row"), kind_code("cut")])
    writer.write_records(Records("t", pieces, np.array([7, 8]), np.array([1, 2]), kinds), before=between)
    rows = read(index, tmp_path)
    assert [sink.getvalue()[r["offset"] : r["offset"] + r["length"]] for r in rows] == [b"one", b"three"] * 2  # type: ignore[operator]
    assert sink.getvalue() == b"headonethree, one;three"
    assert [(r["row"], r["entity"], r["kind"]) for r in rows] == [
        (5, 9, "row"),
        (6, -1, "row"),
        (7, 1, "row"),
        (8, 2, "cut"),
    ]
    assert {(r["file"], r["stream"], r["table"]) for r in rows} == {("a.zip", "a.csv", "t")}
    assert (writer.length, info.length, info.records) == (23, 23, {"t": 4})


def test_records_that_somebody_else_wrote_are_entered_by_place(index: RecordIndex, tmp_path: Path) -> None:
    info = StreamInfo("a.xlsx", "sheet", "xlsx", "utf-8")
    writer = StreamWriter(info, index, None)
    writer.place_records(Places("t", np.array([0]), np.array([0]), np.array([40]), np.array([2])), length=99)
    assert info.length == 99
    assert [(r["offset"], r["length"]) for r in read(index, tmp_path)] == [(40, 2)]


def test_nothing_can_be_written_where_somebody_else_writes(index: RecordIndex) -> None:
    writer = StreamWriter(StreamInfo("a", "", "csv", "utf-8"), index, None)
    with pytest.raises(AssertionError):
        writer.write(b"x")
    index.close()
