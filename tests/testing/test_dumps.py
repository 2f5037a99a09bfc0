from __future__ import annotations

import csv
import io
import json
import re

import pyarrow as pa
import pytest

from findspot.testing.dumps import (
    Payload,
    as_text,
    join_payloads,
    write_delimited,
    write_documents,
    write_inserts,
    write_lines,
)
from findspot.testing.people import make_people
from findspot.testing.registers import make_branches, make_events, make_visits

NASTY = pa.table(
    {"n": pa.array([1, None, 3]), "x": pa.array([0.5, None, 2.0]), "t": ['a"b,c\r\n', None, "王'\\\x00\x1a"]}
)


def records(payload: Payload, number: int = 0) -> list[bytes]:
    table = payload.tables[number]
    return [payload.data[o : o + n] for o, n in zip(table.offset.tolist(), table.length.tolist(), strict=True)]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_delimited_text_is_what_the_csv_module_reads_and_every_range_is_one_record(
    encoding: str, delimiter: str
) -> None:
    people = make_people(300, 3)
    payload = write_delimited(people, encoding=encoding, delimiter=delimiter)
    text = payload.data.decode(encoding)
    header, *rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    assert header == people.column_names
    assert [tuple(row) for row in rows] == list(zip(*(c.to_pylist() for c in people.columns), strict=True))
    for record, row in zip(records(payload), rows, strict=True):
        assert list(csv.reader(io.StringIO(record.decode(encoding), newline=""), delimiter=delimiter)) == [row]


def test_delimited_text_writes_null_as_an_empty_field_and_can_do_without_header() -> None:
    payload = write_delimited(NASTY, line_end="\n", header=False)
    assert records(payload)[1] == b",,\n"
    assert payload.tables[0].offset[0] == 0
    assert payload.tables[0].rows.column("n").to_pylist() == ["1", None, "3"]


def test_inserts_are_escaped_as_mysqldump_does() -> None:
    payload = write_inserts(NASTY, "t")
    assert records(payload)[0] == b"""(1,0.5,'a\\"b,c\\r\\n')"""
    assert records(payload)[1] == b"(NULL,NULL,NULL)"
    assert records(payload)[2] == "(3,2,'王\\'\\\\\\0\\Z')".encode()
    assert payload.data.count(b"INSERT INTO `t` VALUES (") == 1
    assert payload.data.startswith(b"\n--\n-- Table structure for table `t`")
    assert payload.data.endswith(b"UNLOCK TABLES;\n")


def test_one_row_a_line_has_an_insert_for_each() -> None:
    payload = write_inserts(NASTY, "t", one_row_a_line=True)
    assert payload.data.count(b"\nINSERT INTO `t` VALUES (") == 3
    assert [record[:2] for record in records(payload)] == [b"(1", b"(N", b"(3"]


def test_a_new_insert_begins_after_about_a_megabyte() -> None:
    payload = write_inserts(make_visits(12_000, 1, 5), "visits")
    statements = re.findall(rb"INSERT INTO `visits` VALUES .*?;\n(?=INSERT|/\*)", payload.data, re.DOTALL)
    assert len(statements) == 2
    assert 1_000_000 < len(statements[0]) < 1_050_000


def test_an_empty_table_has_no_insert() -> None:
    payload = write_inserts(NASTY.slice(0, 0), "t")
    assert b"INSERT" not in payload.data
    assert len(payload.tables[0].offset) == 0


def test_documents_are_json_with_the_values_of_the_truth() -> None:
    payload = write_documents(make_events(200, 5), "events")
    rows = payload.tables[0].rows.to_pylist()
    for record, row in zip(records(payload), rows, strict=True):
        document = json.loads(record)
        flat = {k: v for k, v in document.items() if k != "_source"}
        flat |= {f"_source.{k}": v for k, v in document["_source"].items()}
        assert {k: None if v is None else str(v) for k, v in flat.items()} == row
        assert record.endswith(b"\n")


def test_lines_are_flat_json_objects() -> None:
    payload = write_lines(NASTY)
    documents = [json.loads(record) for record in records(payload)]
    assert documents[0] == {"n": 1, "x": 0.5, "t": 'a"b,c\r\n'}
    assert documents[1] == {"n": None, "x": None, "t": None}
    assert payload.tables[0].rows.column("n").to_pylist() == ["1", None, "3"]


def test_joined_payloads_keep_their_ranges() -> None:
    parts = [write_inserts(make_branches(5, 1), "branches"), write_inserts(NASTY, "t")]
    whole = join_payloads(parts, head="-- head\n", tail="-- tail\n")
    assert records(whole, 0) == records(parts[0])
    assert records(whole, 1) == records(parts[1])
    assert whole.data.startswith(b"-- head\n")
    assert whole.data.endswith(b"-- tail\n")


def test_text_of_a_table_is_all_strings() -> None:
    assert as_text(NASTY).column("x").to_pylist() == ["0.5", None, "2"]
