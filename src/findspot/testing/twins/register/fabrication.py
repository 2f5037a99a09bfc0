"""Rows that somebody made up to pass for members, in six ways from crude to careful (facts/verify.md, section 3)."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from findspot.errors import UsageProblem
from findspot.testing.names import draw_name_codes, name_pools
from findspot.testing.twins.draws import Indices
from findspot.testing.twins.plan import TwinOrder
from findspot.testing.twins.regions import load_regions
from findspot.testing.twins.register.members import (
    LEVELS,
    SNAPSHOT,
    Members,
    draw_phones,
    draw_sequences,
    uniform_sequences,
    years_of,
)
from findspot.testing.twins.register.rows import FABRICATED, ORIGINAL, Rows
from findspot.testing.twins.register.tree import Tree

CLASSES: Final = ("F1", "F2", "F3", "F3b", "F4", "F5")
_COHORT_YEARS: Final = 10
_YEAR_DAYS: Final = 365


def fabricate(order: TwinOrder, tree: Tree, members: Members, rows: Rows) -> tuple[Members, Rows]:
    """Return members and rows with the share of rows replaced that was asked for.

    Fabricated people stand behind the real ones. Rows of branches behind a claim are left alone.

    Raises:
        UsageProblem: There is no such class.
    """
    kind = order.text("fabrication")
    if kind not in CLASSES:
        raise UsageProblem(f"There is no fabrication {kind!r}.", advice=f"Classes are {', '.join(CLASSES)}.")
    able = np.flatnonzero((rows.origin == ORIGINAL) & ~tree.claimed[rows.branch])
    able = able[~np.isin(able, rows.model[rows.model != np.arange(len(rows))])]
    count = min(len(able), round(order.share("fabricated") * len(rows)))
    if not count:
        return members, rows
    random = order.random("fabrication", kind)
    if order.count("fabricated_block"):
        first = int(random.integers(0, len(able) - count + 1))
        slots = able[first : first + count]
    else:
        slots = np.sort(random.permutation(able)[:count])
    fakes = _make(kind, random, tree, members, count)
    fakes = fakes.change(branch=np.where(tree.claimed[fakes.branch], _any_branch(random, tree, count), fakes.branch))
    person, origin, branch = rows.person.copy(), rows.origin.copy(), rows.branch.copy()
    person[slots] = len(members) + np.arange(count)
    origin[slots] = FABRICATED
    branch[slots] = fakes.branch
    short = rows.short_id.copy()
    short[slots] = False
    return members.append(fakes), replace(rows, person=person, origin=origin, branch=branch, short_id=short)


def _make(kind: str, random: np.random.Generator, tree: Tree, members: Members, count: int) -> Members:
    if kind in {"F1", "F2"}:
        return _as_a_package_does(random, tree, members, count, consistent=kind == "F2")
    if kind == "F3":
        return _from_marginals(random, members, _shuffled(random, members, count))
    if kind == "F3b":
        return _from_marginals(random, members, _within_cohorts(random, tree, members, count), lawful=True)
    if kind == "F4":
        return _copied_and_changed(random, members, count)
    return _from_the_joint_law(random, tree, members, count)


def _as_a_package_does(
    random: np.random.Generator, tree: Tree, members: Members, count: int, *, consistent: bool
) -> Members:
    """Return rows as a faker package gives: every column flat and of its own; F2 makes the id fit the other columns."""
    base = members.take(random.integers(0, len(members), count))
    born = random.integers(-14_000, 11_000, count)
    male = random.random(count) < 0.5
    surnames, given = name_pools()
    id_born = born if consistent else random.integers(-14_000, 11_000, count)
    id_male = male if consistent else random.random(count) < 0.5
    region = random.integers(0, len(load_regions().code), count)
    return base.change(
        branch=_any_branch(random, tree, count),
        male=male,
        born=born,
        id_born=id_born,
        region=region,
        native=random.integers(0, len(load_regions().code), count),
        sequence=uniform_sequences(random, id_male),
        has_id=np.ones(count, np.bool_),
        surname=random.integers(0, len(surnames), count),
        given=random.integers(0, len(given), count),
        special=np.full(count, -1),
        group=np.zeros(count, np.int64),
        level=random.integers(0, len(LEVELS), count),
        joined=np.minimum(born + random.integers(18 * 365, 50 * 365, count), SNAPSHOT.astype(np.int64)),
        phone=draw_phones(random, count),
        landline=np.zeros(count, np.int64),
        has_address=np.ones(count, np.bool_),
    )


def _any_branch(random: np.random.Generator, tree: Tree, count: int) -> Indices:
    open_leaves = tree.leaf[~tree.claimed[tree.leaf]]
    return np.asarray(random.choice(open_leaves, count), np.int64)


def _shuffled(random: np.random.Generator, members: Members, count: int) -> dict[str, Indices]:
    """Return for each column of a fake whose value it takes: anybody's, another one's in each column."""
    return {name: random.integers(0, len(members), count) for name in _COLUMNS}


def _within_cohorts(random: np.random.Generator, tree: Tree, members: Members, count: int) -> dict[str, Indices]:
    """Return for each column of a fake whose value it takes: somebody's of one ten-year cohort, sex and sector."""
    cohort = years_of(members.born) // _COHORT_YEARS
    cell = (cohort * 2 + members.male) * 8 + tree.sector[members.branch]
    order = np.argsort(cell, kind="stable")
    ordered = cell[order]
    own = cell[random.integers(0, len(members), count)]
    low, high = np.searchsorted(ordered, own, "left"), np.searchsorted(ordered, own, "right")
    return {name: order[low + (random.random(count) * (high - low)).astype(np.int64)] for name in _COLUMNS}


_COLUMNS: Final = ("branch", "born", "region", "name", "group", "level", "joined", "address")


def _from_marginals(
    random: np.random.Generator, members: Members, sources: dict[str, Indices], *, lawful: bool = False
) -> Members:
    """Return rows whose columns come from different people; id, sex and birth date fit each other."""
    base = members.take(sources["born"])
    name, address, joined = (sources[part] for part in ("name", "address", "joined"))
    count = len(base)
    age = members.joined[joined] - members.born[joined]
    law = draw_sequences(random, members.region[sources["region"]], base.born, base.male) if lawful else None
    return base.change(
        branch=members.branch[sources["branch"]],
        id_born=base.born,
        region=members.region[sources["region"]],
        native=members.native[sources["region"]],
        sequence=uniform_sequences(random, base.male) if law is None else law,
        surname=members.surname[name],
        given=members.given[name],
        special=np.where(members.group[sources["group"]] > 0, members.special[sources["group"]], -1),
        group=members.group[sources["group"]],
        level=members.level[sources["level"]],
        joined=np.minimum(base.born + np.maximum(age, 18 * _YEAR_DAYS), SNAPSHOT.astype(np.int64)),
        phone=np.where(base.phone > 0, draw_phones(random, count), 0),
        street=members.street[address],
        house=members.house[address],
        position=np.zeros(count, np.int64),
    )


def _copied_and_changed(random: np.random.Generator, members: Members, count: int) -> Members:
    """Return real rows with another given name, day of birth or sequence number, and another phone."""
    base = members.take(random.integers(0, len(members), count))
    day = np.where(random.random(count) < 0.5, random.integers(-9, 10, count), 0)
    _, given = draw_name_codes(random, years_of(base.born), base.male)
    return base.change(
        given=np.where(random.random(count) < 0.7, given, base.given),
        born=base.born + day,
        id_born=base.born + day,
        sequence=uniform_sequences(random, base.male),
        phone=np.where(base.phone > 0, draw_phones(random, count), 0),
        has_id=np.ones(count, np.bool_),
    )


def _from_the_joint_law(random: np.random.Generator, tree: Tree, members: Members, count: int) -> Members:
    """Return people as the model draws them, in any branch of their sector."""
    base = members.take(random.integers(0, len(members), count))
    surname, given = draw_name_codes(random, years_of(base.born), base.male)
    sector = tree.sector[base.branch]
    branch = base.branch.copy()
    for number in np.unique(sector).tolist():
        mine = np.flatnonzero(sector == number)
        pool = tree.leaf[(tree.sector[tree.leaf] == number) & ~tree.claimed[tree.leaf]]
        if len(pool):
            branch[mine] = random.choice(pool, len(mine))
    return base.change(
        branch=branch,
        surname=surname,
        given=given,
        special=np.full(count, -1),
        group=np.zeros(count, np.int64),
        sequence=draw_sequences(random, base.region, base.born, base.male),
        phone=np.where(base.phone > 0, draw_phones(random, count), 0),
        house=random.integers(1, 900, count),
    )
