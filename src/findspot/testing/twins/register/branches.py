"""The branch table: its cells, and what is planted about it."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from findspot.testing.twins.draws import Flags, Indices, choose
from findspot.testing.twins.firms import RELATIONS
from findspot.testing.twins.plan import TwinOrder
from findspot.testing.twins.register.cells import Clerk
from findspot.testing.twins.register.leaves import SECTORS
from findspot.testing.twins.register.rows import Rows
from findspot.testing.twins.register.tree import KINDS, Tree
from findspot.testing.twins.workshop import MARK

COLUMNS: Final = ("组织编号", "组织名称", "组织类别", "上级编号", "隶属单位", "书记", "党员数")
_MOST_OFF: Final = 5


def rows_of_branches(tree: Tree, rows: Rows) -> Indices:
    """Return how many rows with a person each node has, those below it included."""
    count = np.bincount(rows.branch[rows.person >= 0], minlength=len(tree.size))
    for node in range(len(count) - 1, 0, -1):
        # Parents come before their children, so each node is complete when it is passed on.
        count[tree.parent[node]] += count[node]
    return count


def stated_counts(order: TwinOrder, tree: Tree, actual: Indices) -> tuple[Indices, Flags]:
    """Return the number of members that each branch states, and which of the branches are wrong."""
    random = order.random("stated")
    wrong = np.zeros(len(actual), np.bool_)
    wrong[tree.leaf[choose(random, order.share("stated_wrong"), len(tree.leaf))]] = True
    error = random.integers(1, _MOST_OFF + 1, len(actual)) * np.where(random.random(len(actual)) < 0.5, -1, 1)
    stated = actual + np.where(wrong, np.where(actual + error < 0, -error, error), 0)
    return stated, wrong


def branch_cells(tree: Tree, rows: Rows, clerk: Clerk, stated: Indices) -> pa.Table:
    """Return the cells of the branch table; the last row is one that somebody tried the program with."""
    codes = pa.concat_arrays([tree.code, pa.array([""])])
    secretary = _first_members(tree, rows, clerk)
    cells = [
        tree.code,
        tree.name,
        pa.array(KINDS).take(pa.array(tree.kind)),
        codes.take(pa.array(np.where(tree.parent < 0, len(tree.code), tree.parent))),
        tree.unit,
        secretary,
        pa.array(stated).cast(pa.string()),
    ]
    test = ("999000000000", f"测试（{MARK}）", KINDS[2], codes[0].as_py(), MARK, "测试", "0")
    columns = [pa.concat_arrays([column, pa.array([value])]) for column, value in zip(cells, test, strict=True)]
    return pa.table(columns, names=list(COLUMNS))


def _first_members(tree: Tree, rows: Rows, clerk: Clerk) -> pa.Array:
    person = np.full(len(tree.size), -1)
    real = np.flatnonzero(rows.person >= 0)[::-1]
    person[rows.branch[real]] = rows.person[real]
    return pc.if_else(pa.array(person >= 0), clerk.names(np.maximum(person, 0)), "")


def branch_entities(tree: Tree, stated: Indices, wrong: Flags, members: Indices) -> pa.Table:
    """Return the branches as they are: canonical name, sector, firm and relation, members and rows."""
    return pa.table(
        {
            "code": tree.code,
            "name": tree.name,
            "kind": pa.array(KINDS).take(pa.array(tree.kind)),
            "parent": tree.parent,
            "unit": tree.unit,
            "sector": pa.array(SECTORS).take(pa.array(tree.sector)),
            "district": tree.district,
            "outside": tree.outside,
            "is_leaf": tree.size > 0,
            "firm": tree.firm,
            "relation": pa.array(RELATIONS).take(pa.array(tree.relation)),
            "claimed": tree.claimed,
            "persons": members,
            "stated": stated,
            "stated_wrong": wrong,
        }
    )
