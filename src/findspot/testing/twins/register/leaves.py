"""Which branches there are: of planted firms, their near misses, and of all other sectors, with the size of each."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

import numpy as np

from findspot.testing.twins.draws import Indices, apportion
from findspot.testing.twins.firms import POSITIVE, RELATIONS, STATE_AGENCY, VENTURE_FIRMS, Firm, Relation
from findspot.testing.twins.plan import TwinOrder

SECTORS: Final = ("residents", "enterprise", "government", "school", "foreign", "other")
CLAIM_ROWS: Final = 10_000
"""A register smaller than this has the planted claims in proportion, a larger one as they were published."""

_P99: Final = NormalDist().inv_cdf(0.99)
_SMALLEST: Final = 3


@dataclass(frozen=True, slots=True)
class Leaf:
    """Branches alike: those of one firm in one relation and claim, or all of a sector (``unit`` empty).

    ``claimed`` branches have exactly the persons that the claim says.
    """

    sector: str
    sizes: Indices
    firm: int = -1
    relation: Relation = ""
    unit: str = ""
    claimed: bool = False


def plan_leaves(order: TwinOrder, firms: list[Firm], persons: int) -> list[Leaf]:
    """Return the branches of the lowest level; their sizes add up to the persons."""
    random = order.random("leaves")
    mean = order.share("size_median") * float(np.exp(_sigma(order) ** 2 / 2))
    count = max(8, round(persons / mean))
    leaves = _claimed_leaves(order, firms, random)
    left = round(order.share("foreign") * count) - sum(len(leaf.sizes) for leaf in leaves)
    leaves += _firm_leaves(order, firms, max(0, left))
    leaves += _near_misses(order, firms, leaves)
    taken = sum(int(leaf.sizes.sum()) for leaf in leaves)
    return leaves + _ordinary_leaves(order, leaves, count, persons - taken)


def _sigma(order: TwinOrder) -> float:
    return float(np.log(order.share("size_p99") / order.share("size_median"))) / _P99


def draw_sizes(order: TwinOrder, random: np.random.Generator, count: int) -> Indices:
    """Return sizes of branches: the quantiles of the lognormal law in random order, so that no draw misses its law."""
    if not count:
        return np.zeros(0, np.int64)
    middle = [NormalDist().inv_cdf((i + 0.5) / count) for i in range(count)]
    sizes = order.share("size_median") * np.exp(_sigma(order) * random.permutation(middle))
    return np.maximum(_SMALLEST, np.rint(sizes)).astype(np.int64)


def _claimed_leaves(order: TwinOrder, firms: list[Firm], random: np.random.Generator) -> list[Leaf]:
    scale = min(1.0, order.rows / CLAIM_ROWS)

    def sizes(knob: str, branches: int, share: float = 1.0) -> Indices:
        members = max(1, round(order.count(knob) * scale * share))
        branches = max(1, min(branches, members // _SMALLEST))
        weights = 0.5 + random.random(branches)
        spare = members - _SMALLEST * branches
        return np.full(branches, _SMALLEST) + apportion(spare, weights) if spare >= 0 else np.array([members])

    first = -(-order.count("r4_branches") // 2)
    plans: list[tuple[int, Relation, Indices]] = [
        (0, "own", sizes("r4_members", first, 0.56)),
        (1, "own", np.zeros(0, np.int64)),
        (2, "own", sizes("r5_first", 2)),
        (3, "own", sizes("r5_second", 2)),
    ]
    rest = max(1, round(order.count("r4_members") * scale)) - int(plans[0][2].sum())
    branches = max(1, min(order.count("r4_branches") - first, rest // _SMALLEST))
    plans[1] = (1, "own", _SMALLEST + apportion(rest - _SMALLEST * branches, 0.5 + random.random(branches)))
    for relation, knob in (("own", "r6_own"), ("venture", "r6_ventures")):
        whole = sizes(knob, 1)[0]
        for firm, members in zip(VENTURE_FIRMS, apportion(int(whole), [3.0, 2.0, 2.0]).tolist(), strict=True):
            plans.append((firm, relation, np.array([members])))  # type: ignore[arg-type]
    leaves = [
        Leaf("foreign", part[i : i + 1], firm, relation, _unit(firms[firm], relation, i), claimed=True)
        for firm, relation, part in plans
        for i in range(len(part))
        if part[i] > 0
    ]
    agency = sizes("r7_members", order.count("r7_branches"))
    return [*leaves, Leaf("enterprise", agency, unit=STATE_AGENCY, claimed=True)]


def _unit(firm: Firm, relation: Relation, number: int = 0) -> str:
    units = firm.units(relation)
    return units[number % len(units)]


def _firm_leaves(order: TwinOrder, firms: list[Firm], count: int) -> list[Leaf]:
    """Return the branches of the firms behind no claim: one each as far as they go, then more for some."""
    random = order.random("firm leaves")
    ordinary = firms[VENTURE_FIRMS[-1] + 1 :]
    each = np.zeros(len(ordinary), np.int64)
    each[: min(count, len(ordinary))] = 1
    if count > len(ordinary):
        each += apportion(count - len(ordinary), random.lognormal(0.0, 1.0, len(ordinary)))
    sizes = draw_sizes(order, random, int(each.sum()))
    leaves: list[Leaf] = []
    at = 0
    for firm, branches in zip(ordinary, each.tolist(), strict=True):
        relations = _relations(firm)
        for number in range(branches):
            relation = relations[number % len(relations)]
            unit = _unit(firm, relation, number // len(relations))
            sector = "enterprise" if relation == "agency" else "foreign"
            leaves.append(Leaf(sector, sizes[at : at + 1], firm.number, relation, unit))
            at += 1
    return leaves


def _relations(firm: Firm) -> list[Relation]:
    """Return the relations in which a firm has branches; that which its pattern is about comes first."""
    first: dict[str, Relation] = {"venture": "venture", "acquired": "predecessor", "agency": "agency"}
    leading = first.get(firm.pattern, "own")
    others: list[Relation] = [r for r in ("own", "subsidiary", "venture") if r != leading and firm.units(r)]
    return [leading, *others]


def _near_misses(order: TwinOrder, firms: list[Firm], leaves: list[Leaf]) -> list[Leaf]:
    """Return branches that look like a firm's and are not: for each firm one of its size, and more up to the knob."""
    sizes: dict[int, list[int]] = {}
    for leaf in leaves:
        if leaf.firm >= 0 and leaf.relation in POSITIVE:
            sizes.setdefault(leaf.firm, []).extend(leaf.sizes.tolist())
    wanted = round(order.share("near_misses") * sum(map(sum, sizes.values())))
    planned: list[tuple[int, int]] = []
    for turn in range(1000):
        for firm, own in sizes.items():
            size = min(own[turn % len(own)], wanted)
            if size > 0:
                planned.append((firm, size))
                wanted -= size
        if wanted <= 0:
            break
    result = []
    for number, (firm, size) in enumerate(planned):
        unit = firms[firm].near_misses[number % len(firms[firm].near_misses)]
        sector = "residents" if unit.endswith("居民区") else "enterprise"
        relation: Relation = "supplier" if firms[firm].pattern == "supplier" else "near-miss"
        result.append(Leaf(sector, np.array([size]), firm, relation, unit))
    return result


def _ordinary_leaves(order: TwinOrder, special: list[Leaf], count: int, persons: int) -> list[Leaf]:
    """Return the branches that are nobody's trap, so that the sectors come to their shares of all branches."""
    random = order.random("ordinary leaves")
    shares = [order.share(sector) for sector in SECTORS[:-1]]
    quotas = apportion(count, [*shares, max(0.0, 1.0 - sum(shares))])
    used = [sum(len(leaf.sizes) for leaf in special if leaf.sector == sector) for sector in SECTORS]
    needed = np.maximum(0, quotas - used)
    sizes = _fit(draw_sizes(order, random, int(needed.sum())), persons)
    parts = np.split(sizes, np.cumsum(needed)[:-1])
    return [Leaf(sector, part) for sector, part in zip(SECTORS, parts, strict=True) if len(part)]


def _fit(sizes: Indices, persons: int) -> Indices:
    """Return the sizes changed as little as can be so that they add up to the persons."""
    if persons < 1 or not len(sizes):
        return sizes[:0]
    fitted = apportion(persons, sizes.astype(np.float64))
    return fitted[fitted > 0] if persons < len(sizes) else fitted


def relation_code(relation: Relation) -> int:
    """Return the number of a relation in arrays."""
    return RELATIONS.index(relation)
