from __future__ import annotations

import numpy as np
import pytest

from findspot.testing.twins.firms import RELATIONS, make_firms
from findspot.testing.twins.making import load_plan
from findspot.testing.twins.plan import TwinOrder, place_order
from findspot.testing.twins.register.drawing import Register
from findspot.testing.twins.register.leaves import SECTORS, draw_sizes, plan_leaves
from findspot.testing.twins.register.tree import DISTRICTS, KINDS, build_tree, district_names


def test_codes_have_three_digits_a_level_and_say_the_parent(drawn: Register) -> None:
    tree = drawn.tree
    codes = tree.code.to_pylist()
    assert codes == sorted(codes)
    assert len(set(codes)) == len(codes)
    assert {len(code) for code in codes} == {12}
    assert tree.parent[0] == -1
    assert (tree.parent[1:] < np.arange(1, len(codes))).all()
    for node in range(1, len(codes)):
        above = codes[tree.parent[node]].rstrip("0")
        assert codes[node].startswith(above)
    levels = {len(code.rstrip("0")) // 3 + bool(len(code.rstrip("0")) % 3) for code in codes}
    assert levels == {0, 1, 2, 3, 4}


def test_names_are_all_different_and_those_of_branches_say_what_they_are(drawn: Register) -> None:
    names = drawn.tree.name.to_pylist()
    assert len(set(names)) == len(names)
    kinds = drawn.tree.kind[drawn.tree.leaf]
    leaves = [names[leaf] for leaf in drawn.tree.leaf.tolist()]
    assert all(name.endswith("党支部") for name in leaves)
    assert all(("联合党支部" in name) == (KINDS[kind] == "联合支部") for name, kind in zip(leaves, kinds, strict=True))


def test_there_are_seventeen_districts_each_with_branches(drawn: Register) -> None:
    assert len(set(district_names())) == DISTRICTS == 17
    assert set(drawn.tree.district[drawn.tree.leaf].tolist()) == set(range(DISTRICTS))


def test_members_of_all_branches_add_up(small_order: TwinOrder) -> None:
    firms = make_firms(small_order.random("firms"), 200)
    for persons in (3000, 3967):
        leaves = plan_leaves(small_order, firms, persons)
        assert sum(int(leaf.sizes.sum()) for leaf in leaves) == persons
        assert all((leaf.sizes > 0).all() for leaf in leaves)
        assert build_tree(small_order, firms, persons).size.sum() == persons


def test_sizes_follow_the_lognormal_law(small_order: TwinOrder) -> None:
    sizes = draw_sizes(small_order, np.random.default_rng(1), 20_000)
    assert np.median(sizes) == 17
    assert np.quantile(sizes, 0.99) == pytest.approx(150, rel=0.02)
    assert len(draw_sizes(small_order, np.random.default_rng(1), 0)) == 0


def test_sectors_come_to_their_shares(drawn: Register) -> None:
    tree = drawn.tree
    shares = np.bincount(tree.sector[tree.leaf], minlength=len(SECTORS)) / len(tree.leaf)
    assert shares == pytest.approx([0.34, 0.36, 0.08, 0.14, 0.051, 0.029], abs=0.002)


def test_each_planted_firm_has_a_near_miss_of_like_size(drawn: Register) -> None:
    tree = drawn.tree
    negative = np.isin(tree.relation, [RELATIONS.index("near-miss"), RELATIONS.index("supplier")])
    positive = (tree.firm >= 0) & ~negative
    for firm in np.unique(tree.firm[positive]).tolist():
        own = tree.size[positive & (tree.firm == firm)]
        near = tree.size[negative & (tree.firm == firm)]
        assert len(near)
        assert near.max() >= 0.7 * own.min()


def test_a_branch_away_from_the_city_is_no_trap(drawn: Register) -> None:
    tree = drawn.tree
    assert tree.outside.sum() == round(0.03 * len(tree.leaf))
    assert (tree.firm[tree.outside] == -1).all()
    assert not (tree.outside & tree.claimed).any()
    assert all(name.startswith("驻") for name in tree.name.filter(tree.outside).to_pylist())


def test_firms_get_a_branch_each_before_some_get_more() -> None:
    order = place_order(
        load_plan("register"), "S", 1, {"rows": 30_000, "foreign": 0.6, "enterprise": 0.1, "near_misses": 0.1}
    )
    leaves = plan_leaves(order, make_firms(order.random("firms"), 200), 29_000)
    branches = np.bincount(
        [leaf.firm for leaf in leaves if leaf.firm >= 0 and leaf.relation not in {"near-miss", "supplier"}]
    )
    assert branches[:200].min() >= 1
    assert branches.max() > 5
    relations = {leaf.relation for leaf in leaves}
    assert {"own", "subsidiary", "venture", "predecessor", "agency"} <= relations
    assert sum(int(leaf.sizes.sum()) for leaf in leaves) == 29_000


def test_claims_larger_than_the_register_leave_no_other_branches() -> None:
    order = place_order(load_plan("register"), "S", 1, {"rows": 10_000, "r4_members": 12_000})
    leaves = plan_leaves(order, make_firms(order.random("firms"), 200), 9_900)
    assert all(leaf.unit for leaf in leaves)
