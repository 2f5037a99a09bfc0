"""Draws the whole register before the first byte is written, and gives its cells by the slice."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from findspot.testing.twins.draws import Indices, choose
from findspot.testing.twins.firms import Firm, make_firms
from findspot.testing.twins.plan import TwinOrder
from findspot.testing.twins.register.cells import COLUMNS, Clerk
from findspot.testing.twins.register.dirt import spoil, write_test_rows
from findspot.testing.twins.register.fabrication import fabricate
from findspot.testing.twins.register.habits import Habits, Styles, draw_habits
from findspot.testing.twins.register.kinship import link_members
from findspot.testing.twins.register.members import Members, draw_members
from findspot.testing.twins.register.rows import FABRICATED, Counts, Rows, lay_out_rows
from findspot.testing.twins.register.tree import Tree, build_tree
from findspot.testing.twins.workshop import MARK


@dataclass(frozen=True, slots=True)
class Register:
    """All that is decided before the first cell is written."""

    firms: list[Firm]
    tree: Tree
    members: Members
    rows: Rows
    styles: Styles
    habits: Habits
    clerk: Clerk
    serial: Indices
    entity: Indices


def draw_register(order: TwinOrder) -> Register:
    """Return the register that is ordered, undecided in nothing."""
    firms = make_firms(order.random("firms"), order.count("firms"))
    tree = build_tree(order, firms, Counts.of(order).original)
    members = link_members(order, draw_members(order, tree))
    rows = lay_out_rows(order, tree, members)
    members, rows = fabricate(order, tree, members, rows)
    styles = Styles.draw(order, tree)
    clerk = Clerk(tree, members, styles, firms)
    habits = draw_habits(order, members, rows, styles, clerk.ids)
    gaps = choose(order.random("serial"), order.share("serial_gaps"), len(rows))
    # Fabricated rows are of nobody.
    entity = np.where(rows.origin == FABRICATED, -1, rows.person)
    return Register(firms, tree, members, rows, styles, habits, clerk, np.cumsum(1 + gaps), entity)


def write_cells(register: Register, part: slice) -> pa.Table:
    """Return the cells of some rows as they stand in the sources, all text."""
    rows, habits = register.rows, register.habits.of(part)
    cells = register.clerk.write(rows, part, habits.zero_lost, habits.respelled)
    spoil(cells, habits, rows.origin[part], rows.luck[part])
    write_test_rows(cells, rows.origin[part], MARK)
    cells["序号"] = pa.array(register.serial[part]).cast(pa.string())
    return pa.table([cells[name] for name in COLUMNS], names=list(COLUMNS))
