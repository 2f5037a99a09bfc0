"""The tree of branches: a root, districts, committees, general branches, branches; 000 to 999 on each level."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa

from findspot.testing.twins.draws import Flags, Indices, apportion, draw_index
from findspot.testing.twins.firms import CITY, Firm
from findspot.testing.twins.plan import TwinOrder
from findspot.testing.twins.regions import load_regions
from findspot.testing.twins.register.leaves import SECTORS, Leaf, plan_leaves, relation_code
from findspot.testing.twins.register.names import committee_name, numeral, ordinary_unit, root_name

KINDS: Final = ("党委", "总支", "支部", "联合支部")
DISTRICTS: Final = 17
_GENERAL_SHARE: Final = 0.25
"""Of the nodes above the branches, those that are general branches."""
_UNDER_GENERAL: Final = 0.2
_JOINT_SHARE: Final = 0.05
_BARE_SHARE: Final = 0.3
"""Branches whose name does not begin with the word that the others begin with."""


@dataclass(frozen=True, slots=True)
class Tree:
    """All nodes in the order of their codes; ``size`` is 0 above the branches, ``firm`` -1 where there is none."""

    code: pa.Array
    name: pa.Array
    kind: Indices
    parent: Indices
    unit: pa.Array
    sector: Indices
    district: Indices
    firm: Indices
    relation: Indices
    claimed: Flags
    outside: Flags
    size: Indices

    @property
    def leaf(self) -> Indices:
        """Numbers of the nodes that are branches with members."""
        return np.flatnonzero(self.size > 0)


@dataclass(slots=True)
class _Node:
    path: tuple[int, ...]
    name: str
    kind: int
    unit: str
    sector: int
    district: int
    leaf: Leaf | None = None
    size: int = 0


def district_names() -> list[str]:
    """Return the names of the districts of the city."""
    regions = load_regions()
    names = regions.county.filter(pa.array(regions.home & (regions.until > 2016))).to_pylist()
    return [str(name) for name in names[:DISTRICTS]]


def build_tree(order: TwinOrder, firms: list[Firm], persons: int) -> Tree:
    """Return the tree with a branch for every leaf that is planned."""
    leaves = plan_leaves(order, firms, persons)
    count = sum(len(leaf.sizes) for leaf in leaves)
    upper = max(2 * DISTRICTS, round(order.share("branches") * order.rows) - count - 1 - DISTRICTS)
    nodes = _upper_nodes(order, upper)
    nodes += _leaf_nodes(order, leaves, nodes)
    nodes.sort(key=lambda node: node.path)
    return _as_arrays(order, nodes)


def _upper_nodes(order: TwinOrder, count: int) -> list[_Node]:
    random = order.random("committees")
    names = district_names()
    nodes = [_Node((), root_name(), 0, root_name(), 5, -1)]
    nodes += [_Node((d + 1,), f"沅海{name}委员会", 0, name, 2, d) for d, name in enumerate(names)]
    committees = max(DISTRICTS, round(count * (1 - _GENERAL_SHARE)))
    weights = 0.3 + random.random(DISTRICTS)
    districts = np.concatenate([np.arange(DISTRICTS), draw_index(random, weights, committees - DISTRICTS)])
    shares = [order.share(sector) for sector in SECTORS[:-1]]
    sectors = np.repeat(np.arange(len(SECTORS)), 1 + apportion(committees - len(SECTORS), [*shares, 0.05]))
    sectors = random.permutation(sectors)
    seen: Counter[tuple[int, int]] = Counter()
    inside: Counter[int] = Counter()
    heads = []
    for district, sector in zip(districts.tolist(), sectors.tolist(), strict=True):
        unit = committee_name(SECTORS[sector], names[district], seen[district, sector])
        seen[district, sector] += 1
        inside[district] += 1
        heads.append(_Node((district + 1, inside[district]), f"沅海{unit}委员会", 0, unit, sector, district))
    below: Counter[tuple[int, ...]] = Counter()
    for index in random.integers(0, len(heads), count - committees).tolist():
        head = heads[index]
        below[head.path] += 1
        number = below[head.path]
        name = f"{head.unit}第{numeral(number)}党总支"
        nodes.append(_Node((*head.path, number), name, 1, head.unit, head.sector, head.district))
    return nodes + heads


def _leaf_nodes(order: TwinOrder, leaves: list[Leaf], upper: list[_Node]) -> list[_Node]:
    random = order.random("branches")
    heads: dict[int, list[_Node]] = {}
    generals: dict[tuple[int, ...], list[_Node]] = {}
    for node in upper:
        if len(node.path) == 2:
            heads.setdefault(node.sector, []).append(node)
        elif len(node.path) == 3:
            generals.setdefault(node.path[:2], []).append(node)
    inside: Counter[tuple[int, ...]] = Counter()
    named: Counter[str] = Counter()
    nodes = []
    for leaf in leaves:
        sector = SECTORS.index(leaf.sector)
        luck = random.random((len(leaf.sizes), 5)).tolist()
        for size, (where, under, which, joint, bare) in zip(leaf.sizes.tolist(), luck, strict=True):
            head = heads[sector][int(where * len(heads[sector]))]
            own = generals.get(head.path, [])
            parent = own[int(which * len(own))] if own and under < _UNDER_GENERAL else head
            path = (*parent.path, 0)[:3]
            inside[path] += 1
            unit = leaf.unit or ordinary_unit(leaf.sector, head.unit, inside[path])
            named[unit] += 1
            kind = 3 if joint < _JOINT_SHARE else 2
            name = _branch_name(unit, named[unit], kind, with_prefix=bare >= _BARE_SHARE)
            nodes.append(_Node((*path, inside[path]), name, kind, unit, sector, head.district, leaf, size))
    return nodes


def _branch_name(unit: str, number: int, kind: int, *, with_prefix: bool) -> str:
    ordinal = "" if number == 1 else f"第{numeral(number % 1000)}" + ("" if number < 1000 else f"（{number // 1000}）")
    return f"{'沅海' if with_prefix else ''}{unit}{ordinal}{'联合' if kind == 3 else ''}党支部"


def _as_arrays(order: TwinOrder, nodes: list[_Node]) -> Tree:
    place = {node.path: index for index, node in enumerate(nodes)}
    parents = [_parent(node.path, place) for node in nodes]
    leaf = [node.leaf for node in nodes]
    is_leaf = np.array([node.size > 0 for node in nodes])
    outside = np.zeros(len(nodes), np.bool_)
    ordinary = np.flatnonzero([part is not None and not part.unit for part in leaf])
    away = min(len(ordinary), round(order.share("outside") * int(is_leaf.sum())))
    outside[order.random("outside").permutation(ordinary)[:away]] = True
    towns = [name for name in dict.fromkeys(load_regions().prefecture.to_pylist()) if name != f"{CITY}市"]
    for index in np.flatnonzero(outside).tolist():
        nodes[index].name = f"驻{towns[index % len(towns)]}{nodes[index].name}"
    return Tree(
        code=pa.array(["".join(f"{part:03d}" for part in (*node.path, 0, 0, 0, 0)[:4]) for node in nodes]),
        name=pa.array([node.name for node in nodes]),
        kind=np.array([node.kind for node in nodes]),
        parent=np.array(parents),
        unit=pa.array([node.unit for node in nodes]),
        sector=np.array([node.sector for node in nodes]),
        district=np.array([node.district for node in nodes]),
        firm=np.array([part.firm if part else -1 for part in leaf]),
        relation=np.array([relation_code(part.relation) if part else 0 for part in leaf]),
        claimed=np.array([bool(part and part.claimed) for part in leaf]),
        outside=outside,
        size=np.array([node.size for node in nodes]),
    )


def _parent(path: tuple[int, ...], place: dict[tuple[int, ...], int]) -> int:
    """Return the number of the node above, -1 for the root; a branch may hang from a committee."""
    if not path:
        return -1
    above = path[:-1]
    return place[above] if above in place else place[above[:-1]]
