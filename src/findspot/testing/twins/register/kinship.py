"""What links made-up people to each other: homonyms born on one day, twins, and phones shared within a family."""

from __future__ import annotations

from typing import Final

import numpy as np

from findspot.testing.names import name_pools
from findspot.testing.twins.draws import Flags, Indices
from findspot.testing.twins.plan import TwinOrder
from findspot.testing.twins.register.members import Members, ages, draw_sequences, uniform_sequences, years_of

_TRIES: Final = 20
_GENERATION_DAYS: Final = 27 * 365
_FAMILY_REACH: Final = 2000
"""How far in the order of birth a parent may be from the middle one."""


def link_members(order: TwinOrder, members: Members) -> Members:
    """Return the members with as many homonyms, twins and shared phones as asked for."""
    members, twins = _make_twins(order, members)
    members = _make_homonyms(order, members, twins)
    return _share_phones(order, members)


def homonyms(members: Members) -> Flags:
    """Return who shares name and birth date with somebody else."""
    key = (members.surname * 10_000 + members.given) * 100_000 + members.born + 50_000
    # Names of another form are told apart by their number; two of them are hardly ever equal.
    key = np.where(members.special >= 0, -1 - np.arange(len(key)), key)
    return repeated(key)


def repeated(key: Indices) -> Flags:
    """Return which keys are there more than once."""
    ordered = np.sort(key)
    twice = ordered[1:][ordered[1:] == ordered[:-1]]
    if not len(twice):
        return np.zeros(len(key), np.bool_)
    return np.asarray(twice[np.minimum(np.searchsorted(twice, key), len(twice) - 1)] == key)


def with_twins(members: Members) -> Flags:
    """Return who has a twin: region, birth date and surname alike, sequence numbers next to each other."""
    family = (members.region * 100_000 + members.born + 50_000) * 1000 + members.surname
    key = family * 1000 + members.sequence
    order = np.argsort(key, kind="stable")
    near = (np.diff(key[order]) <= 2) & (np.diff(family[order]) == 0)
    flags = np.zeros(len(members), np.bool_)
    flags[order] = np.append(near, False) | np.append(False, near)
    return flags


def _make_twins(order: TwinOrder, members: Members) -> tuple[Members, Flags]:
    random = order.random("twins")
    pairs = round(order.share("twins") * len(members) / 2)
    chosen = random.choice(len(members), 2 * pairs, replace=False)
    first, second = chosen[:pairs], chosen[pairs:]
    columns = {
        name: getattr(members, name).copy() for name in ("born", "id_born", "region", "surname", "male", "native")
    }
    for name in columns:
        columns[name][second] = columns[name][first]
    sequence = members.sequence.copy()
    sequence[second] = np.where(sequence[first] <= 996, sequence[first] + 2, sequence[first] - 2)
    involved = np.zeros(len(members), np.bool_)
    involved[chosen] = True
    linked = _repair(order, members.change(**columns, sequence=sequence), involved)
    return _part_neighbours(order, linked, involved), involved


def _part_neighbours(order: TwinOrder, members: Members, twins: Flags) -> Members:
    """Return the members with other surnames for those whom only chance made look like twins."""
    random = order.random("neighbours")
    surname = members.surname.copy()
    for _ in range(_TRIES):
        alike = np.flatnonzero(with_twins(members.change(surname=surname)) & ~twins)
        if not len(alike):
            break
        surname[alike] = random.integers(0, len(name_pools()[0]), len(alike))
    return members.change(surname=surname)


def _repair(order: TwinOrder, members: Members, fixed: Flags) -> Members:
    """Return the members with new sequence numbers for those whose id is taken by a twin."""
    key = (members.region * 100_000 + members.born + 50_000) * 1000 + members.sequence
    random = order.random("repair")
    sequence = members.sequence.copy()
    for attempt in range(_TRIES):
        taken = np.flatnonzero(repeated(key) & ~fixed)
        if not len(taken):
            break
        if attempt < _TRIES // 4:
            sequence[taken] = draw_sequences(random, members.region[taken], members.born[taken], members.male[taken])
        else:
            # The blocks that the law favours are full on this day.
            sequence[taken] = uniform_sequences(random, members.male[taken])
        key[taken] = (members.region[taken] * 100_000 + members.born[taken] + 50_000) * 1000 + sequence[taken]
    return members.change(sequence=sequence)


def _make_homonyms(order: TwinOrder, members: Members, spare: Flags) -> Members:
    """Return the members with as many homonyms as asked for; those whom chance made count, or are renamed."""
    members = _part_homonyms(order, members, spare)
    natural = homonyms(members)
    missing = round(order.share("homonyms") * len(members)) - int(natural.sum())
    free = np.flatnonzero(~natural & ~spare & (members.special < 0))
    if missing < 2 or len(free) < missing:
        return members
    random = order.random("homonyms")
    chosen = random.permutation(free)[: missing // 2 * 8]
    # Neighbours by sex, then day of birth, are alike in age: giving one the other's day changes no share.
    by_age = chosen[np.lexsort((members.born[chosen], members.male[chosen]))]
    pairs = by_age[: len(by_age) // 2 * 2].reshape(-1, 2)
    alike = (members.male[pairs[:, 0]] == members.male[pairs[:, 1]]) & _same_age_group(members, pairs)
    pairs = random.permutation(pairs[alike])[: missing // 2]
    columns = {name: getattr(members, name).copy() for name in ("born", "id_born", "surname", "given")}
    for values in columns.values():
        values[pairs[:, 1]] = values[pairs[:, 0]]
    changed = members.change(**columns)
    fixed = np.ones(len(members), np.bool_)
    fixed[pairs[:, 1]] = False
    return _repair(order, changed, fixed)


def _part_homonyms(order: TwinOrder, members: Members, spare: Flags) -> Members:
    """Return the members with other names for as many homonyms as there are too many."""
    random = order.random("renamed")
    wanted = round(order.share("homonyms") * len(members))
    surname = members.surname.copy()
    for _ in range(_TRIES):
        natural = homonyms(members.change(surname=surname))
        excess = int(natural.sum()) - wanted
        if excess < 2:
            break
        # Renaming one of a pair parts both.
        renamed = random.permutation(np.flatnonzero(natural & ~spare))[: excess // 2]
        surname[renamed] = random.integers(0, len(name_pools()[0]), len(renamed))
    return members.change(surname=surname)


def _same_age_group(members: Members, pairs: Indices) -> Flags:
    group = np.searchsorted([36, 60], ages(members.born[pairs]), "right")
    # The code of the region must have been in force for both.
    years = years_of(members.born[pairs])
    return np.asarray((group[:, 0] == group[:, 1]) & (years[:, 0] == years[:, 1]))


def _share_phones(order: TwinOrder, members: Members) -> Members:
    random = order.random("families")
    natural = int(np.count_nonzero(repeated(np.where(members.phone > 0, members.phone, -1 - np.arange(len(members))))))
    pairs = max(0, round(order.share("shared_phones") * len(members)) - natural) // 2
    by_age = np.argsort(members.born, kind="stable")
    with_phone = by_age[members.phone[by_age] > 0]
    days = members.born[with_phone]
    eligible = np.flatnonzero(days > days[0] + _GENERATION_DAYS) if len(days) else np.zeros(0, np.int64)
    reach = 1 + min(_FAMILY_REACH, len(days) // 20)
    child = random.permutation(eligible)[: 2 * pairs]
    parent = np.searchsorted(days, days[child] - _GENERATION_DAYS) - random.integers(0, reach, len(child))
    parent = np.clip(parent, 0, len(days) - 1)
    # Each number once, and nobody is both a child and a parent.
    keep = np.sort(np.unique(parent, return_index=True)[1])
    keep = keep[~np.isin(parent[keep], child)][:pairs]
    phone = members.phone.copy()
    phone[with_phone[child[keep]]] = phone[with_phone[parent[keep]]]
    return members.change(phone=phone)
