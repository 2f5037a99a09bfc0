"""Rows whose statement is lost: found by their look, given to the one table they fit, and flagged."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from findspot.formats.sqldump import SqlDumpFormat
from findspot.model.batch import ReadSettings
from findspot.model.span import GapReason, How, Spans

CREATE = "CREATE TABLE `m` (\n  `id` int,\n  `name` text,\n  `born` date\n);\n"
CREATE += "CREATE TABLE `n` (\n  `a` text,\n  `b` text\n);\n"
TUPLES = [f"({i},'张伟{i}','1980-01-{i % 28 + 1:02}')" for i in range(1, 60)]


@pytest.mark.parametrize("separator", [",", ",\n", ", "])
def test_a_lost_head_leaves_rows_without_a_name(read: Callable[..., Any], separator: str) -> None:
    text = separator.join(TUPLES)[4:] + ";\n/*!40000 ALTER TABLE `m` ENABLE KEYS */;\n"
    dump = read(text)
    (name,) = dump.tables
    assert name == "unnamed part of 3 columns"
    assert dump.columns(name) == ["", "", ""]
    assert not dump.tables[name].has_header
    assert [v[0] for v in dump.values(name)] == [str(i) for i in range(2, 60)]
    assert dump.hows() == {How.SALVAGED}


def test_the_only_table_they_fit_gets_them(read: Callable[..., Any]) -> None:
    dump = read(",\n".join(TUPLES)[4:] + ";\n" + CREATE + "INSERT INTO `m` VALUES (70,'x',NULL);\n")
    assert [v[0] for v in dump.values("m")] == ["70", *[str(i) for i in range(2, 60)]]
    assert {r.how for r in dump.rows["m"][1:]} == {How.SALVAGED}


def test_of_several_tables_none_is_guessed(read: Callable[..., Any]) -> None:
    dump = read(",\n".join(TUPLES)[4:] + ";\n" + CREATE + CREATE.replace("`m`", "`twin`"))
    assert len(dump.rows["unnamed part of 3 columns"]) == 58
    assert dump.values("m") == []


def test_types_decide_between_tables(read: Callable[..., Any]) -> None:
    other = "CREATE TABLE `o` (\n `x` text,\n `y` int,\n `z` int\n);\n"
    dump = read(",\n".join(TUPLES)[4:] + ";\n" + CREATE + other)
    assert len(dump.values("m")) == 58


def test_a_zeroed_head_gives_its_rows_to_the_table(read: Callable[..., Any]) -> None:
    text = CREATE + "INSERT INTO `m` VALUES " + ",\n".join(TUPLES) + ";\n"
    start = text.index("INSERT")
    dump = read(text[:start] + "\0" * 20 + text[start + 20 :])
    assert len(dump.values("m")) == 59
    assert (start, 20, GapReason.NUL_RUN) in dump.spans("gaps")


def test_one_tuple_alone_is_nothing_without_a_table(read: Callable[..., Any]) -> None:
    assert read("some text (1,2), and more\n" * 3).rows == {}
    assert read("x (1,'y','1980-01-01');\n" + CREATE).values("m") == [("1", "y", "1980-01-01")]


LINES = "".join(f"{i}\t张伟\t1980-01-02\n" for i in range(1, 30))


def test_copy_lines_without_a_head(read: Callable[..., Any]) -> None:
    dump = read("rest\tof a line\n" + LINES + "\\.\n\n--\n-- PostgreSQL database dump complete\n--\n")
    rows = dump.rows["unnamed part of 3 columns"]
    assert [r.values[0] for r in rows] == [str(i) for i in range(1, 30)]
    assert {r.how for r in rows} == {How.SALVAGED}
    assert dump.text_of("gaps") == [b"rest\tof a line\n"]


def test_copy_lines_go_to_the_only_table_they_fit(read: Callable[..., Any]) -> None:
    dump = read(CREATE + "COPY m (id, name, \0\0\0\0\0\0\0\0 FROM stdin;\n" + LINES + "\\.\n\n")
    assert len(dump.values("m")) == 29


def test_two_lines_with_tabs_are_nothing_without_a_table(read: Callable[..., Any]) -> None:
    assert read("a\tb\nc\td\nno tabs\n").rows == {}


def test_salvage_stays_inside_the_gaps(read: Callable[..., Any]) -> None:
    text = (",\n".join(TUPLES) + ";\n").encode()
    dump = read(text)
    half = len(text) // 2
    gaps = Spans(np.array([0, half]), np.array([half, len(text) - half]), np.array([1, GapReason.NUL_RUN], np.int16))
    chunks = list(SqlDumpFormat().salvage(StreamOf(text), gaps, ReadSettings()))
    assert all(chunk.end <= half for chunk in chunks)
    found = sum(part.batch.num_rows for chunk in chunks for part in chunk.rows)
    assert 20 < found < len(dump.rows["unnamed part of 3 columns"])


def test_nothing_to_salvage_is_nothing() -> None:
    assert list(SqlDumpFormat().salvage(StreamOf(b"x"), Spans.empty(), ReadSettings())) == []


class StreamOf:
    """Bytes as a stream."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.id, self.name, self.length = 1, "x.sql", len(data)

    def read(self, offset: int, size: int) -> bytes:
        return self.data[offset : offset + size]
