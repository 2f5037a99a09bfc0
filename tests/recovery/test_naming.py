"""Names of recovered tables and columns (contracts §5)."""

from __future__ import annotations

import pytest

from findspot.model.batch import SourceColumn, SourceTable
from findspot.recovery.naming import FoundTable, column_labels, name_tables, safe_name, stem_of


def found(
    stream: int, stream_name: str, *columns: str, table: str = "", header: bool = True, types: str = ""
) -> FoundTable:
    source = SourceTable(table, tuple(SourceColumn(c) for c in columns), header)
    return FoundTable(stream, stream_name, 0, source, 1, types)


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("members.csv", "members"),
        ("Members 2016.CSV", "members_2016"),
        ("dump.sql.gz", "dump"),
        ("folder/inner\\part.001", "part"),
        ("名单.csv", "名单"),
        ("...", "table"),
        (".csv", "csv"),
        ("a" * 300 + ".csv", "a" * 80),
    ],
)
def test_stem_of_a_stream(name: str, stem: str) -> None:
    assert stem_of(name) == stem


def test_safe_name_has_letters_digits_and_underscores_only() -> None:
    assert safe_name("Order-Items (2)") == "order_items_2"
    assert safe_name("  ") == "table"


def test_a_table_of_a_dump_is_named_after_file_and_table() -> None:
    tables = name_tables([found(1, "shop.sql", "id", table="Genre"), found(2, "names.csv", "id")])
    assert [t.name for t in tables] == ["shop__genre", "names"]


def test_equal_names_are_told_apart() -> None:
    tables = name_tables([found(1, "a/x.csv", "id"), found(2, "b/x.csv", "name")])
    assert [t.name for t in tables] == ["x", "x__2"]


def test_files_that_differ_by_a_number_and_have_the_same_columns_are_one_table() -> None:
    tables = name_tables([found(1, "members_1.csv", "id", "name"), found(2, "members_2.csv", "id", "name")])
    assert [(t.name, [p.stream for p in t.parts]) for t in tables] == [("members", [1, 2])]


def test_other_columns_are_another_table() -> None:
    tables = name_tables([found(1, "members_1.csv", "id", "name"), found(2, "members_2.csv", "id", "town")])
    assert [t.name for t in tables] == ["members_1", "members_2"]


@pytest.mark.parametrize(("types", "one"), [("it", True), ("ti", False), ("??", False), ("i?", True)])
def test_a_headerless_second_part_needs_fitting_types(types: str, one: bool) -> None:
    second = found(2, "part2.csv", "", "", header=False, types=types)
    tables = name_tables([found(1, "part1.csv", "id", "name", types="it"), second])
    assert (len(tables) == 1) is one
    assert [c.name for c in tables[0].columns.columns] == ["id", "name"]


def test_the_header_is_found_even_when_the_first_part_has_none() -> None:
    first = found(1, "part1.csv", "", "", header=False, types="it")
    second = found(2, "part2.csv", "", "", header=False, types="it")
    (table,) = name_tables([first, second])
    assert table.name == "part"
    assert column_labels(table.columns) == ["column 1", "column 2"]


def test_two_tables_of_one_stream_are_never_parts_of_one() -> None:
    tables = name_tables(
        [found(1, "x.json", "id"), FoundTable(1, "x.json", 1, SourceTable("", (SourceColumn("id"),)), 1)]
    )
    assert [t.name for t in tables] == ["x", "x__2"]


def test_column_labels_are_unique_and_never_empty() -> None:
    table = SourceTable("", tuple(SourceColumn(n) for n in ("id", "", "id", "id#2", "")))
    assert column_labels(table) == ["id", "column 2", "id#2", "id#2#2", "column 5"]
