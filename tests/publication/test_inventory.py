"""Tables and columns as the report shows them."""

from __future__ import annotations

from findspot.model.release import Release
from findspot.model.released import ReleasedColumn, ReleasedTable
from findspot.publication.inventory import table_cards


def test_a_card_says_where_rows_came_from(sample_release: Release) -> None:
    cards = {c.name: c for c in table_cards(sample_release.surroundings.tables, "few")}
    assert cards["members"].origin.replace("\u202f", "") == ("199801 rows, from stream 2. Its rows stand for persons.")
    assert cards["branches__branch"].origin.endswith("Its rows do not stand for persons.")


def test_withheld_numbers_are_marked(sample_release: Release) -> None:
    (card,) = [c for c in table_cards(sample_release.surroundings.tables, "few") if c.name == "members"]
    party = next(row for row in card.columns.rows if row[0].text == "政治面貌")
    assert [(c.text, c.look) for c in party[2:4]] == [("withheld", "withheld")] * 2


def test_an_uncounted_table_of_several_streams() -> None:
    column = ReleasedColumn("x", "", 0.0, "odd", "text", None, None, None, ())
    (card,) = table_cards([ReleasedTable("t", True, None, (1, 2, 3), (column,))], "fewer than 10")
    assert card.origin == "Rows: fewer than 10, from streams 1, 2 and 3. Its rows stand for persons."
    assert [c.text for c in card.columns.rows[0]] == ["x", "unknown", "withheld", "–", "withheld", "odd", "–"]


def test_long_runs_in_shapes_are_counted(sample_release: Release) -> None:
    (card,) = [c for c in table_cards(sample_release.surroundings.tables, "few") if c.name == "members"]
    shapes = {row[0].text: row[6].text for row in card.columns.rows}
    assert shapes["身份证号"] == "9×18 · 9×17a"
    assert shapes["入党时间"] == "9999-99-99 · 9999.99"
