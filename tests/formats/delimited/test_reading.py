"""Whole streams: headers, encodings, damage, salvage."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from findspot.formats.delimited import DelimitedFormat
from findspot.model.batch import ReadSettings, Repair, SourceColumn, SourceTable
from findspot.model.span import ByteClass, GapReason, How, RejectCode, Spans, StructureKind
from findspot.testing.damage import flip_bytes, recode_records, record_fates, zero_blocks
from findspot.testing.dumps import as_text, write_delimited
from findspot.testing.people import make_people
from findspot.testing.streams import MemoryStream, check_partition, collect

Read = Callable[..., Any]

ROWS = "".join(f"{i},张三{i},1980-01-0{i}\n" for i in range(1, 9))
NOISE = b"\x81\xff\x8d\x01\x02\x03\x90\n"
TABLE = "编号,姓名,出生日期\n" + ROWS


def test_an_empty_stream_has_no_chunks(read: Read) -> None:
    assert read(b"").table is None
    assert list(DelimitedFormat().salvage(MemoryStream(b""), Spans.empty(), ReadSettings())) == []


def test_the_header_names_the_columns_and_is_structure(read: Read) -> None:
    reading = read(TABLE.encode())
    names = tuple(SourceColumn(n) for n in ("编号", "姓名", "出生日期"))
    assert reading.table == SourceTable("", names)
    assert reading.spans == [("structure", 0, len("编号,姓名,出生日期\n".encode()), StructureKind.HEADER)]
    assert reading.values()[0] == ["1", "张三1", "1980-01-01"]


def test_without_header_columns_have_no_names(read: Read) -> None:
    reading = read(ROWS.encode())
    assert reading.table == SourceTable("", (SourceColumn(""),) * 3, has_header=False)
    assert len(reading.rows) == 8


def test_a_header_is_known_where_files_were_put_together(read: Read) -> None:
    reading = read(TABLE.encode() * 2)
    assert len(reading.rows) == 16
    assert [kind for _, _, _, kind in reading.spans] == [StructureKind.HEADER] * 2


def test_a_title_above_the_header_is_a_partial_row(read: Read) -> None:
    reading = read(("List of members\n" + TABLE).encode())
    assert reading.hows() == [How.PARTIAL] + [How.READ] * 8
    assert reading.table.columns[1].name == "姓名"


def test_no_header_is_looked_for_behind_a_gap(read: Read) -> None:
    reading = read(bytes(16) + TABLE.encode())
    assert not reading.table.has_header


def test_a_stream_without_a_full_record_has_no_header(read: Read) -> None:
    reading = read(b"id,name\0\0\0\0\0\0\0\0")
    assert not reading.table.has_header


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le", "utf-16-be"])
def test_rows_are_counted_by_encoding(read: Read, encoding: str) -> None:
    reading = read(TABLE.encode(encoding))
    assert reading.encodings == {encoding: 8}
    assert reading.hows() == [How.READ] * 8


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_byte_order_marks_are_structure(read: Read, encoding: str) -> None:
    data = TABLE.encode(encoding)
    reading = read(data)
    assert reading.spans[0] == ("structure", 0, 3 if encoding == "utf-8-sig" else 2, StructureKind.BYTE_ORDER_MARK)
    assert len(reading.rows) == 8
    start, length = reading.rows[0][:2]
    assert data[start : start + length].decode(encoding.removesuffix("-sig") + ("-le" if "16" in encoding else "")) == (
        "1,张三1,1980-01-01\n"
    )


def test_rows_in_another_encoding_are_salvaged(read: Read) -> None:
    data = TABLE.encode() + "9,李四,1981-01-01\n".encode("gb18030") + b"10,Jos\xe9,1981-01-01\n" + ROWS.encode()
    reading = read(data)
    assert reading.values()[8:10] == [["9", "李四", "1981-01-01"], ["10", "José", "1981-01-01"]]
    assert reading.hows()[8:10] == [How.SALVAGED] * 2
    assert reading.encodings == {"utf-8": 16, "gb18030": 1, "cp1252": 1}


@pytest.mark.parametrize(("encoding", "value"), [("utf-8", "张\ufffd\ufffd四"), ("gb18030", "张\ufffd四")])
def test_broken_bytes_make_a_row_partial_in_its_own_encoding(read: Read, encoding: str, value: str) -> None:
    line = "9,张三四,1981-01-01\n".encode(encoding)
    broken = line.replace("三".encode(encoding), b"\xe4\xb8" if encoding == "utf-8" else b"\xff")
    reading = read(TABLE.encode(encoding) + broken + ROWS.encode(encoding))
    assert reading.values()[8] == ["9", value, "1981-01-01"]
    assert reading.hows()[8] == How.PARTIAL
    assert reading.encodings == {encoding: 17}


def test_trail_bytes_that_look_like_delimiters_are_none(read: Read) -> None:
    # the second byte of 瀨 is a bar in GB18030
    assert b"|" in "瀨".encode("gb18030")
    text = "".join(f"{i}|瀨户{i}|北京\n" for i in range(20))
    reading = read(text.encode("gb18030"))
    assert reading.values()[3] == ["3", "瀨户3", "北京"]
    assert reading.hows() == [How.READ] * 20


def test_half_a_surrogate_pair_is_written_out_and_noted(read: Read) -> None:
    data = "a,b,c\n1,x\ud83dy,z\n2,3,4\n\udc00".encode("utf-16-le", errors="surrogatepass")
    reading = read(data)
    assert reading.values() == [["1", "x\\ud83dy", "z"], ["2", "3", "4"]]
    assert reading.repairs == [Repair(reading.rows[0][0], 0, "c002", "UTF-16 unit d83d", "\\ud83d", "lone-surrogate")]


def test_half_a_utf_16_unit_at_the_end_is_a_gap(read: Read) -> None:
    data = TABLE.encode("utf-16") + b"\x41"
    assert read(data).spans[-1] == ("gaps", len(data) - 1, 1, GapReason.UNDECODED)


def test_lines_that_are_no_text_are_gaps(read: Read) -> None:
    noise = bytes(np.random.default_rng(1).integers(128, 256, 60).astype(np.uint8)) + b"\x01\x02\x03\x04\x05\x06\x07\n"
    reading = read(TABLE.encode() + noise + ROWS.encode())
    assert ("gaps", len(TABLE.encode()), len(noise), GapReason.NOT_TEXT) in reading.spans
    assert reading.hows() == [How.READ] * 16


def test_short_rows_are_counted_by_column() -> None:
    chunks = list(DelimitedFormat().read(MemoryStream(TABLE.encode() + b"9,x\n"), ReadSettings(workers=1)))
    assert [dict(rows.absent) for chunk in chunks for rows in chunk.rows] == [{"c003": 1}]


def test_a_line_over_many_windows_is_one_reject(read: Read) -> None:
    long = b"9," + b"x" * 5000 + b"\n"
    reading = read(TABLE.encode() + long + ROWS.encode(), window_bytes=64, max_record_bytes=100)
    assert ("rejects", len(TABLE.encode()), len(long), RejectCode.TOO_LONG) in reading.spans
    assert len(reading.rows) == 16


def test_a_run_of_nuls_over_many_windows_is_one_gap(read: Read) -> None:
    reading = read(TABLE.encode() + bytes(5000) + b"\n" + ROWS.encode(), window_bytes=64, max_record_bytes=100)
    assert ("gaps", len(TABLE.encode()), 5000, GapReason.NUL_RUN) in reading.spans
    assert len(reading.rows) == 16


def test_a_run_of_nuls_to_the_end_is_one_gap(read: Read) -> None:
    reading = read(TABLE.encode() + bytes(5000), window_bytes=64, max_record_bytes=100)
    assert reading.spans[-1] == ("gaps", len(TABLE.encode()), 5000, GapReason.NUL_RUN)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_damage_costs_only_the_rows_it_touches(encoding: str) -> None:
    people = make_people(3000, seed=5)
    random = np.random.default_rng(6)
    payload = write_delimited(people, encoding=encoding)
    payload, recoded = recode_records(payload, slice(1000, 1100), "gb18030" if encoding == "utf-8" else "utf-8")
    data, zeroed = zero_blocks(payload.data, 5, random=random)
    data, flipped = flip_bytes(data, 20, random=random, spare=zeroed)
    chunks = list(DelimitedFormat().read(MemoryStream(data), ReadSettings()))
    check_partition(chunks, len(data))
    found = collect(chunks)[""]
    written = payload.tables[0]
    fate = record_fates(written, [recoded, *zeroed, *flipped], len(data))
    values = found.drop_columns(found.column_names[:5]).to_pylist()
    offsets = found.column("_fs_offset").to_pylist()
    recovered = {offset: list(row.values()) for offset, row in zip(offsets, values, strict=True)}
    truth = [["" if v is None else v for v in row.values()] for row in as_text(people).to_pylist()]
    whole = [recovered.get(int(o)) == truth[i] for i, o in enumerate(written.offset) if fate[i] <= 1]
    assert sum(whole) >= 0.999 * len(whole)
    hows = dict(zip(offsets, found.column("_fs_how").to_pylist(), strict=True))
    assert {hows[int(o)] for i, o in enumerate(written.offset) if fate[i] == 1 and int(o) in hows} <= {2, 4}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("window_bytes", [16, 61, 64, 200])
@pytest.mark.parametrize(
    "damage",
    ["x" * 400 + "\0" * 60 + "\n", "x" * 400 + "\0" * 3 + "y\n", "\0" * 60 + "9," + "x" * 300, "\0" * 61, "\0\0\n"],
)
def test_long_runs_and_lines_are_the_same_in_any_window(
    read: Read, damage: str, window_bytes: int, encoding: str
) -> None:
    data = (TABLE + damage).encode(encoding) + b"\0" * ("16" in encoding)
    small = read(data, window_bytes=window_bytes, max_record_bytes=50)
    assert small == read(data, max_record_bytes=50)
    assert len(small.rows) >= 8


def test_each_line_of_no_text_is_a_gap_of_its_own(read: Read) -> None:
    reading = read(TABLE.encode() + NOISE * 50)
    assert [code for kind, *_, code in reading.spans if kind == "gaps"] == [GapReason.NOT_TEXT] * 50


def test_full_records_within_gaps_are_salvaged() -> None:
    data = TABLE.encode()
    first = data.index(b"2,")
    last = data.index(b"6,")
    gaps = Spans.of([(first - 5, last - first + 8, GapReason.UNCLAIMED)])
    chunks = list(DelimitedFormat().salvage(MemoryStream(data), gaps, ReadSettings()))
    assert check_partition(chunks, len(data))[ByteClass.ROW] == last - first
    table = collect(chunks)[""]
    assert table.column("c001").to_pylist() == ["2", "3", "4", "5"]
    assert set(table.column("_fs_how").to_pylist()) == {How.SALVAGED}
    assert all(first - 5 <= c.start <= c.end <= last + 3 for c in chunks)


def test_gaps_without_full_records_salvage_nothing() -> None:
    data = TABLE.encode() + bytes(40)
    gaps = Spans.of([(len(TABLE.encode()), 40, GapReason.NUL_RUN), (2, 9, GapReason.UNCLAIMED)])
    assert list(DelimitedFormat().salvage(MemoryStream(data), gaps, ReadSettings())) == []


def test_single_columns_salvage_nothing() -> None:
    gaps = Spans.of([(0, 9, GapReason.UNCLAIMED)])
    assert list(DelimitedFormat().salvage(MemoryStream(b"anna\nbert\ncleo\n"), gaps, ReadSettings())) == []
