"""MAT-ID: one valid identity number, one person."""

from __future__ import annotations

from tests.checks.tables import batches, describe

from findspot.matchers.byid import ById

MAN = "319901194402010012"


def test_spellings_of_one_number_have_one_key() -> None:
    columns = {
        "cn-resident-id": [MAN, "319901440201001", f" {MAN[:6]} {MAN[6:]}", "３１９９０１１９４４０２０１００１２"]
    }
    (batch,) = batches(columns, 10)
    assert set(ById().key(batch, ById().columns(describe(columns))).to_pylist()) == {MAN}


def test_what_is_no_valid_number_has_no_key() -> None:
    columns = {"cn-resident-id": ["319901194402010011", "3.19901E+17", MAN[:15] + "000", "", None, "E123"]}
    (batch,) = batches(columns, 10)
    assert ById().key(batch, ById().columns(describe(columns))).to_pylist() == [None] * 6


def test_the_better_of_two_columns_is_used() -> None:
    table = describe({"person-name": ["x"], "cn-resident-id": [MAN], "cn-resident-id#2": [None]})
    assert [c.name for c in ById().columns(table)] == ["c002"]
    assert ById().columns(describe({"person-name": ["x"]})) == []
