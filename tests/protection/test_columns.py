"""Profiles leave without values, and without shares that count a few persons."""

from __future__ import annotations

from findspot.model.profile import ColumnProfile, TableProfile
from findspot.model.released import ReleasedColumn
from findspot.model.tables import Privacy
from findspot.protection.columns import TableRules, clear_tables
from findspot.protection.names import Names

PERSONS = frozenset({"members"})


def column(**more: object) -> ColumnProfile:
    told = {
        "name": "c001",
        "source": "sex",
        "meaning": "sex",
        "confidence": 0.9,
        "privacy": Privacy.QUASI,
        "type": "text",
        "fill": 1.0,
        "valid": 1.0,
        "distinct": 2,
        "patterns": ("a",),
        "categories": ("F", "M"),
    }
    return ColumnProfile(**{**told, **more})  # type: ignore[arg-type]


def cleared(profile: ColumnProfile, *, rows: int = 1_000, rules: TableRules | None = None) -> ReleasedColumn:
    table = TableProfile("members", rows, (profile,))
    given = rules or TableRules(10, PERSONS)
    (out,) = clear_tables([table], rules=given, names=Names(), streams={"members": [2, 1]})
    return out.columns[0]


def test_shares_that_count_enough_pass() -> None:
    out = cleared(column(fill=0.5, valid=0.9))
    assert (out.fill, out.valid, out.distinct) == (0.5, 0.9, 2)


def test_all_but_a_few_and_a_few_are_withheld() -> None:
    assert cleared(column(fill=0.995)).fill is None
    assert cleared(column(fill=0.005)).fill is None
    assert cleared(column(fill=1.0, valid=0.996)).valid is None
    assert cleared(column(fill=0.99, valid=0.99)).fill == 0.99


def test_validity_goes_with_fill() -> None:
    assert cleared(column(fill=0.995, valid=0.5)).valid is None


def test_in_a_table_of_things_shares_pass() -> None:
    out = cleared(column(fill=0.995, distinct=3, privacy=Privacy.DIRECT), rules=TableRules(10))
    assert (out.fill, out.distinct) == (0.995, 3)


def test_fill_does_not_undo_a_withheld_missing_cell() -> None:
    """The count of empty entries was withheld to protect another cell: fill would give it back."""
    rules = TableRules(10, PERSONS, withheld_splits=frozenset({("members", "sex")}))
    assert cleared(column(fill=0.9), rules=rules).fill is None
    assert cleared(column(fill=1.0), rules=rules).fill == 1.0


def test_few_different_identifiers_are_few_persons() -> None:
    assert cleared(column(privacy=Privacy.DIRECT, distinct=8)).distinct is None
    assert cleared(column(privacy=Privacy.DIRECT, distinct=80)).distinct == 80


def test_an_uncounted_table_gives_no_numbers_at_all() -> None:
    rules = TableRules(10, PERSONS, uncounted=PERSONS)
    table = TableProfile("members", 8, (column(fill=0.5),))
    (out,) = clear_tables([table], rules=rules, names=Names(), streams={})
    assert out.rows is None
    assert out.streams == ()
    (only,) = out.columns
    assert (only.fill, only.valid, only.distinct, only.patterns) == (None, None, None, ())


def test_values_never_pass() -> None:
    assert "F" not in repr(cleared(column()).patterns)
    assert not hasattr(cleared(column()), "categories")


def test_shapes_of_texts_are_withheld() -> None:
    assert cleared(column(meaning="free-text")).patterns == ()
    assert cleared(column(meaning="unknown")).patterns == ()
    assert cleared(column(patterns=("a" * 41, "9", "99", "999", "9999"))).patterns == ("9", "99", "999")


def test_tables_come_by_name_with_their_streams() -> None:
    tables = [TableProfile(n, 100, ()) for n in ("b", "a")]
    out = clear_tables(tables, rules=TableRules(10), names=Names(), streams={"a": [3, 1]})
    assert [(t.name, t.rows, t.streams) for t in out] == [("a", 100, (1, 3)), ("b", 100, ())]
