"""The rows of the member table: each person once, some again, blank and test rows between, fabricated ones on top."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from findspot.testing.twins.draws import Flags, Indices, choose
from findspot.testing.twins.plan import TwinOrder
from findspot.testing.twins.register.members import Members, ages
from findspot.testing.twins.register.tree import Tree

ORIGINAL, EXACT, TRANSFER, RETYPED, OTHER_FORM, BLANK, TEST, FABRICATED = range(8)
"""How a row came to be: a person's own; a copy of the row above; the person in another branch; again with an id typed
wrong; again with 15 digits; a row without content; one that somebody tried the program with; a made-up one."""

FIRST_PART: Final = 2**20 / 1_957_239
"""Share of the rows that are in the first file: 2^20 is what a spreadsheet holds."""
_SHORT_IDS_BORN_BEFORE: Final = -2
"""1970 less two years: old enough for an id of 15 digits in any case."""
_TEST_SHARE: Final = 0.1


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows of each origin there are."""

    original: int
    exact: int
    transfer: int
    retyped: int
    other_form: int
    empty: int

    @classmethod
    def of(cls, order: TwinOrder) -> Counts:
        """Return the counts of an order; pairs count both rows, so that half as many are added."""
        rows = order.rows
        exact = round(order.share("exact_copies") * rows)
        transfer, retyped, forms = (round(order.share(k) * rows / 2) for k in ("transfers", "retyped", "id_forms"))
        empty = max(3, round(order.share("blank_rows") * rows))
        return cls(rows - exact - transfer - retyped - forms - empty, exact, transfer, retyped, forms, empty)


@dataclass(frozen=True, slots=True)
class Rows:
    """One entry a row: its person (-1 for blank and test rows), branch, origin, and whether the id has 15 digits.

    ``model`` is the row that an exact copy copies, itself for all others; ``luck`` decides on all that is left open;
    ``among`` is the branch among whose rows it stands, which is another one only where it was fabricated.
    """

    person: Indices
    branch: Indices
    origin: Indices
    short_id: Flags
    model: Indices
    luck: Indices
    among: Indices

    def __len__(self) -> int:
        return len(self.person)

    @property
    def split(self) -> int:
        """Rows in the first of the two files."""
        return round(FIRST_PART * len(self.person))


def lay_out_rows(order: TwinOrder, tree: Tree, members: Members) -> Rows:
    """Return the rows in the order of the file: by branch, copies and odd rows in between."""
    counts = Counts.of(order)
    random = order.random("rows")
    people = len(members)
    moved, retyped = (_pick_people(random, members, n, old=False) for n in (counts.transfer, counts.retyped))
    forms = _pick_people(random, members, counts.other_form, old=True)
    begins = np.cumsum(tree.size) - tree.size
    exact = random.integers(0, people, counts.exact)
    open_leaves = tree.leaf[~tree.claimed[tree.leaf]]
    target = random.choice(open_leaves, len(moved))
    moved_to = begins[target] + (random.random(len(moved)) * tree.size[target]).astype(np.int64)
    empty_at = np.concatenate([[0], random.integers(0, people, counts.empty - 2), [people - 1]])
    tests = np.zeros(counts.empty, np.bool_)
    # One at each end at least: they carry the mark that all is made up.
    tests[[0, -1]] = True
    tests |= random.random(counts.empty) < _TEST_SHARE
    none = np.full(counts.empty, -1)
    person = np.concatenate([np.arange(people), exact, moved, retyped, forms, none])
    at = np.concatenate([exact, moved_to, retyped, forms, empty_at]) + 1
    origin = np.repeat(
        [ORIGINAL, EXACT, TRANSFER, RETYPED, OTHER_FORM],
        [people, len(exact), len(moved), len(retyped), len(forms)],
    )
    origin = np.concatenate([origin, np.where(tests, TEST, BLANK)])
    branch = np.concatenate(
        [
            members.branch,
            members.branch[exact],
            target,
            members.branch[retyped],
            members.branch[forms],
            members.branch[empty_at],
        ]
    )
    place = np.concatenate([np.arange(people) * 2.0, at * 2.0 - 1.0])
    order_of_file = np.argsort(place, kind="stable")
    rows = Rows(
        person=person[order_of_file],
        branch=branch[order_of_file],
        origin=origin[order_of_file],
        short_id=np.zeros(len(person), np.bool_),
        model=np.arange(len(person)),
        luck=random.integers(0, 1 << 40, len(person)),
        among=branch[order_of_file],
    )
    return _with_models(_with_short_ids(order, rows, members))


def _pick_people(random: np.random.Generator, members: Members, count: int, *, old: bool) -> Indices:
    """Return people with an id who can be listed again, none twice."""
    able = members.has_id & (members.born < _SHORT_IDS_BORN_BEFORE * 365) if old else members.has_id
    pool = np.flatnonzero(able)
    return random.choice(pool, min(count, len(pool)), replace=False) if len(pool) else np.zeros(0, np.int64)


def _with_short_ids(order: TwinOrder, rows: Rows, members: Members) -> Rows:
    """Return the rows with 15 digits in as many as asked for, nine in ten of people over 50; pairs are among them."""
    short = rows.origin == OTHER_FORM
    missing = max(0, round(order.share("short_ids") * len(rows)) - int(short.sum()))
    random = order.random("short ids")
    person = rows.person
    able = (rows.origin == ORIGINAL) & members.has_id[person]
    # Those listed twice with the other form have 18 digits here.
    listed = np.zeros(len(members), np.bool_)
    listed[person[rows.origin != ORIGINAL]] = True
    able &= ~listed[person]
    over_50 = able & (ages(members.born[person]) > 50)
    younger = able & ~over_50 & (members.born[person] < 15 * 365)
    for pool, share in ((over_50, 0.9), (younger, 0.1)):
        chosen = np.flatnonzero(pool)
        short[random.permutation(chosen)[: round(missing * share)]] = True
    return replace(rows, short_id=short)


def _with_models(rows: Rows) -> Rows:
    """Return the rows with what each exact copy copies: its person's own row."""
    own = np.full(int(rows.person.max(initial=-1)) + 2, -1)
    originals = np.flatnonzero(rows.origin == ORIGINAL)
    own[rows.person[originals]] = originals
    model = np.where(rows.origin == EXACT, own[rows.person], rows.model)
    return replace(rows, short_id=rows.short_id[model], model=model, luck=rows.luck[model])


def choose_rows(random: np.random.Generator, share: float, able: Flags) -> Flags:
    """Return which rows have a habit: the share of all rows, taken from those that are able to."""
    chosen = np.zeros(len(able), np.bool_)
    pool = np.flatnonzero(able)
    chosen[pool[choose(random, min(1.0, share * len(able) / max(1, len(pool))), len(pool))]] = True
    return chosen
