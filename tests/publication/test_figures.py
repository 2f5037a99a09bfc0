"""Findings as grids and bar charts."""

from __future__ import annotations

from findspot.model.finding import Estimate, Finding
from findspot.model.release import Release
from findspot.publication.figures import MOST_BARS, finding_title, table_figures

SMALL = "fewer than 10 or withheld"


def listed(counts: dict[str, int | None], code: str = "COUNT") -> list[Finding]:
    return [
        Finding(code, "t", Estimate(n, n, n, None, "count"), ("sex",), (label,), suppressed=n is None)
        for label, n in counts.items()
    ]


def test_totals_come_in_the_order_a_reader_expects(sample_release: Release) -> None:
    members = next(f for f in table_figures(sample_release.findings, SMALL) if f.table == "members")
    assert members.totals is not None
    assert [row[0].text for row in members.totals.rows] == [
        "Rows",
        "Different rows",
        "Persons",
        "First date in 入党时间",
        "Last date in 入党时间",
    ]
    persons = [c.text.replace("\u202f", " ") for c in members.totals.rows[2]]
    assert persons[1:4] == ["198 733", "198 402–199 010 (95 %)", "198 402–200 381"]
    assert persons[4] == "distinct valid identity numbers, else name and birth date; of 199 801"


def test_a_withheld_total_has_no_interval() -> None:
    hidden = Finding("PERSONS", "t", Estimate(None, None, None, 0.95, "count"), suppressed=True)
    (figures,) = table_figures([hidden], SMALL)
    assert figures.totals is not None
    assert [c.text for c in figures.totals.rows[0]] == ["Persons", SMALL, "–", "–", "count"]


def test_bars_are_by_size_and_withheld_ones_by_label() -> None:
    """The order of withheld bars must not tell which is larger."""
    (figures,) = table_figures(listed({"c": 50, "z": None, "a": None, "b": 100, "n": 0}), SMALL)
    (chart,) = figures.charts
    assert [(b.label, b.size, b.is_withheld) for b in chart.bars] == [
        ("b", 1.0, False),
        ("c", 0.5, False),
        ("n", 0.0, False),
        ("a", 0.0, True),
        ("z", 0.0, True),
    ]
    assert [b.value for b in chart.bars[-2:]] == [SMALL, SMALL]
    assert figures.totals is None


def test_an_interval_is_drawn_inside_the_chart() -> None:
    wide = Finding("COUNT", "t", Estimate(50, 25, 100, 0.95, "review"), ("sex",), ("F",))
    ((bar,),) = [c.bars for c in table_figures([wide], SMALL)[0].charts]
    assert (bar.size, bar.low, bar.high, bar.has_interval) == (0.5, 0.25, 1.0, True)
    assert not table_figures(listed({"a": 5}), SMALL)[0].charts[0].bars[0].has_interval


def test_all_withheld_draws_no_bar() -> None:
    (figures,) = table_figures(listed({"a": None, "b": None}), SMALL)
    assert {b.size for b in figures.charts[0].bars} == {0.0}


def test_a_long_list_is_cut_and_says_so() -> None:
    (figures,) = table_figures(listed({f"v{i:03d}": i + 10 for i in range(MOST_BARS + 5)}), SMALL)
    assert (len(figures.charts[0].bars), figures.charts[0].more) == (MOST_BARS, 5)


def test_notes_that_all_share_stand_on_the_chart() -> None:
    cells = [
        Finding("COUNT", "t", Estimate.exact(20), ("sex",), ("F",), notes=("counts-persons",)),
        Finding("COUNT", "t", Estimate.exact(30), ("sex",), ("",), notes=("counts-persons", "no-value")),
    ]
    (chart,) = table_figures(cells, SMALL)[0].charts
    assert chart.notes == ("counts-persons",)
    assert [b.notes for b in chart.bars] == [("no-value",), ()]


def test_shares_and_unknown_codes_are_told() -> None:
    share = Finding("SHARE", "t", Estimate(0.25, 0.2, 0.3, 0.9, "wilson", 400, bound_low=0.1, bound_high=0.6))
    whole = Finding("NEW-CODE", "t", Estimate(0.5, 0.5, 0.5, None, "m"), ("a", "b"), scope="whole")
    odd = Finding("PERSONS", "t", Estimate(50, 40, 60, None, "m"))
    (figures,) = table_figures([share, whole, odd], SMALL)
    assert figures.totals is not None
    told = [[c.text.replace("\u202f", " ") for c in row] for row in figures.totals.rows]
    assert told[1] == ["Share", "25.0 %", "20.0 %–30.0 % (90 %)", "10.0 %–60.0 %", "wilson; of 400"]
    assert told[2][0] == finding_title(whole) == "NEW-CODE in a, b, in the whole database"
    assert told[0][2] == "40–60"
    (chart,) = table_figures(listed({"a": 1}, "NEW-CODE"), SMALL)[0].charts
    assert chart.title == "NEW-CODE by sex"
