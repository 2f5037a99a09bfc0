"""What the real mariadb-dump writes comes back in full: every row, every value."""

from __future__ import annotations

import pytest
from tests.servers.registers import COLUMNS, COUNT, TYPES, Row, load, make_rows, parse_hex, recover
from tests.servers.server import Server

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("mariadb")]


def literal(value: str | None) -> str:
    """Return a value in hex, so that loading does not hang on our own escaping."""
    return "null" if value is None else f"convert(x'{value.encode().hex()}' using utf8mb4)"


def select(server: Server, table: str, columns: tuple[str, ...] = COLUMNS) -> list[Row]:
    fields = ",'|',".join(f"coalesce(hex(cast({c} as char character set utf8mb4)),'-')" for c in columns)
    return parse_hex(server.run(f"select concat({fields}) from {table} order by id;"))


def create(server: Server, table: str, options: str) -> None:
    columns = ", ".join(f"`{c}` {t.format(datetime='datetime')}" for c, t in zip(COLUMNS, TYPES, strict=True))
    server.run(f"create table {table} ({columns}, primary key (id)) {options};")


@pytest.fixture(scope="module")
def people(mariadb: Server) -> list[Row]:
    create(mariadb, "people", "engine=InnoDB default charset=utf8mb4")
    load(mariadb, [f"({','.join(map(literal, row))})" for row in make_rows(COUNT)], into="people")
    rows = select(mariadb, "people")
    assert [row[:4] for row in rows] == [row[:4] for row in make_rows(COUNT)]
    return rows


@pytest.mark.parametrize(
    "options",
    [
        (),
        ("--extended-insert=FALSE",),
        ("--skip-opt",),
        ("--complete-insert",),
        ("--compatible=ansi",),
        ("--skip-quote-names", "--no-create-info"),
        ("--net-buffer-length=16384", "--insert-ignore"),
        ("--replace", "--skip-comments", "--compact"),
        ("--order-by-primary", "--tz-utc", "--routines", "--triggers", "--events", "--single-transaction"),
    ],
    ids=" ".join,
)
def test_a_dump_gives_back_every_row_and_value(mariadb: Server, people: list[Row], options: tuple[str, ...]) -> None:
    dump = mariadb.dump(*options, table="people")
    assert recover(dump)["people"] == people


def test_the_sandbox_line_of_new_versions_is_no_row(mariadb: Server, people: list[Row]) -> None:
    dump = mariadb.dump(table="people")
    line = b"/*M!999999\\- enable the sandbox mode */ \n"
    assert recover(line + dump.removeprefix(line))["people"] == people


def test_hex_literals_are_kept_as_written(mariadb: Server) -> None:
    blobs = [bytes(range(256)), b"", b"'\\\0\n\r\x1a\"", "王".encode("gb18030")]
    mariadb.run("create table blobs (id int primary key, label varchar(20), data blob);")
    load(mariadb, [f"({n},'b{n}',x'{blob.hex()}')" for n, blob in enumerate(blobs)], into="blobs")
    rows = recover(mariadb.dump("--hex-blob", table="blobs"))["blobs"]
    assert [row[:2] for row in rows] == [(str(n), f"b{n}") for n in range(len(blobs))]
    written = [row[2] for row in rows]
    assert written == [f"0x{blob.hex().upper()}" if blob else "" for blob in blobs]


def test_text_in_gbk_comes_back_as_it_was(mariadb: Server) -> None:
    create(mariadb, "gbk_people", "engine=MyISAM default charset=gbk")
    rows = [row for row in make_rows(COUNT) if not row[3] or "😀" not in row[3]]
    load(mariadb, [f"({','.join(map(literal, row))})" for row in rows], into="gbk_people")
    dump = mariadb.dump("--default-character-set=gbk", table="gbk_people")
    assert any(row[1] and row[1].encode("gbk") in dump for row in rows)
    assert recover(dump)["gbk_people"] == select(mariadb, "gbk_people")


def test_gbk_characters_that_end_in_a_backslash_byte_do_not_hide_the_quote(mariadb: Server) -> None:
    names = ("運", "誠", "乗運誠", "王運")
    assert any(name.encode("gbk").endswith(b"\\") for name in names)
    mariadb.run("create table gbk_names (id int primary key, name varchar(20), place varchar(20)) default charset=gbk;")
    load(mariadb, [f"({n},{literal(name)},'x')" for n, name in enumerate(names * 30)], into="gbk_names")
    dump = mariadb.dump("--default-character-set=gbk", table="gbk_names")
    assert recover(dump)["gbk_names"] == [(str(n), name, "x") for n, name in enumerate(names * 30)]


def test_all_tables_of_a_database_come_apart(mariadb: Server, people: list[Row]) -> None:
    mariadb.run("create table `odd name, (x)` (id int primary key, `a``b` text);")
    load(mariadb, ["(1,'v')"], into="`odd name, (x)`")
    ignored = [f"--ignore-table=made_up.{name}" for name in ("blobs", "gbk_people", "gbk_names")]
    tables = recover(mariadb.dump(*ignored))
    assert tables["people"] == people
    assert tables["odd name, (x)"] == [("1", "v")]
