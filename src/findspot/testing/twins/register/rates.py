"""Measures how often each habit came out, beside the knob that asked for it."""

from __future__ import annotations

import numpy as np
import pyarrow.compute as pc

from findspot.testing.twins.draws import Flags
from findspot.testing.twins.firms import POSITIVE, RELATIONS
from findspot.testing.twins.plan import TwinOrder
from findspot.testing.twins.regions import load_regions
from findspot.testing.twins.register import rows as origins
from findspot.testing.twins.register.drawing import Register
from findspot.testing.twins.register.kinship import homonyms, with_twins
from findspot.testing.twins.register.leaves import SECTORS
from findspot.testing.twins.register.members import ages
from findspot.testing.twins.register.planting import count_people
from findspot.testing.twins.workshop import Workshop


def rate_structure(order: TwinOrder, workshop: Workshop, register: Register, wrong: Flags) -> None:
    """Measure shares of people and branches."""
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


def rate_habits(order: TwinOrder, workshop: Workshop, register: Register) -> None:
    """Measure the dirt."""
    rows, habits, styles, leaves = register.rows, register.habits, register.styles, register.tree.leaf
    members = register.members
    person = np.maximum(rows.person, 0)
    real = rows.person >= 0
    has_id = real & members.has_id[person]
    ends_in_x = has_id & ~rows.short_id & pc.ends_with(register.clerk.ids, "X").to_numpy(zero_copy_only=False)[person]
    total = len(rows)
    counted: dict[str, tuple[Flags, int]] = {
        "full_width": (habits.full_width, total),
        "spaces": (habits.spaces, total),
        "missing_spelled": (styles.missing[leaves] > 0, len(leaves)),
        "short_ids": (rows.short_id, total),
        "lower_x": (habits.lower_x, int(np.count_nonzero(ends_in_x))),
        "id_as_phone": (habits.id_as_phone, total),
        "two_phones": (habits.two_phones, total),
        "excel_damage": (habits.excel > 0, total - rows.split),
        "zero_lost": (habits.zero_lost, int(np.count_nonzero(real & (members.landline[person] > 0)))),
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
        workshop.rate(name, order.share(name), count, of)


def rate_identity(order: TwinOrder, workshop: Workshop, register: Register) -> None:
    """Measure what makes people hard to tell apart, and rows that are nobody's."""
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
    workshop.rate("twins", order.share("twins"), np.count_nonzero(with_twins(members)), people)
    phone = np.sort(members.phone[members.phone > 0])
    same = np.diff(phone) == 0
    shared = np.count_nonzero(np.append(same, False) | np.append(False, same))
    workshop.rate("shared_phones", order.share("shared_phones"), shared, people)
    tree = register.tree
    positive = np.isin(tree.relation, [RELATIONS.index(relation) for relation in sorted(POSITIVE)])
    negative = np.isin(tree.relation, [RELATIONS.index("near-miss"), RELATIONS.index("supplier")])
    size = tree.size
    workshop.rate("near_misses", order.share("near_misses"), size[negative].sum(), int(size[positive].sum()))
    workshop.rate("fabricated", order.share("fabricated"), added(origins.FABRICATED), total)
