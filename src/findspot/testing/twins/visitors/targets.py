"""The index of people on lists: invented list codes, neutral groups, the same people on several lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from findspot.testing.ids import REGIONS, make_ids
from findspot.testing.twins.documents import Field, index_fields
from findspot.testing.twins.draws import (
    Flags,
    apportion,
    choose,
    concat,
    digits,
    format_times,
    pick_shares,
    text,
    where,
)
from findspot.testing.twins.elasticdump import mark_field
from findspot.testing.twins.plan import TwinOrder
from findspot.testing.twins.tally import Tally
from findspot.testing.twins.visitors import names
from findspot.testing.twins.visitors.codes import LISTS, MAIN_LIST, draw_units
from findspot.testing.twins.visitors.scale import DAY, WINDOWS, Scale

GROUPS: Final = ("group A", "group B", "group C")
"""Neutral labels in the place of ethnic groups."""

_ELSEWHERE: Final = (0.04, 0.03, 0.93)
"""Shares of the groups on the other lists."""
_LEVELS: Final = {"一级": 0.1, "二级": 0.3, "三级": 0.3, "1": 0.1, "2": 0.1, "": 0.1}
_FIRST_BIRTH: Final = np.datetime64("1940-01-01")
_BIRTH_DAYS: Final = 22_000


@dataclass(frozen=True, slots=True)
class Targets:
    """The people (one row each), and the rows of the index: whose each is, and of which list."""

    han: pa.Array
    first: pa.Array
    last: pa.Array
    latin: pa.Array
    dotted: Flags
    id_number: pa.Array
    group: NDArray[np.int64]
    person: NDArray[np.int64]
    list_number: NDArray[np.int64]
    target_id: pa.Array


def make_targets(order: TwinOrder, scale: Scale) -> Targets:
    """Return the people on lists, and their rows."""
    random = order.random("targets")
    again = round(order.share("duplicates") * scale.target)
    count = scale.target - again
    person, list_number, group = _fill_lists(order, random, scale, count)
    male = random.random(count) < 0.68
    born = _FIRST_BIRTH + random.integers(0, _BIRTH_DAYS, count)
    by_default = choose(random, order.share("default_birthday"), count)
    born = np.where(by_default, born.astype("datetime64[Y]").astype("datetime64[D]"), born)
    regions = np.array([int(code) for code in REGIONS])
    region = regions[random.integers(0, len(regions), count)]
    dotted = group == 0
    first, last, dotted_latin = names.draw_dotted(random, count)
    han = names.draw_han(random, born.astype("datetime64[Y]").astype(np.int64) + 1970, male)
    shuffled = random.permutation(scale.target)
    return Targets(
        han=han,
        first=first,
        last=last,
        latin=where(dotted, dotted_latin, names.spell(han)),
        dotted=dotted,
        id_number=make_ids(region, born, male),
        group=group,
        person=person[shuffled],
        list_number=list_number[shuffled],
        target_id=concat("T", digits(30_000_000 + np.cumsum(random.integers(1, 4, scale.target)), 8)),
    )


def _fill_lists(
    order: TwinOrder, random: np.random.Generator, scale: Scale, count: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return the person and the list of each row, and the group of each person.

    The main list has exactly as many people as ordered, each once, and exactly as many of them of the first group.
    """
    main = min(count, round(order.count("list_size") * scale.targets))
    first_group = min(main, round(order.count("list_group_a") * scale.targets))
    others = np.array([number for number in range(1, LISTS + 1) if number != MAIN_LIST])
    own = np.concatenate([np.full(main, MAIN_LIST), others[random.integers(0, len(others), count - main)]])
    again = random.permutation(count)[: scale.target - count]
    shift = random.integers(1, len(others), len(again))
    at = np.searchsorted(others, own[again])
    elsewhere = np.where(own[again] == MAIN_LIST, others[shift], others[(at + shift) % len(others)])
    group = np.concatenate(
        [
            np.zeros(first_group, np.int64),
            np.repeat([1, 2], apportion(main - first_group, (0.2, 0.8))),
            random.permutation(np.repeat([0, 1, 2], apportion(count - main, _ELSEWHERE))),
        ]
    )
    return np.concatenate([np.arange(count), again]), np.concatenate([own, elsewhere]), group


def describe_targets(targets: Targets) -> pa.Table:
    """Return the canonical values of the people."""
    return pa.table(
        {
            "name": where(
                targets.dotted,
                names.write_dotted(targets.first, targets.last, np.zeros(len(targets.han), np.int64)),
                targets.han,
            ),
            "name_latin": targets.latin,
            "id_number": targets.id_number,
            "group": pa.array(GROUPS).take(pa.array(targets.group)),
            "lists": pa.array(np.bincount(targets.person, minlength=len(targets.han))),
        }
    )


def row_names(random: np.random.Generator, targets: Targets, person: NDArray[np.int64]) -> pa.Array:
    """Return the names of some people as one typist or another wrote them."""
    place = pa.array(person)
    dot = random.integers(0, len(names.DOTS), len(person))
    dotted = names.write_dotted(targets.first.take(place), targets.last.take(place), dot)
    return where(targets.dotted[person], dotted, targets.han.take(place))


def target_fields(order: TwinOrder, targets: Targets, units: pa.Table, tally: Tally) -> list[Field]:
    """Return the documents of the index; some name a unit that is not in the table."""
    random = order.random("target rows")
    person, count = targets.person, len(targets.person)
    place = pa.array(person)
    created = WINDOWS["target"].draw(random, count)
    updated = created + random.integers(0, 300 * DAY, count)
    unit = draw_units(random, units, tally.note("dangling", choose(random, order.share("dangling"), count)))
    latin = targets.latin.take(place)
    number = digits(targets.list_number, 2)
    fields = [
        Field("target_id", targets.target_id),
        Field("name", row_names(random, targets, person)),
        Field(
            "name_latin",
            where(random.random(count) < 0.4, None, where(random.random(count) < 0.5, latin, pc.utf8_upper(latin))),
        ),
        Field("id_no", where(choose(random, 0.03, count), "", targets.id_number.take(place))),
        Field("ethnicity", pa.array(GROUPS).take(pa.array(targets.group[person]))),
        Field("list_code", concat("L", number)),
        Field("list_name", concat("名单", text(targets.list_number), "号")),
        Field("level", pick_shares(random, _LEVELS, count)),
        Field("reason", names.draw_reasons(random, count)),
        Field("unit", unit),
        Field("create_time", format_times(created, "%Y-%m-%d %H:%M:%S")),
        Field("update_time", text(updated * 1000), "bare", absent=random.random(count) < 0.3),
        mark_field(count),
    ]
    return index_fields("person_target", "doc", targets.target_id, fields)


def cache_table(order: TwinOrder, targets: Targets) -> tuple[pa.Table, NDArray[np.int64]]:
    """Return the rows of a client's cache of the lists, and the person of each."""
    random = order.random("cache")
    count = max(1, round(0.4 * len(targets.person)))
    rows = np.sort(random.permutation(len(targets.person))[:count])
    person = targets.person[rows]
    seen = WINDOWS["face"].draw(random, count)
    table = pa.table(
        {
            "target_id": targets.target_id.take(pa.array(rows)),
            "name": row_names(random, targets, person),
            "list_code": concat("L", digits(targets.list_number[rows], 2)),
            "hits": text(random.geometric(0.2, count) - 1),
            "last_seen": where(random.random(count) < 0.6, None, format_times(seen, "%Y-%m-%dT%H:%M:%SZ")),
        }
    )
    return table, person


def mention(random: np.random.Generator, targets: Targets, count: int) -> tuple[pa.Array, NDArray[np.int64]]:
    """Return people's names for free text, and whose they are."""
    person = random.integers(0, len(targets.han), count)
    return row_names(random, targets, person), person


def draw_target_ids(random: np.random.Generator, targets: Targets, lost: Flags) -> tuple[pa.Array, NDArray[np.int64]]:
    """Return target ids for captures, and the person of each; those ``lost`` are in no index (-1)."""
    count = len(lost)
    row = random.integers(0, len(targets.person), count)
    ids = where(lost, concat("T2", digits(random.integers(0, 10**7, count), 7)), targets.target_id.take(pa.array(row)))
    return ids, np.where(lost, -1, targets.person[row])
