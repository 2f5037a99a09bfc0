"""Writes down what was planted: entities with their canonical values, counts behind the claims, measured rates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from findspot.testing.twins.draws import Flags, Indices
from findspot.testing.twins.firms import POSITIVE, RELATIONS, VENTURE_FIRMS
from findspot.testing.twins.plan import TwinOrder
from findspot.testing.twins.regions import load_regions
from findspot.testing.twins.register import rows as origins
from findspot.testing.twins.register.branches import branch_entities
from findspot.testing.twins.register.cells import GROUPS
from findspot.testing.twins.register.dirt import rare_name
from findspot.testing.twins.register.kinship import homonyms, twin_pairs
from findspot.testing.twins.register.leaves import SECTORS
from findspot.testing.twins.register.members import LEVELS, POSITIONS, SNAPSHOT, ages
from findspot.testing.twins.workshop import Workshop

if TYPE_CHECKING:
    from findspot.testing.twins.register.plan import Register

_BATCH: Final = 1 << 17


def write_entities(workshop: Workshop, register: Register, stated: Indices, wrong: Flags) -> None:
    """Write persons, branches and firms as they are."""
    tree = register.tree
    workshop.entities("branch").append(branch_entities(tree, stated, wrong, _persons_of(register)))
    workshop.entities("firm").append(pa.Table.from_pylist(_firm_rows(register)))
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


def _pairs(register: Register) -> tuple[Indices, Indices]:
    """Return person and branch of each listing, once however many rows say it; fabricated rows left out."""
    rows = register.rows
    real = (rows.person >= 0) & (rows.origin != origins.FABRICATED)
    key = np.unique(rows.branch[real] * len(register.members) + rows.person[real])
    return key % len(register.members), key // len(register.members)


def _persons_of(register: Register) -> Indices:
    """Return how many persons are listed in each branch."""
    return np.bincount(_pairs(register)[1], minlength=len(register.tree.size))


def _firm_rows(register: Register) -> list[dict[str, Any]]:
    """Return the firms, with persons, rows and branches of each by relation."""
    tree, rows = register.tree, register.rows
    person, branch = _pairs(register)
    listed = rows.person >= 0
    tables: dict[str, Indices] = {}
    shape = (len(register.firms) + 1, len(RELATIONS))
    for name, at in (("rows", rows.branch[listed]), ("branches", tree.leaf)):
        counts = np.zeros(shape, np.int64)
        np.add.at(counts, (tree.firm[at], tree.relation[at]), 1)
        tables[name] = counts
    cell = np.unique((tree.firm[branch] * len(RELATIONS) + tree.relation[branch]) * len(register.members) + person)
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


def plant(order: TwinOrder, workshop: Workshop, register: Register, wrong: Flags) -> None:
    """Note the counts that findings are held against, and the measured rates."""
    _plant_counts(workshop, register)
    _plant_claims(workshop, register)
    _rate_structure(order, workshop, register, wrong)
    _rate_habits(order, workshop, register)
    _rate_identity(order, workshop, register)


def _plant_counts(workshop: Workshop, register: Register) -> None:
    rows, tree = register.rows, register.tree
    real = (rows.person >= 0) & (rows.origin != origins.FABRICATED)
    leaves = np.unique(rows.branch[rows.person >= 0])
    spelled = np.unique(rows.branch[register.habits.respelled])
    plain = np.unique(rows.branch[(rows.person >= 0) & ~register.habits.respelled])
    workshop.plant("rows", len(rows))
    workshop.plant("first_part_rows", rows.split)
    workshop.plant("persons", len(np.unique(rows.person[real])))
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


def _plant_claims(workshop: Workshop, register: Register) -> None:
    def listed(firms: tuple[int, ...], relation: str, sector: str = "foreign") -> dict[str, int]:
        tree = register.tree
        nodes = np.isin(tree.firm, firms) & tree.claimed & (tree.relation == RELATIONS.index(relation))  # type: ignore[arg-type]
        nodes &= tree.sector == SECTORS.index(sector)
        person, branch = _pairs(register)
        inside = nodes[branch]
        return {"members": len(np.unique(person[inside])), "branches": int(np.count_nonzero(nodes))}

    workshop.plant("R4", listed((0, 1), "own"))
    workshop.plant("R5", [listed((2,), "own"), listed((3,), "own")])
    workshop.plant("R6", {"own": listed(VENTURE_FIRMS, "own"), "venture": listed(VENTURE_FIRMS, "venture")})
    workshop.plant("R7", listed((-1,), "", "enterprise"))


def _rate_structure(order: TwinOrder, workshop: Workshop, register: Register, wrong: Flags) -> None:
    people = count_people(register)
    members = register.members.take(np.arange(people))
    age = ages(members.born)
    tree = register.tree
    sizes = tree.size[tree.leaf]
    shares = {
        "female": ~members.male,
        "minority": members.group > 0,
        "tertiary": members.level < 3,
        "young": age <= 35,
        "middle": (age > 35) & (age < 60),
        "elsewhere": ~load_regions().home[members.region],
        "id_filled": members.has_id,
        "mobile_filled": members.phone > 0,
        "address_filled": members.has_address,
        "position_filled": members.position > 0,
        "landline_filled": members.landline > 0,
    }
    for name, flags in shares.items():
        workshop.rate(name, order.share(name), np.count_nonzero(flags), people)
    for code, sector in enumerate(SECTORS[:-1]):
        workshop.rate(sector, order.share(sector), np.count_nonzero(tree.sector[tree.leaf] == code), len(tree.leaf))
    workshop.rate("outside", order.share("outside"), np.count_nonzero(tree.outside), len(tree.leaf))
    workshop.rate("stated_wrong", order.share("stated_wrong"), np.count_nonzero(wrong), len(tree.leaf))
    workshop.rate("branches", order.share("branches"), len(tree.size), len(register.rows))
    workshop.rate("size_median", order.share("size_median"), int(np.median(sizes)), 1)
    workshop.rate("size_p99", order.share("size_p99"), int(np.quantile(sizes, 0.99)), 1)


def _rate_habits(order: TwinOrder, workshop: Workshop, register: Register) -> None:
    rows, habits, styles, leaves = register.rows, register.habits, register.styles, register.tree.leaf
    members = register.members
    person = np.maximum(rows.person, 0)
    real = rows.person >= 0
    has_id = real & members.has_id[person]
    ends_in_x = has_id & ~rows.short_id & pc.ends_with(register.clerk.ids, "X").to_numpy(zero_copy_only=False)[person]
    total = len(rows)
    counted = {
        "full_width": (habits.full_width, total),
        "spaces": (habits.spaces, total),
        "missing_spelled": (styles.missing[leaves] > 0, len(leaves)),
        "short_ids": (rows.short_id, total),
        "lower_x": (habits.lower_x, np.count_nonzero(ends_in_x)),
        "id_as_phone": (habits.id_as_phone, total),
        "two_phones": (habits.two_phones, total),
        "excel_damage": (habits.excel > 0, total - rows.split),
        "zero_lost": (habits.zero_lost, np.count_nonzero(real & (members.landline[person] > 0))),
        "rare_characters": (habits.rare, total),
        "mojibake": (habits.mojibake, total),
        "group_codes": (styles.group[leaves] == 2, len(leaves)),
        "serial_gaps": (np.diff(register.serial, prepend=0) > 1, total),
        "embedded_newlines": (habits.newline, total),
        "unquoted_commas": (habits.unquoted, total),
        "blank_rows": (rows.origin >= origins.BLANK, total),
        "spellings": (styles.spelling[leaves], len(leaves)),
    }
    for name, (flags, of) in counted.items():
        count = np.count_nonzero(flags) - (workshop.planted["fabricated_rows"] if name == "blank_rows" else 0)
        workshop.rate(name, order.share(name), count, int(of))


def _rate_identity(order: TwinOrder, workshop: Workshop, register: Register) -> None:
    rows = register.rows
    people = count_people(register)
    members = register.members.take(np.arange(people))
    total = len(rows)

    def added(origin: int) -> int:
        return int(np.count_nonzero(rows.origin == origin))

    workshop.rate("exact_copies", order.share("exact_copies"), added(origins.EXACT), total)
    for name, origin in (
        ("transfers", origins.TRANSFER),
        ("retyped", origins.RETYPED),
        ("id_forms", origins.OTHER_FORM),
    ):
        workshop.rate(name, order.share(name), 2 * added(origin), total)
    workshop.rate("homonyms", order.share("homonyms"), np.count_nonzero(homonyms(members)), people)
    workshop.rate("twins", order.share("twins"), twin_pairs(members), people)
    phone = members.phone[members.phone > 0]
    _, counts = np.unique(phone, return_counts=True)
    workshop.rate("shared_phones", order.share("shared_phones"), counts[counts > 1].sum(), people)
    tree = register.tree
    positive = np.isin(tree.relation, [RELATIONS.index(relation) for relation in sorted(POSITIVE)])
    negative = np.isin(tree.relation, [RELATIONS.index("near-miss"), RELATIONS.index("supplier")])
    size = tree.size
    workshop.rate("near_misses", order.share("near_misses"), size[negative].sum(), int(size[positive].sum()))
    workshop.rate("fabricated", order.share("fabricated"), added(origins.FABRICATED), total)
