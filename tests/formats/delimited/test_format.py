"""What delimited text is told by, and what it is told from."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from findspot.formats import findspot_formats
from findspot.formats.delimited import DelimitedFormat
from findspot.plugins.protocols import Format

TABLE = "id,name,born\n1,Anna,1980-01-02\n2,Bert,1981-02-03\n3,Cleo,1982-03-04\n"
CHINESE = "编号,姓名,城市\n1,张三,北京\n2,李四,上海\n3,王五,广州\n"


@pytest.fixture(name="detect")
def _detect() -> DelimitedFormat:
    return DelimitedFormat()


def test_it_is_a_format_among_the_built_in_ones() -> None:
    assert isinstance(DelimitedFormat(), Format)
    assert "FMT-CSV" in [f.code for f in findspot_formats()]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
@pytest.mark.parametrize("text", [TABLE, CHINESE])
def test_tables_are_known_in_any_encoding(detect: DelimitedFormat, text: str, encoding: str) -> None:
    assert detect.detect(text.encode(encoding), "x.csv") > 0.8
    assert detect.detect(text.encode(encoding), "x") > 0.8


def test_tables_are_known_behind_zeroed_bytes(detect: DelimitedFormat) -> None:
    assert detect.detect(bytes(4096) + TABLE.encode() * 20, "x") > 0.8


def test_two_columns_are_less_sure_than_three(detect: DelimitedFormat) -> None:
    assert 0.3 < detect.detect(b"a,b\n1,2\n3,4\n", "x") < detect.detect(b"a,b,c\n1,2,3\n4,5,6\n", "x")


@pytest.mark.parametrize(
    "head",
    [
        "-- MySQL dump 10.13\nCREATE TABLE `a` (\n  `b` int,\n  `c` int\n);\n",
        "INSERT INTO a VALUES (1,2,3);\nINSERT INTO a VALUES (1,2,3);\nINSERT INTO a VALUES (1,2,3);\n",
        "COPY public.a (b, c) FROM stdin;\n1\t2\n3\t4\n5\t6\n\\.\n",
        "PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\n",
        "/*M!999999\\- enable the sandbox mode */\n",
        '{"a": 1, "b": 2}\n{"a": 1, "b": 2}\n{"a": 1, "b": 2}\n',
        "[[1,2],\n[3,4],\n[5,6]]\n",
        "<a>,<b>\n<a>,<b>\n<a>,<b>\n",
    ],
)
def test_sql_json_and_markup_are_left_to_others(detect: DelimitedFormat, head: str) -> None:
    assert detect.detect(head.encode(), "x.csv") <= 0.2


@pytest.mark.parametrize(
    "head",
    [b"", b"\0" * 100, b"  \n\n", b"\x89PNG\r\n\x1a\n" + b"a,b\n" * 9, b"SQLite format 3\0", bytes(range(256)) * 9],
)
def test_binary_and_nothing_are_refused(detect: DelimitedFormat, head: bytes) -> None:
    assert detect.detect(head, "x.csv") == 0


@pytest.mark.parametrize(("name", "low", "high"), [("x", 0.01, 0.1), ("x.txt", 0.1, 0.25), ("x.csv", 0.25, 0.3)])
def test_single_columns_and_prose_are_possible_at_most(
    detect: DelimitedFormat, name: str, low: float, high: float
) -> None:
    assert low <= detect.detect(b"anna\nbert\ncleo\n", name) <= high
    prose = b"Dear all,\nplease find the list below.\nYours, A.\nP.S.: none\nend\nof\nletter\nmore\n"
    assert detect.detect(prose, name) <= high


def test_tables_of_wavering_width_are_possible_at_most(detect: DelimitedFormat) -> None:
    head = b"".join(b",".join([b"a"] * (i % 3 + 1)) + b"\n" for i in range(50))
    assert detect.detect(head, "x") == 0.1
    assert detect.detect(head, "x.csv") == 0.3


def test_one_or_two_lines_are_judged_by_their_name(detect: DelimitedFormat) -> None:
    assert detect.detect(b"a,b,c\n", "x") < detect.detect(b"a,b,c\n1,2,3\n", "x") < detect.detect(b"a,b,c\n", "x.csv")


def test_samples_of_other_formats_are_left_to_them(detect: DelimitedFormat, shared_data: Path) -> None:
    others = [
        p for p in (shared_data / "samples").rglob("*") if p.suffix in (".sql", ".sqlite", ".json", ".png", ".db")
    ]
    for path in others:
        with path.open("rb") as file:
            assert detect.detect(file.read(256 << 10), path.name) <= 0.2, path.name


def test_detection_loads_nothing_heavy() -> None:
    code = (
        "import sys; from findspot.formats.delimited import DelimitedFormat;"
        "DelimitedFormat().detect(b'a,b\\n1,2\\n', 'x'); assert not {'numba', 'duckdb'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
