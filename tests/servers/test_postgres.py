"""What the real pg_dump writes comes back in full: every row, every value."""

from __future__ import annotations

import pytest
from tests.servers.registers import COLUMNS, COUNT, TYPES, Row, by_key, load, make_rows, parse_hex, recover
from tests.servers.server import Server

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("postgres")]


def literal(value: str | None) -> str:
    """Return a value in hex, so that loading does not hang on our own escaping."""
    return "null" if value is None else f"convert_from('\\x{value.encode().hex()}','UTF8')"


def select(server: Server, table: str, columns: tuple[str, ...] = COLUMNS) -> list[Row]:
    fields = " || '|' || ".join(f"coalesce(encode(convert_to({c}::text,'UTF8'),'hex'),'-')" for c in columns)
    return by_key(parse_hex(server.run(f"select {fields} from {table};")))


def create(server: Server, table: str) -> None:
    types = [t.format(datetime="timestamp") for t in TYPES]
    server.run(f"create table {table} ({', '.join(f'{c} {t}' for c, t in zip(COLUMNS, types, strict=True))});")
    casts = ",".join(f"v.{c}::{t}" for c, t in zip(COLUMNS, types, strict=True))
    for at in range(0, COUNT, 400):
        values = ",".join(f"({','.join(map(literal, row))})" for row in make_rows(COUNT)[at : at + 400])
        server.run(f"insert into {table} select {casts} from (values {values}) as v({','.join(COLUMNS)});")


@pytest.fixture(scope="module")
def people(postgres: Server) -> list[Row]:
    create(postgres, "people")
    rows = select(postgres, "people")
    assert [row[:4] for row in rows] == [row[:4] for row in make_rows(COUNT)]
    return rows


@pytest.mark.parametrize(
    "options",
    [
        (),
        ("--inserts",),
        ("--column-inserts",),
        ("--inserts", "--rows-per-insert=50"),
        ("--data-only", "--disable-triggers"),
        ("--no-owner", "--no-privileges", "--clean", "--if-exists", "--quote-all-identifiers"),
    ],
    ids=" ".join,
)
def test_a_dump_gives_back_every_row_and_value(postgres: Server, people: list[Row], options: tuple[str, ...]) -> None:
    dump = postgres.dump("--table=people", *options)
    assert recover(dump)["people"] == people


@pytest.mark.parametrize("options", [(), ("--inserts",)], ids=" ".join)
def test_binary_values_are_kept_as_written(postgres: Server, options: tuple[str, ...]) -> None:
    postgres.run("drop table if exists blobs; create table blobs (id int, data bytea);")
    load(postgres, ["(1,'\\x00ff5c27'::bytea)", "(2,null)", "(3,''::bytea)"], into="blobs")
    rows = recover(postgres.dump("--table=blobs", *options))["blobs"]
    assert rows == [("1", "\\x00ff5c27"), ("2", None), ("3", "\\x")]


def test_all_schemas_of_a_database_come_apart(postgres: Server, people: list[Row]) -> None:
    postgres.run('create schema side; create table side."Odd; name" (id int, "a""b" text);')
    load(postgres, ["(1,'v')"], into='side."Odd; name"')
    tables = recover(postgres.dump("--exclude-table=blobs"))
    assert tables["people"] == people
    assert tables["Odd; name"] == [("1", "v")]
