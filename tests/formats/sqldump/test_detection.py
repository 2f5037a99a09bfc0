"""What is taken for an SQL dump, and what is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from findspot.formats.sqldump import SqlDumpFormat

DATA = Path(__file__).parents[2] / "data" / "sqldump"
TUPLES = ",".join(f"({i},'张伟{i}','it\\'s',NULL)" for i in range(400))
SURE = 0.9
UNLIKELY = 0.1


def detect(data: str | bytes, name: str = "x") -> float:
    return SqlDumpFormat().detect(data if isinstance(data, bytes) else data.encode(), name)


DUMPS = {
    "one insert": "INSERT INTO t VALUES (1,2);\n",
    "SSMS": "INSERT [dbo].[t] ([a], [b]) VALUES (1, N'x')\r\nGO\r\n",
    "replace": "REPLACE INTO `t` (`a`) VALUES ('x;y'),('z');\n",
    "copy": "COPY public.t (a, b) FROM stdin;\n1\t2\n3\t4\n\\.\n",
    "copy that is cut": "COPY public.t (a, b) FROM stdin;\n1\t2\n3\t4",
    "schema only": "CREATE TABLE t (\n  a int\n);\nCREATE INDEX i ON t (a);\n",
    "header only": "-- MySQL dump 10.13  Distrib 8.0.40, for Linux (x86_64)\n--\n",
    "sandbox line": "/*M!999999\\- enable the sandbox mode */ \n-- MariaDB dump 10.19\n",
    "mark": b"\xef\xbb\xbfINSERT INTO t VALUES (1,2);\n",
    "wide": "INSERT INTO t VALUES (1,'张伟');\n".encode("utf-16"),
    "wide without mark": ("INSERT INTO t VALUES (1,'x');\n" * 20).encode("utf-16-le"),
    "wide the other way": ("INSERT INTO t VALUES (1,'x');\n" * 20).encode("utf-16-be"),
    "head lost, one line": TUPLES[7:],
    "head lost, lines": TUPLES.replace("),(", "),\n(")[7:],
    "head zeroed": bytes(4_096) + TUPLES.encode()[3:] + b";\n",
    "first pages destroyed": bytes(range(256)) * 600 + ("\nINSERT INTO `t` VALUES " + TUPLES + ";\n").encode() * 9,
    "recoded": ("INSERT INTO `t` VALUES " + TUPLES + ";\n").encode("gb18030"),
    "with holes": ("INSERT INTO `t` VALUES " + TUPLES + ";\n").encode()[:5_000] + bytes(4_096) + b"'x'),(1,'y');\n",
}


@pytest.mark.parametrize("data", DUMPS.values(), ids=DUMPS)
def test_dumps_are_recognised(data: str | bytes) -> None:
    assert detect(data) >= SURE


OTHERS = {
    "nothing": "",
    "NULs": bytes(5_000),
    "CSV": 'id,name\n1,张伟\n2,"INSERT INTO t VALUES (1)"\n',
    "CSV of queries": "id,query\n" + "\n".join(f'{i},"INSERT INTO t VALUES ({i});"' for i in range(50)),
    "TSV": "id\tname\n1\tx\n2\ty\n",
    "JSON": '{"sql": "INSERT INTO t VALUES (1)"}\n' * 20,
    "JSON array": '["INSERT INTO t VALUES (1);", "(1),(2),(3),(4)"]',
    "article": "How to add a row:\n\nINSERT INTO t VALUES (1);\n\n"
    + "Then the table has one more row, as one can see. " * 40,
    "prose": "Set the table (with care), then select a wine; insert into the oven (180 degrees).\n" * 30,
    "log": "2026-01-01 00:00:00 INFO executed INSERT INTO t VALUES (1)\n" * 40,
    "Python": "import re\n\nVALUES = [(1, 'a'), (2, 'b'), (3, 'c'), (4, 'd')]\n\n\ndef f(x):\n    return g(x), (1, 2)\n"
    * 5,
    "XML": "<sql>INSERT INTO t VALUES (1);</sql>",
    "binary": bytes(range(256)) * 50 + b"\nINSERT INTO t VALUES (1);\n",
    "SQLite file": b"SQLite format 3\0" + bytes(100) + b"CREATE TABLE t (a);\n" + bytes(range(32)) * 200,
}


@pytest.mark.parametrize("data", OTHERS.values(), ids=OTHERS)
def test_other_files_are_not(data: str | bytes) -> None:
    assert detect(data, "x.sql") <= UNLIKELY


def test_a_fitting_name_adds_to_it() -> None:
    assert detect(DUMPS["one insert"], "t.SQL") > detect(DUMPS["one insert"], "t.txt")


@pytest.mark.parametrize(
    "unit", ["('", "(1,", "/*", "INSERT INTO t (", "COPY t\t", "SET a = '\n", "),(1", "--", "CREATE TABLE "]
)
def test_it_is_quick_on_anything(unit: str) -> None:
    assert 0 <= detect(unit * (262_144 // len(unit))) <= 1


def test_public_samples(shared_data: Path) -> None:
    for file in sorted(p for p in shared_data.rglob("*") if p.is_file()):
        head = file.read_bytes()[:262_144]
        if file.suffix == ".sql":
            assert detect(head, file.name) >= (SURE if "forensic" not in str(file) else 0), file.name
        else:
            assert detect(head, file.name) <= UNLIKELY, file.name
