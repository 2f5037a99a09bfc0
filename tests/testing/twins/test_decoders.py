from __future__ import annotations

import pytest

from findspot.testing.twins.decoders import (
    decode_bcp,
    decode_csv,
    decode_sql,
    decode_xlsx,
    read_shared_strings,
    same_cells,
)
from findspot.testing.twins.records import StreamInfo

GB = StreamInfo("a", "", "csv", "gb18030")
UTF8 = StreamInfo("a", "", "csv", "utf-8")


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ("a,b\r\n", ["a", "b"]),
        (",,\n", ["", "", ""]),
        ('"a,""b""",c', ['a,"b"', "c"]),
        ('"a\nb",c\r\n', ["a\nb", "c"]),
        ("王伟,男\r\n", ["王伟", "男"]),
    ],
)
def test_a_line_of_delimited_text(line: str, cells: list[str]) -> None:
    assert decode_csv(line.encode("gb18030"), GB) == cells


def test_two_lines_are_no_record() -> None:
    with pytest.raises(AssertionError):
        decode_csv(b"a\nb\n", GB)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("(1,'a')", ["1", "a"]),
        ("(NULL,'NULL',-1.5)", [None, "NULL", "-1.5"]),
        (r"('a\'b\\','x''y','\n\Z')", ["a'b\\", "x'y", "\n\x1a"]),
        ("('a,b)','(')", ["a,b)", "("]),
        ("('')", [""]),
    ],
)
def test_a_tuple_of_an_insert(text: str, values: list[str | None]) -> None:
    assert decode_sql(text.encode(), UTF8) == values


@pytest.mark.parametrize("text", ["1,2", "(1,", "(,)"])
def test_what_is_no_tuple_is_refused(text: str) -> None:
    with pytest.raises(AssertionError):
        decode_sql(text.encode(), UTF8)


def test_a_row_of_bcp_has_no_quotes() -> None:
    assert decode_bcp('a\t"b"\t\r\n'.encode("utf-16-le"), UTF8) == ["a", '"b"', ""]


def test_a_row_of_a_sheet_has_empty_cells_where_there_is_none() -> None:
    info = StreamInfo("a.xlsx", "xl/worksheets/sheet1.xml", "xlsx", "utf-8", {"columns": 4, "strings": ["x", "y"]})
    row = (
        '<row r="2" spans="1:3"><c r="A2"><v>7</v></c><c r="B2" t="inlineStr"><is><t xml:space="preserve">'
        ' a&amp;b_x000D_</t></is></c><c r="C2" s="1"/><c r="D2" t="s"><v>1</v></c></row>'
    )
    assert decode_xlsx(row.encode(), info) == ["7", " a&b\r", "", "y"]


def test_shared_strings_are_read_in_order() -> None:
    assert read_shared_strings(b"<sst><si><t>a</t></si><si><r><t>b</t></r><r><t>c</t></r></si></sst>") == ["a", "bc"]


def test_cells_are_compared_by_place_or_by_name() -> None:
    assert same_cells({"a": "1", "b": None}, ["1", None])
    assert not same_cells({"a": "1", "b": "2"}, ["1"])
    assert same_cells({"a": "1", "b": None}, {"a": "1"})
    assert not same_cells({"a": "1"}, {"a": "2"})
