from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from findspot.model.batch import PROVENANCE, ByteRuns, Chunk, SourceColumn, SourceTable, TableRows, provenance_arrays
from findspot.model.span import ByteClass, Spans
from findspot.testing.streams import FileStream, MemoryStream, check_partition, collect


def rows(places: list[tuple[int, int]], *columns: list[str | None], table: str = "t") -> TableRows:
    offset, length = (np.array(c, np.int64) for c in zip(*places, strict=True))
    arrays = provenance_arrays(1, offset, length, np.zeros(len(places), np.int8))
    names = [*PROVENANCE.names, *(f"c{i + 1:03d}" for i in range(len(columns)))]
    values = [pa.array(c, pa.string()) for c in columns]
    return TableRows(table, pa.RecordBatch.from_arrays([*arrays, *values], names=names))


def test_a_memory_stream_reads_fewer_bytes_only_at_its_end() -> None:
    stream = MemoryStream(b"abcdef", "x.csv")
    assert (stream.id, stream.name, stream.length) == (1, "x.csv", 6)
    assert stream.read(1, 3) == b"bcd"
    assert stream.read(4, 10) == b"ef"
    assert stream.read(6, 1) == b""


def test_a_file_stream_reads_as_one_in_memory_does(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(b"abcdef")
    stream = FileStream(path)
    assert (stream.id, stream.name, stream.length) == (1, "x.csv", 6)
    assert [stream.read(*place) for place in ((1, 3), (4, 10), (6, 1))] == [b"bcd", b"ef", b""]


def test_collect_joins_batches_and_fills_late_columns_with_null() -> None:
    chunks = [Chunk(0, 2, rows=(rows([(0, 2)], ["a"]),)), Chunk(2, 4, rows=(rows([(2, 2)], ["b"], ["c"]),))]
    table = collect(chunks)["t"]
    assert table.column("c001").to_pylist() == ["a", "b"]
    assert table.column("c002").to_pylist() == [None, "c"]
    assert table.schema.names[:5] == PROVENANCE.names


def test_collect_names_tables_without_rows() -> None:
    empty = collect([Chunk(0, 0, tables=(SourceTable("t", (SourceColumn("a"),)),))])["t"]
    assert empty.num_rows == 0


def test_a_full_cover_gives_the_bytes_of_each_class() -> None:
    runs = ByteRuns(*(np.array([v], np.int64) for v in (0, 12, 3)), np.array([True]))
    chunk = Chunk(
        0, 20, rows=(rows([(2, 4), (6, 4)], ["a", "b"]),), runs=runs,
        rejects=Spans.of([(10, 2, 1)]), structure=Spans.of([(0, 2, 1)]), gaps=Spans.of([(15, 5, 1)]),
    )  # fmt: skip
    assert check_partition([chunk], 25) == {
        ByteClass.ROW: 11, ByteClass.REJECT: 2, ByteClass.STRUCTURE: 2, ByteClass.CHILD: 0, ByteClass.GAP: 10,
    }  # fmt: skip


def test_no_chunks_means_one_gap() -> None:
    assert check_partition([], 7)[ByteClass.GAP] == 7


@pytest.mark.parametrize(
    ("chunks", "message"),
    [
        ([Chunk(0, 4, gaps=Spans.of([(0, 3, 1)]))], "bytes from 3 to 4 are claimed by none"),
        ([Chunk(0, 4, gaps=Spans.of([(0, 4, 1), (2, 2, 1)]))], "bytes from 2 to 4 are claimed twice"),
        ([Chunk(0, 4, gaps=Spans.of([(0, 6, 1)]))], "bytes from 4 to 6 are claimed twice"),
        ([Chunk(2, 4, gaps=Spans.of([(0, 4, 1)]))], "bytes from 0 to 2 are claimed twice"),
        ([Chunk(0, 40, gaps=Spans.of([(0, 40, 1)]))], "leaves the stream of 30"),
        ([Chunk(3, 9, gaps=Spans.of([(3, 6, 1)])), Chunk(0, 4, gaps=Spans.of([(0, 4, 1)]))], "overlaps the one at 3"),
    ],
)
def test_what_breaks_the_law_is_named_with_its_place(chunks: list[Chunk], message: str) -> None:
    with pytest.raises(AssertionError, match=message):
        check_partition(chunks, 30)
