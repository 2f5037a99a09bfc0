"""The index of entries and exits: travellers with passports of a series that cannot exist."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from findspot.testing.tables import read_table
from findspot.testing.twins.documents import Field, index_fields
from findspot.testing.twins.draws import (
    Indices,
    apportion,
    choose,
    choose_among,
    concat,
    digits,
    format_times,
    pick,
    pick_shares,
    select,
    where,
)
from findspot.testing.twins.elasticdump import mark_field
from findspot.testing.twins.plan import TwinOrder
from findspot.testing.twins.profiles.names import name_pool
from findspot.testing.twins.tally import Tally
from findspot.testing.twins.visitors.scale import WINDOWS, Scale

HOME: Final = "CHN"
MIXED_UP: Final = {"AUS": "AUT", "AUT": "AUS", "IND": "IDN", "IDN": "IND"}
"""Nationalities that are taken for each other, since their names in Chinese begin alike."""

_SERIES: Final = "QX"
"""Eight digits follow: ten characters, where the field of a machine-readable passport has nine (ICAO Doc 9303-4)."""

_PORTS: Final = ("临澜港", "云栖机场", "望汐口岸", "P01", "P02", "岚山机场T2")
_DIRECTIONS: Final = {"入": 0.3, "出": 0.3, "I": 0.15, "O": 0.15, "入境": 0.05, "出境": 0.05}
_FIRST_BIRTH: Final = np.datetime64("1945-01-01")
_BIRTH_DAYS: Final = 21_000
_ROWS_A_TRAVELLER: Final = 1.09
_RENEWED: Final = 0.02
_HOME_ROWS: Final = 1.3
_PASSPORTS: Final = 4
"""Most passports of one person; a passport's number over this is the person's."""
_KNOBS: Final = {code: f"persons_{code.lower()}" for code in ("GBR", "USA", "CAN", "AUS")}


@dataclass(frozen=True, slots=True)
class Nation:
    """A country, how it is written, the culture of its names, and its travellers at size L."""

    code: str
    numeric: str
    han: str
    culture: str
    persons: int


@dataclass(frozen=True, slots=True)
class Travellers:
    """One row a person; ``nation`` counts in ``nations()``, -1 is at home."""

    nation: NDArray[np.int64]
    surname: pa.Array
    given: pa.Array
    female: NDArray[np.bool_]
    born: NDArray[np.datetime64]


@dataclass(frozen=True, slots=True)
class Entries:
    """The travellers, and of each row: whose it is, and which of the person's passports was shown."""

    travellers: Travellers
    person: NDArray[np.int64]
    passport: NDArray[np.int64]

    def count(self, code: str) -> dict[str, int]:
        """Return persons, rows and passports of a nationality."""
        number = [nation.code for nation in nations()].index(code)
        mine = self.travellers.nation[self.person] == number
        return {
            "persons": len(np.unique(self.person[mine])),
            "rows": int(mine.sum()),
            "passports": len(np.unique(self.passport[mine])),
        }


@cache
def nations() -> tuple[Nation, ...]:
    """Return the countries that travellers are from."""
    rows = read_table("visitors_nations")
    return tuple(Nation(r["alpha3"], r["numeric"], r["chinese"], r["culture"], int(r["persons"])) for r in rows)


def make_entries(order: TwinOrder, scale: Scale) -> Entries:
    """Return travellers and their rows: exactly so many persons, rows and passports of GBR as ordered."""
    random = order.random("entries")
    persons, rows, passports = _count_by_nation(order, scale)
    first = np.cumsum(persons) - persons
    shown = [_show_passports(random, *counts) for counts in zip(persons, rows, passports, strict=True)]
    abroad = np.concatenate([place * _PASSPORTS + which for place, which in zip(first, shown, strict=True)])
    at_home = max(1, round((scale.entry - len(abroad)) / _HOME_ROWS))
    crossings = np.concatenate([np.arange(at_home), random.integers(0, at_home, scale.entry)])
    home = (first[-1] + persons[-1] + crossings[: max(0, scale.entry - len(abroad))]) * _PASSPORTS
    passport = random.permutation(np.concatenate([abroad, home]))
    nation = np.concatenate([np.repeat(np.arange(len(persons)), persons), np.full(at_home, -1)])
    return Entries(_make_travellers(random, nation), passport // _PASSPORTS, passport)


def _count_by_nation(order: TwinOrder, scale: Scale) -> tuple[Indices, Indices, Indices]:
    """Return persons, rows and passports of each nation: those of the knobs exactly, the rest in proportion."""
    codes = [nation.code for nation in nations()]
    fixed = {codes.index(code): round(order.count(knob) * scale.entries) for code, knob in _KNOBS.items()}
    weights = np.array([0.0 if n in fixed else float(nation.persons) for n, nation in enumerate(nations())])
    persons = apportion(max(0, round(order.count("foreigners") * scale.entries) - sum(fixed.values())), weights)
    for number, count in fixed.items():
        persons[number] = count
    rows = np.maximum(persons, np.rint(persons * _ROWS_A_TRAVELLER).astype(np.int64))
    passports = np.minimum(rows, persons + np.rint(persons * _RENEWED).astype(np.int64))
    british = codes.index("GBR")
    held = round(order.count("gbr_passports") * scale.entries)
    passports[british] = np.clip(held, persons[british], persons[british] * _PASSPORTS)
    rows[british] = max(passports[british], round(order.count("gbr_rows") * scale.entries))
    rows[british] *= min(1, persons[british])
    return persons, rows, passports


def _show_passports(random: np.random.Generator, people: int, rows: int, passports: int) -> Indices:
    """Return the passport shown in each row, so many numbers a person; all persons and passports are shown."""
    later = random.permutation(people * (_PASSPORTS - 1))[: passports - people]
    held = np.concatenate([np.arange(people) * _PASSPORTS, later + later // (_PASSPORTS - 1) + 1])
    again = held[random.integers(0, len(held), rows - len(held))] if len(held) else held
    return np.concatenate([held, again])


def _make_travellers(random: np.random.Generator, nation: NDArray[np.int64]) -> Travellers:
    count = len(nation)
    female = random.random(count) < 0.42
    born = _FIRST_BIRTH + random.integers(0, _BIRTH_DAYS, count)
    pool = name_pool()
    cultures = sorted({n.culture for n in nations()} | {"chinese"})
    culture = np.array([*(cultures.index(n.culture) for n in nations()), cultures.index("chinese")])[nation]
    family = pool.draw(random, culture, cultures, np.full(count, 2))
    given = pool.draw(random, culture, cultures, female.astype(np.int64))
    # Passports have Latin capitals without marks in their machine-readable lines.
    latin = [pc.utf8_upper(pool.plain.take(pa.array(part))) for part in (family, given)]
    return Travellers(nation, latin[0], latin[1], female, born)


def describe_travellers(travellers: Travellers) -> pa.Table:
    """Return the canonical values of the travellers."""
    codes = pa.array([*(nation.code for nation in nations()), HOME])
    return pa.table(
        {
            "surname": travellers.surname,
            "given": travellers.given,
            "nationality": codes.take(pa.array(travellers.nation % (len(nations()) + 1))),
            "sex": where(travellers.female, "F", "M"),
            "born": pa.array(travellers.born),
        }
    )


def write_passports(passport: NDArray[np.int64]) -> pa.Array:
    """Return the numbers of passports."""
    return concat(_SERIES, digits((passport * 7_919 + 10_007) % 10**8, 8))


def entry_fields(order: TwinOrder, entries: Entries, tally: Tally) -> list[Field]:
    """Return the documents of the index."""
    random, count = order.random("entry rows"), len(entries.person)
    travellers, person = entries.travellers, entries.person
    place = pa.array(person)
    swapped = tally.note("swapped_names", choose(random, order.share("swapped_names"), count))
    surname, given = travellers.surname.take(place), travellers.given.take(place)
    british = travellers.nation[person] == [nation.code for nation in nations()].index("GBR")
    misread = tally.note("passport_o", choose_among(random, order.share("passport_o"), ~british), int((~british).sum()))
    passport = write_passports(entries.passport)
    letters = pc.replace_substring(passport, "0", "O", max_replacements=1)
    born = travellers.born[person]
    default = tally.note("default_birthday", choose(random, order.share("default_birthday"), count))
    born = np.where(default, born.astype("datetime64[Y]").astype("datetime64[D]"), born)
    moment = WINDOWS["entry"].draw(random, count)
    sex = random.integers(0, 3, count)
    female = travellers.female[person]
    days = pa.array(born).cast(pa.timestamp("s"))
    fields = [
        Field("passport_no", where(misread, letters, passport)),
        Field("nationality", _write_nationality(random, order, travellers.nation[person], tally)),
        Field("surname", where(swapped, given, surname)),
        Field("given", where(swapped, surname, given)),
        Field(
            "birth",
            where(random.random(count) < 0.7, pc.strftime(days, format="%Y-%m-%d"), pc.strftime(days, format="%Y%m%d")),
        ),
        Field("sex", select(sex, [where(female, *pair) for pair in (("F", "M"), ("女", "男"), ("2", "1"))])),
        Field("port", pick(random, _PORTS, count)),
        Field("direction", pick_shares(random, _DIRECTIONS, count)),
        Field(
            "flight", where(random.random(count) < 0.2, None, concat("QQX", digits(random.integers(1, 999, count), 3)))
        ),
        Field("ts", format_times(moment, "%Y-%m-%d %H:%M:%S")),
        Field("insert_time", format_times(moment + random.integers(60, 20 * 86_400, count), "%Y-%m-%dT%H:%M:%S+08:00")),
        mark_field(count),
    ]
    return index_fields("entry_exit", "doc", concat("ee", digits(np.arange(count), 10)), fields)


def _write_nationality(
    random: np.random.Generator, order: TwinOrder, nation: NDArray[np.int64], tally: Tally
) -> pa.Array:
    """Return nationalities as three letters, in Chinese or as a number; some are taken for another."""
    codes = [nation.code for nation in nations()]
    traps = np.isin(nation, [codes.index(code) for code in MIXED_UP])
    mixed = choose_among(random, order.share("nationality_mixed_up"), traps)
    tally.note("nationality_mixed_up", mixed, int(traps.sum()))
    other = np.array([codes.index(MIXED_UP[code]) if code in MIXED_UP else n for n, code in enumerate(codes)])
    number = np.where(mixed, other[nation], nation) % (len(codes) + 1)
    forms = [
        pa.array([*codes, HOME]),
        pa.array([*(n.han for n in nations()), "中国"]),
        pa.array([*(n.numeric for n in nations()), "156"]),
    ]
    form = random.choice(3, len(nation), p=(0.5, 0.4, 0.1))
    return select(form, [written.take(pa.array(number)) for written in forms])
