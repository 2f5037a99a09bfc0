"""Canonical people and their names."""

from __future__ import annotations

import numpy as np

from findspot.testing.twins.profiles.batches import countries, lay_out
from findspot.testing.twins.profiles.people import OCCUPATIONS, describe_people, make_profiled_people

from .conftest import place


def test_canonical_values_of_all_people_in_order() -> None:
    layout = lay_out(place(400))
    people = make_profiled_people(place(400), layout)
    (table,) = describe_people(people, np.ones(len(layout.country), np.bool_))
    assert len(table) == len(layout.country)
    codes = [country.code for country in countries()]
    assert table.column("country").to_pylist() == [codes[number] for number in layout.country]
    assert set(table.column("sex").to_pylist()) == {"F", "M"}
    assert set(table.column("occupation").to_pylist()) <= set(OCCUPATIONS)
    for name in ("name_latin", "name_han", "born"):
        assert table.column(name).null_count == 0


def test_a_persons_spellings_differ_but_the_person_is_the_same() -> None:
    order = place(400)
    people = make_profiled_people(order, lay_out(order))
    everyone = np.arange(len(people.country))
    spellings = [people.write_names(everyone, np.full(len(everyone), variant)) for variant in range(3)]
    differing = [len({s.latin[n].as_py() for s in spellings}) for n in range(len(everyone))]
    assert np.mean(np.array(differing) > 1) > 0.5
    assert [s.native.to_pylist() for s in spellings[:1]] == [spellings[2].native.to_pylist()]


def test_family_names_come_first_where_they_do() -> None:
    order = place(400)
    people = make_profiled_people(order, lay_out(order))
    japanese = np.flatnonzero(people.country == [country.code for country in countries()].index("JP"))
    names = people.write_names(japanese, np.zeros(len(japanese), np.int64))
    assert names.family_first.all()
    for latin, swapped in zip(names.latin.to_pylist(), names.swapped.to_pylist(), strict=True):
        given, family = latin.split(" ")
        assert swapped == f"{family} {given}"
    assert all("·" not in han for han in names.han.to_pylist())


def test_men_and_women_of_english_names_have_names_of_their_sex() -> None:
    order = place(400)
    people = make_profiled_people(order, lay_out(order))
    british = people.country == [country.code for country in countries()].index("GB")
    names = people.write_names(
        np.flatnonzero(british & people.female), np.zeros(int((british & people.female).sum()), np.int64)
    )
    assert not {name.split(" ")[0] for name in names.latin.to_pylist()} & {"James", "Oliver", "Jack", "Harry"}
