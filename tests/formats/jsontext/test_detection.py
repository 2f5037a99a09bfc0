from __future__ import annotations

import json

import pytest

from findspot.formats.jsontext import JsonFormat
from findspot.plugins.protocols import Format

RECORD = '{"_index":"m","_source":{"name":"王","age":3}}\n'


def test_it_is_a_format() -> None:
    assert isinstance(JsonFormat(), Format)
    assert JsonFormat().code == "FMT-JSON"


@pytest.mark.parametrize(
    "head",
    [
        RECORD.encode(),
        (RECORD * 5000).encode()[: 1 << 18],
        ("[" + ",\n".join(RECORD.strip() for _ in range(9)) + "]").encode(),
        json.dumps([{"a": i} for i in range(90_000)]).encode()[: 1 << 18],
        json.dumps({"t": [{"a": i} for i in range(900)]}, indent=2).encode()[:5000],
        ("\ufeff" + RECORD).encode("utf-8"),
        RECORD.encode("utf-16"),
        (RECORD * 3).encode("utf-16-le"),
        (RECORD * 3).encode("gb18030"),
        b"\n\n  [1, 2]",
        b"[]",
    ],
)
def test_json_is_known_without_a_name(head: bytes) -> None:
    assert JsonFormat().detect(head, "upload.bin") >= 0.8


@pytest.mark.parametrize(
    "head",
    [
        RECORD[9:].encode() + RECORD.encode() * 20,
        bytes(4096) + RECORD[20:].encode() + RECORD.encode() * 20,
        RECORD[:-5].encode() + b"\xff\xfe\n" + RECORD.encode() * 20,
        b'"x": 5},\n' + b'{"id": 1, "n": "x"},\n' * 20,
    ],
)
def test_json_with_a_damaged_beginning_is_known_by_its_lines(head: bytes) -> None:
    assert JsonFormat().detect(head, "upload.bin") >= 0.6


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"id,name\n1,x\n",
        b"[section]\nkey = value\n",
        b"{\\rtf1 hello}",
        b"INSERT INTO `t` VALUES (1,'{\"a\":1}');\n",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        b"{% template %}\n",
        bytes(1000),
    ],
)
def test_other_things_are_not_taken_for_json(head: bytes) -> None:
    assert JsonFormat().detect(head, "upload.bin") < 0.2


def test_a_name_speaks_for_json_where_the_bytes_do_not_speak_against_it() -> None:
    assert JsonFormat().detect(b'"just a text"\n', "x.JSON") > 0
    assert JsonFormat().detect(b"a,b\n1,2\n", "x.json") == 0


def test_nesting_beyond_all_measure_does_not_stop_detection() -> None:
    assert JsonFormat().detect(b"[" * 200_000, "x.json") > 0
