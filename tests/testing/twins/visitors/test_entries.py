"""Border crossings: exact counts of persons, rows and passports; numbers that cannot be; nationalities mixed up."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from findspot.testing.twins.visitors.entries import HOME, MIXED_UP, make_entries, nations
from findspot.testing.twins.visitors.scale import set_scale

from .conftest import Twin, place


def test_british_persons_rows_and_passports_are_as_published() -> None:
    order = place(200_000, size="M")
    entries = make_entries(order, set_scale(order))
    assert entries.count("GBR") == {"persons": 150, "rows": 163, "passports": 155}
    assert [entries.count(code)["persons"] for code in ("USA", "CAN", "AUS")] == [697, 172, 161]
    assert (entries.travellers.nation >= 0).sum() == 5_012
    assert len(entries.person) == 41_000


@given(st.integers(20, 6_000), st.integers(0, 3), st.integers(0, 20_000), st.integers(0, 400))
@settings(max_examples=25, deadline=None)
def test_all_travellers_travel_and_show_their_own_passports(
    rows: int, seed: int, foreigners: int, british: int
) -> None:
    order = place(rows, seed, foreigners=foreigners, persons_gbr=british)
    scale = set_scale(order)
    entries = make_entries(order, scale)
    assert len(entries.person) >= scale.entry
    assert (entries.passport // 4 == entries.person).all()
    abroad = int((entries.travellers.nation >= 0).sum())
    assert set(range(abroad)) <= set(entries.person.tolist())
    counts = entries.count("GBR")
    assert counts["rows"] >= counts["passports"] >= counts["persons"] == round(british * scale.entries)


def test_planted_counts_are_in_the_rows(twin: Twin) -> None:
    people = twin.entities("traveller")
    rows = twin.rows("entry_exit")
    british = [row for row in rows if people[row["_entity"]]["nationality"] == "GBR"]
    planted = twin.planted["claim.V2"]
    assert len(british) == planted["rows"]
    assert len({row["_entity"] for row in british}) == planted["persons"]
    assert len({row["_source.passport_no"] for row in british}) == planted["passports"]
    assert {row["_source.nationality"] for row in british} <= {"GBR", "英国", "826"}
    assert sum(person["nationality"] != HOME for person in people) == twin.planted["claim.V5.foreigners"]


def test_passport_numbers_cannot_exist(twin: Twin) -> None:
    numbers = [row["_source.passport_no"] for row in twin.rows("entry_exit")]
    assert all(re.fullmatch(r"QX[0-9O]{8}", number) for number in numbers)
    assert 0 < sum("O" in number for number in numbers) < 0.02 * len(numbers)


def test_nationalities_are_written_in_three_ways_and_some_are_mixed_up(twin: Twin) -> None:
    forms = {nation.code: {nation.code, nation.han, nation.numeric} for nation in nations()} | {
        HOME: {HOME, "中国", "156"}
    }
    people = twin.entities("traveller")
    mixed = 0
    for row in twin.rows("entry_exit"):
        true, written = people[row["_entity"]]["nationality"], row["_source.nationality"]
        if written not in forms[true]:
            assert written in forms[MIXED_UP[true]]
            mixed += 1
    assert mixed == twin.rates["nationality_mixed_up"].count


def test_mixed_up_nationalities_come_at_the_rate_ordered(tmp_path_factory: pytest.TempPathFactory, twin: Twin) -> None:
    assert twin.rates["nationality_mixed_up"].of == sum(
        counts["rows"] for code, counts in twin.planted["claim.V5.by_nationality"].items() if code in MIXED_UP
    )


def test_names_are_capitals_without_marks_and_sometimes_swapped(twin: Twin) -> None:
    people = twin.entities("traveller")
    swapped = 0
    for row in twin.rows("entry_exit"):
        person = people[row["_entity"]]
        names = (row["_source.surname"], row["_source.given"])
        assert all(name.isascii() and name == name.upper() for name in names)
        swapped += names == (person["given"], person["surname"]) != names[::-1]
        assert set(names) == {person["given"], person["surname"]}
    assert swapped == pytest.approx(0.04 * len(twin.rows("entry_exit")), abs=2)


def test_most_crossings_are_in_six_months(twin: Twin) -> None:
    months = Counter(row["_source.ts"][:7] for row in twin.rows("entry_exit"))
    core = sum(count for month, count in months.items() if "2018-04" <= month <= "2018-09")
    assert core == round(0.92 * months.total())


def test_birthdays_are_the_persons_or_the_first_of_january(twin: Twin) -> None:
    people = twin.entities("traveller")
    defaults = 0
    for row in twin.rows("entry_exit"):
        written = row["_source.birth"].replace("-", "")
        born = people[row["_entity"]]["born"]
        defaults += written != born.strftime("%Y%m%d")
        assert written in {born.strftime("%Y%m%d"), f"{born.year}0101"}
    assert defaults == pytest.approx(0.04 * len(twin.rows("entry_exit")), abs=2)


def test_what_was_typed_in_later_has_a_later_time(twin: Twin) -> None:
    for row in twin.rows("entry_exit"):
        assert row["_source.insert_time"][:10] >= row["_source.ts"][:10]
