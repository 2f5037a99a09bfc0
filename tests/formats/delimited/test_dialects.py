"""The cases of ``tests/data/delimited/dialects.toml``, and samples that are no sound text."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from findspot.formats.delimited.dialects import decode_sample, sniff, split_lines, split_text

CASES = tomllib.loads((Path(__file__).parents[2] / "data/delimited/dialects.toml").read_text("utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_dialect_is_the_one_most_records_agree_on(case: dict[str, Any]) -> None:
    dialect = sniff(case["text"], whole=case.get("whole", True))
    assert dialect is not None
    assert (dialect.delimiter, dialect.columns) == (case["delimiter"], case["columns"])
    assert dialect.quote == case.get("quote", '"')
    assert dialect.returns_end == case.get("returns_end", False)


def test_no_line_has_no_dialect() -> None:
    assert sniff(" \n \n", whole=True) is None


def test_a_field_too_long_for_csv_hides_what_follows_it() -> None:
    dialect = sniff('"' + "a" * 140_000 + '\n",b\n"c",d\n', whole=True)
    assert dialect is not None
    assert dialect.columns == 2


def test_of_many_lines_some_from_everywhere_are_looked_at() -> None:
    text = "a;b\n" * 300 + "a,b,c\n" * 900
    dialect = sniff(text, whole=True)
    assert dialect is not None
    assert dialect.records == 400
    assert dialect.share == 1 or dialect.delimiter == ";"


def test_lines_of_another_encoding_are_seen_with_their_structure() -> None:
    sample = "1,张三\n".encode("gb18030") + "2,李四\n".encode() + b"3,\xff\xff\n"
    assert decode_sample(sample) == "1,张三\n2,李四\n3,\xff\xff\n"


def test_utf_16_is_decoded_as_a_whole() -> None:
    assert decode_sample("1,张三\n".encode("utf-16-be"), "utf-16-be") == "1,张三\n"


def test_fields_too_long_for_csv_are_cut_at_delimiters() -> None:
    line = "a," + "b" * 140_000
    assert list(split_lines([line], ",", '"')) == [line.split(",")]


def test_records_are_split_up_to_where_csv_gives_up() -> None:
    text = 'a,"b\nb"\n\nc,d\n' + "e," + "f" * 140_000
    assert split_text(text, ",", '"', whole=True) == [["a", "b\nb"], ["c", "d"]]
    assert split_text(text, ",", '"', whole=False) == [["a", "b\nb"]]
