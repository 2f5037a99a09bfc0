"""A name or label that may be a person's value does not leave."""

from __future__ import annotations

import pytest

from findspot.model.finding import Estimate, Finding
from findspot.protection.names import Names, looks_like_value, masked_cells


@pytest.mark.parametrize(
    "name", ["319001198001010017", "100-1234 5678", "1980-01-01", "a@example.org", "https://x.example", "A/1980/01/01"]
)
def test_values_in_the_place_of_names_are_seen(name: str) -> None:
    assert looks_like_value(name)


@pytest.mark.parametrize("name", ["name", "身份证号", "address_2", "n2016", "c001", "_source.a.b", "", "utf8mb4"])
def test_names_are_names(name: str) -> None:
    assert not looks_like_value(name)


def test_one_value_in_a_header_withholds_the_whole_header() -> None:
    """The reader took the first record for a header: its other fields are somebody's as well."""
    names = Names.of([("members", ["王某", "女", "1980-01-01"]), ("branches", ["id", "name"])])
    assert [names.column("members", c) for c in ("王某", "女", "1980-01-01")] == ["column 1", "column 2", "column 3"]
    assert names.column("branches", "name") == "name"


def test_a_table_called_after_a_value_gets_a_number() -> None:
    names = Names.of([("visits", []), ("call_10012345678", [])])
    assert names.table("call_10012345678") == "table 1"
    assert names.table("visits") == "visits"


def test_findings_go_under_the_names_outside() -> None:
    names = Names.of([("t_1980_01_01", ["a", "1980-01-01"])])
    finding = Finding("COUNT", "t_1980_01_01", Estimate.exact(12), ("1980-01-01",), ("x",))
    (renamed,) = names.rename([finding])
    assert (renamed.table, renamed.by, renamed.cell) == ("table 1", ("column 2",), ("x",))


def test_only_withheld_labels_are_masked_and_stay_apart() -> None:
    cells = [("1980-01-01",), ("1981-01-01",), ("1982-01-01",), ("plain",)]
    masked = masked_cells(cells, [3, 0, 1], mask_withheld=False)
    assert masked == [("(label withheld) 1",), ("(label withheld) 2",), ("1982-01-01",), ("plain",)]


def test_all_withheld_labels_can_be_masked_but_the_empty_one() -> None:
    masked = masked_cells([("Road 1",), ("",), ("Road 2",)], [0, 1], mask_withheld=True)
    assert masked == [("(label withheld) 1",), ("",), ("Road 2",)]


@pytest.mark.parametrize("label", ["319001198001010017", "10012345678", "a@example.org", "http://x.example"])
def test_what_identifies_is_masked_however_many_rows_share_it(label: str) -> None:
    assert masked_cells([(label,)], [], mask_withheld=False) == [("(label withheld) 1",)]
