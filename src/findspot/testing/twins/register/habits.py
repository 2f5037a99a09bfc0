"""Which rows have which dirty habit: drawn once for the whole table, in exact shares, some by whole branches."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from findspot.testing.names import name_pools
from findspot.testing.twins.draws import Flags, Indices, choose, draw_index
from findspot.testing.twins.plan import TwinOrder
from findspot.testing.twins.register.members import Members
from findspot.testing.twins.register.rows import ORIGINAL, Rows, choose_rows
from findspot.testing.twins.register.tree import Tree

DATE_FORMS: Final = ("%Y-%m-%d", "%Y.%m.%d", "%Y%m%d", "%y年%m月", "%Y/%m/%d", "serial")
"""How branches write dates; two have no zeros before single digits, ``serial`` counts days as spreadsheets do."""
SEX_FORMS: Final = (("女", "男"), ("2", "1"), ("F", "M"), ("", ""))
MISSING: Final = ("", "NULL", "无", "不详", "-", "0", "/")


@dataclass(frozen=True, slots=True)
class Styles:
    """How each branch writes things, by the number of the node."""

    date: Indices
    sex: Indices
    group: Indices
    level: Indices
    native: Indices
    missing: Indices
    spelling: Flags

    @classmethod
    def draw(cls, order: TwinOrder, tree: Tree) -> Styles:
        """Return the styles of all nodes."""
        random = order.random("styles")
        count = len(tree.size)
        groups = draw_index(random, [0.9, 0.1], count)
        groups[_some_leaves(random, tree, order.share("group_codes"))] = 2
        missing = np.zeros(count, np.int64)
        spelled = _some_leaves(random, tree, order.share("missing_spelled"))
        missing[spelled] = random.integers(1, len(MISSING), len(spelled))
        spelling = np.zeros(count, np.bool_)
        spelling[_some_leaves(random, tree, order.share("spellings"))] = True
        return cls(
            date=draw_index(random, [0.4, 0.2, 0.15, 0.05, 0.15, 0.05], count),
            sex=draw_index(random, [0.88, 0.08, 0.03, 0.01], count),
            group=groups,
            level=draw_index(random, [0.5, 0.3, 0.2], count),
            native=draw_index(random, [0.2, 0.4, 0.4], count),
            missing=missing,
            spelling=spelling,
        )


@dataclass(frozen=True, slots=True)
class Habits:
    """One entry a row: whether it has the habit; ``excel`` is 1 for an exponent, 2 for zeros at the end."""

    full_width: Flags
    spaces: Flags
    lower_x: Flags
    id_as_phone: Flags
    two_phones: Flags
    excel: Indices
    zero_lost: Flags
    inner_space: Flags
    rare: Flags
    mojibake: Flags
    newline: Flags
    unquoted: Flags
    respelled: Flags

    def of(self, rows: slice) -> Habits:
        """Return the habits of some rows."""
        return Habits(**{f.name: getattr(self, f.name)[rows] for f in fields(self)})


def draw_habits(order: TwinOrder, members: Members, rows: Rows, styles: Styles, ids: pa.Array) -> Habits:
    """Return the habits of all rows; an exact copy has those of the row it copies."""
    is_person = rows.person >= 0
    person = np.where(is_person, rows.person, 0)
    has_phone = is_person & (members.phone[person] > 0)
    has_address = is_person & members.has_address[person]
    ends_in_x = _ends_in_x(ids)[person] & is_person & members.has_id[person] & ~rows.short_id
    plain = is_person & (members.special[person] < 0)

    def some(name: str, able: Flags) -> Flags:
        return choose_rows(order.random("habit", name), order.share(name), able)

    def within(name: str, able: Flags) -> Flags:
        return choose_rows(order.random("habit", name), order.share(name) * float(able.mean()), able)

    id_as_phone = some("id_as_phone", is_person & members.has_id[person] & ~rows.short_id)
    digits_only = is_person & members.has_id[person] & ~rows.short_id & ~ends_in_x
    rare = _rare_people(order, members, rows, plain)
    two = plain & _two_characters(members)[person]
    landline = is_person & (members.landline[person] > 0)
    luck = order.random("respelled").random(len(rows))
    habits = Habits(
        full_width=_by_branches(order, "full_width", rows, is_person, 0, len(rows)),
        spaces=some("spaces", is_person),
        lower_x=within("lower_x", ends_in_x),
        id_as_phone=id_as_phone,
        two_phones=some("two_phones", has_phone & ~id_as_phone),
        excel=_by_branches(order, "excel_damage", rows, digits_only, rows.split, len(rows)) * (1 + rows.luck % 2),
        zero_lost=within("zero_lost", landline),
        inner_space=within("inner_space", two & ~rare),
        rare=rare,
        mojibake=some("mojibake", is_person),
        newline=some("embedded_newlines", has_address),
        unquoted=some("unquoted_commas", is_person),
        respelled=is_person & styles.spelling[rows.branch] & (luck < 0.4),
    )
    return Habits(**{f.name: getattr(habits, f.name)[rows.model] for f in fields(habits)})


def _some_leaves(random: np.random.Generator, tree: Tree, share: float) -> Indices:
    return tree.leaf[choose(random, share, len(tree.leaf))]


def _by_branches(order: TwinOrder, name: str, rows: Rows, able: Flags, begin: int, end: int) -> Flags:
    """Return rows of whole branches that add up to a share of the rows from ``begin`` to ``end``."""
    wanted = round(order.share(name) * (end - begin))
    counts = np.bincount(rows.branch[begin:end][able[begin:end]], minlength=int(rows.branch.max(initial=0)) + 1)
    candidates = order.random("habit", name).permutation(np.flatnonzero(counts))
    chosen = np.zeros(len(counts), np.bool_)
    # First as many as fit in a row, then single ones that still fit.
    total = np.cumsum(counts[candidates])
    many = int(np.searchsorted(total, wanted, "right"))
    chosen[candidates[:many]] = True
    left = wanted - (int(total[many - 1]) if many else 0)
    for branch in candidates[many : many + 2000].tolist():
        if counts[branch] <= left:
            chosen[branch] = True
            left -= int(counts[branch])
    flags = np.zeros(len(rows), np.bool_)
    flags[begin:end] = chosen[rows.branch[begin:end]] & able[begin:end]
    return flags


def _ends_in_x(ids: pa.Array) -> Flags:
    return np.asarray(pc.ends_with(ids, "X").to_numpy(zero_copy_only=False))


def _rare_people(order: TwinOrder, members: Members, rows: Rows, plain: Flags) -> Flags:
    """Return the rows of people whose name has a rare character."""
    original = choose_rows(
        order.random("habit", "rare"), order.share("rare_characters"), plain & (rows.origin == ORIGINAL)
    )
    people = np.zeros(len(members) + 1, np.bool_)
    people[rows.person[original]] = True
    return people[rows.person] & plain


def _two_characters(members: Members) -> Flags:
    surnames, given = name_pools()
    lengths = [pc.utf8_length(pool).to_numpy(zero_copy_only=False) for pool in (surnames, given)]
    return np.asarray((lengths[0][members.surname] == 1) & (lengths[1][members.given] == 1))
