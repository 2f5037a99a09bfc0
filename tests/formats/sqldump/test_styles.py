"""One small dump in the style of each tool, with what must come out of it (``tests/data/sqldump``)."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from findspot.formats.sqldump import SqlDumpFormat

DATA = Path(__file__).parents[2] / "data" / "sqldump"
STYLES = sorted(p.stem for p in DATA.glob("*.sql"))
LINE_ENDS = {"LF": b"\n", "CRLF": b"\r\n"}


def padded(row: list[str | None], width: int) -> tuple[str | None, ...]:
    return (*row, *[None] * (width - len(row)))


@pytest.fixture(params=STYLES)
def style(request: pytest.FixtureRequest) -> tuple[bytes, dict[str, Any]]:
    expected = json.loads((DATA / f"{request.param}.json").read_text("utf-8"))
    return (DATA / f"{request.param}.sql").read_bytes(), expected


def test_rows_and_columns_are_those_of_the_source(
    style: tuple[bytes, dict[str, Any]], read: Callable[..., Any]
) -> None:
    text, expected = style
    dump = read(text)
    assert sorted(dump.tables) == sorted(expected["tables"])
    for name, table in expected["tables"].items():
        assert dump.columns(name) == table["columns"]
        assert [c.type for c in dump.tables[name].columns] == table["types"]
        assert dump.tables[name].has_header is table.get("has_header", True)
        width = len(table["columns"])
        assert [padded(v, width) for v in dump.values(name)] == [padded(v, width) for v in table["rows"]]
        if "absent" in table:
            assert dump.absent[name] == table["absent"]


def test_every_byte_has_its_place(style: tuple[bytes, dict[str, Any]], read: Callable[..., Any]) -> None:
    text, expected = style
    dump = read(text)
    assert dump.bytes_of("gaps") == 0
    assert [r.decode() for r in dump.text_of("rejects")] == expected.get("rejects", [])
    for rows in dump.rows.values():
        for row in rows:
            record = text[row.offset : row.offset + row.length]
            assert (record.startswith(b"(") and record.endswith(b")")) or record.endswith(b"\n")


def test_it_is_recognised(style: tuple[bytes, dict[str, Any]]) -> None:
    assert SqlDumpFormat().detect(style[0], "x") >= 0.9


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16"])
def test_other_encodings_give_the_same_rows(
    style: tuple[bytes, dict[str, Any]], read: Callable[..., Any], encoding: str
) -> None:
    text, _ = style
    recoded = text.decode().encode(encoding)
    plain, other = read(text), read(recoded)
    assert {t: plain.values(t) for t in plain.rows} == {t: other.values(t) for t in other.rows}
    for table, rows in other.rows.items():
        for row, original in zip(rows, plain.rows[table], strict=True):
            place = text[: original.offset].decode().encode(encoding)
            assert row.offset == len(place)
            record = text[original.offset : original.offset + original.length].decode()
            assert (
                recoded[row.offset : row.offset + row.length].decode(encoding.replace("utf-16", "utf-16-le")) == record
            )


def test_line_ends_do_not_matter(style: tuple[bytes, dict[str, Any]], read: Callable[..., Any]) -> None:
    text, expected = style
    dump = read(text.replace(b"\n", b"\r\n"))
    for name, table in expected["tables"].items():
        width = len(table["columns"])
        rows = [padded(v, width) for v in dump.values(name)]
        assert [tuple(v and v.replace("\r\n", "\n") for v in r) for r in rows] == [
            tuple(v and v.replace("\r\n", "\n") for v in padded(r, width)) for r in table["rows"]
        ]
