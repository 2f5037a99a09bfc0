"""Writes down what was planted: entities with their canonical values, counts behind the claims, measured rates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from findspot.testing.twins.draws import Indices
from findspot.testing.twins.firms import RELATIONS, VENTURE_FIRMS, Relation
from findspot.testing.twins.plan import TwinOrder
from findspot.testing.twins.regions import load_regions
from findspot.testing.twins.register import rows as origins
from findspot.testing.twins.register.cells import GROUPS
from findspot.testing.twins.register.dirt import rare_name
from findspot.testing.twins.register.drawing import Register
from findspot.testing.twins.register.leaves import SECTORS
from findspot.testing.twins.register.members import LEVELS, POSITIONS, SNAPSHOT
from findspot.testing.twins.workshop import Workshop

_BATCH: Final = 1 << 17


def write_entities(workshop: Workshop, register: Register, listings: Listings, branch_table: pa.Table) -> None:
    """Write persons, branches and firms as they are."""
    workshop.entities("branch").append(branch_table)
    workshop.entities("firm").append(pa.Table.from_pylist(_firm_rows(register, listings)))
    rare = _rare_people(register)
    for first in range(0, count_people(register), _BATCH):
        index = np.arange(first, min(first + _BATCH, count_people(register)))
        workshop.entities("person").append(_person_entities(register, index, rare[index]))


def count_people(register: Register) -> int:
    """Return the number of people who are real within the twin: the fabricated ones stand behind them."""
    return len(register.members) - int(np.count_nonzero(register.rows.origin == origins.FABRICATED))


def _person_entities(register: Register, index: Indices, rare: Indices) -> pa.Table:
    members, clerk = register.members, register.clerk
    names = clerk.names(index)
    chosen = rare >= 0
    if chosen.any():
        pairs = zip(names.filter(pa.array(chosen)).to_pylist(), rare[chosen].tolist(), strict=True)
        names = pc.replace_with_mask(names, pa.array(chosen), pa.array([rare_name(*pair) for pair in pairs]))
    nothing = np.zeros(len(index), np.bool_)
    return pa.table(
        {
            "name": names,
            "male": members.male[index],
            "group": pa.array(GROUPS).take(pa.array(members.group[index])),
            "born": members.born[index].astype("datetime64[D]"),
            "id": clerk.ids.take(pa.array(index)),
            "has_id": members.has_id[index],
            "level": pa.array(LEVELS).take(pa.array(members.level[index])),
            "joined": members.joined[index].astype("datetime64[D]"),
            "position": pa.array(POSITIONS).take(pa.array(members.position[index])),
            "branch": members.branch[index],
            "native": load_regions().code[members.native[index]],
            "mobile": clerk.phones(index),
            "landline": clerk.landlines(index, nothing),
            "address": clerk.addresses(index),
        }
    )


def _rare_people(register: Register) -> Indices:
    """Return for each person which rare character the name has, -1 for none."""
    numbers = np.full(len(register.members), -1)
    chosen = register.habits.rare & (register.rows.person >= 0)
    numbers[register.rows.person[chosen]] = register.rows.luck[chosen] % 5
    return numbers


@dataclass(frozen=True, slots=True)
class Listings:
    """Each person once for each branch that lists him or her, however many rows say so; fabricated ones left out."""

    person: Indices
    branch: Indices

    def count(self, nodes: int) -> Indices:
        """Return how many persons are listed in each branch."""
        return np.bincount(self.branch, minlength=nodes)


def list_people(register: Register) -> Listings:
    """Return who is listed where."""
    rows, people = register.rows, len(register.members)
    key = distinct((rows.branch * people + rows.person)[register.entity >= 0])
    return Listings(key % people, key // people)


def distinct(values: Indices) -> Indices:
    """Return each value once, in order."""
    ordered = np.sort(values)
    return ordered[np.append(True, np.diff(ordered) != 0)] if len(ordered) else ordered


def _firm_rows(register: Register, listings: Listings) -> list[dict[str, Any]]:
    """Return the firms, with persons, rows and branches of each by relation."""
    tree, rows = register.tree, register.rows
    person, branch = listings.person, listings.branch
    listed = rows.person >= 0
    tables: dict[str, Indices] = {}
    shape = (len(register.firms) + 1, len(RELATIONS))
    for name, at in (("rows", rows.branch[listed]), ("branches", tree.leaf)):
        counts = np.zeros(shape, np.int64)
        np.add.at(counts, (tree.firm[at], tree.relation[at]), 1)
        tables[name] = counts
    cell = distinct((tree.firm[branch] * len(RELATIONS) + tree.relation[branch]) * len(register.members) + person)
    counts = np.zeros(shape, np.int64)
    cells = cell[cell >= 0] // len(register.members)
    np.add.at(counts, (cells // len(RELATIONS), cells % len(RELATIONS)), 1)
    tables["persons"] = counts
    return [
        firm.to_dict()
        | {
            f"{what}_{relation.replace('-', '_')}": int(tables[what][firm.number, code])
            for what in tables
            for code, relation in enumerate(RELATIONS)
            if relation
        }
        for firm in register.firms
    ]


def plant(order: TwinOrder, workshop: Workshop, register: Register, listings: Listings) -> None:
    """Note the counts that findings are held against."""
    _plant_counts(workshop, register)
    _plant_claims(workshop, register, listings)


def _plant_counts(workshop: Workshop, register: Register) -> None:
    rows, tree = register.rows, register.tree
    real = register.entity >= 0
    leaves = distinct(rows.branch[rows.person >= 0])
    spelled = distinct(rows.branch[register.habits.respelled])
    plain = distinct(rows.branch[(rows.person >= 0) & ~register.habits.respelled])
    workshop.plant("rows", len(rows))
    workshop.plant("first_part_rows", rows.split)
    workshop.plant("persons", len(distinct(rows.person[real])))
    workshop.plant("branches", len(tree.size))
    workshop.plant("branches_with_members", len(leaves))
    workshop.plant("branch_spellings", len(spelled) + len(plain))
    workshop.plant("fabricated_rows", int(np.count_nonzero(rows.origin == origins.FABRICATED)))
    workshop.plant("fabricated", np.flatnonzero(rows.origin == origins.FABRICATED).tolist())
    workshop.plant("snapshot", str(SNAPSHOT))
    joined = register.members.joined[rows.person[real]]
    workshop.plant("latest_day", str(joined.max().astype("datetime64[D]")) if len(joined) else None)
    shares = np.bincount(tree.sector[tree.leaf], minlength=len(SECTORS))
    workshop.plant("branches_by_sector", dict(zip(SECTORS, shares.tolist(), strict=True)))


def _plant_claims(workshop: Workshop, register: Register, listings: Listings) -> None:
    def listed(firms: tuple[int, ...], relation: Relation, sector: str = "foreign") -> dict[str, int]:
        tree = register.tree
        nodes = np.isin(tree.firm, firms) & tree.claimed & (tree.relation == RELATIONS.index(relation))
        nodes &= tree.sector == SECTORS.index(sector)
        people = distinct(listings.person[nodes[listings.branch]])
        return {"members": len(people), "branches": int(np.count_nonzero(nodes))}

    workshop.plant("R4", listed((0, 1), "own"))
    workshop.plant("R5", [listed((2,), "own"), listed((3,), "own")])
    workshop.plant("R6", {"own": listed(VENTURE_FIRMS, "own"), "venture": listed(VENTURE_FIRMS, "venture")})
    workshop.plant("R7", listed((-1,), "", "enterprise"))
