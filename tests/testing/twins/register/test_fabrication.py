from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from findspot.errors import UsageProblem
from findspot.testing.twins.making import load_plan
from findspot.testing.twins.plan import place_order
from findspot.testing.twins.register.drawing import Register, draw_register, write_cells
from findspot.testing.twins.register.fabrication import CLASSES
from findspot.testing.twins.register.members import SNAPSHOT
from findspot.testing.twins.register.rows import FABRICATED

SHARE = 0.1


@cache
def fabricated(kind: str, block: int = 0) -> Register:
    knobs = {"rows": 3000, "fabricated": SHARE, "fabrication": kind, "fabricated_block": block}
    return draw_register(place_order(load_plan("register"), "S", 6, knobs))


def fakes(register: Register) -> np.ndarray:
    return np.flatnonzero(register.rows.origin == FABRICATED)


@pytest.mark.parametrize("kind", CLASSES)
def test_the_share_of_rows_is_replaced_and_of_nobody(kind: str) -> None:
    register = fabricated(kind)
    rows = fakes(register)
    assert len(rows) == 300
    assert len(register.rows) == 3000
    assert (register.entity[rows] == -1).all()
    assert not register.tree.claimed[register.rows.branch[rows]].any()
    assert len(np.unique(register.rows.person[rows])) == 300
    assert (register.members.joined <= SNAPSHOT.astype(np.int64)).all()
    assert write_cells(register, slice(0, 3000)).num_rows == 3000


def test_an_unknown_class_is_refused() -> None:
    with pytest.raises(UsageProblem, match="F9"):
        draw_register(place_order(load_plan("register"), "S", 6, {"rows": 3000, "fabrication": "F9"}))


def test_a_block_is_contiguous_among_the_rows_that_can_be_replaced() -> None:
    spread, block = fakes(fabricated("F3b")), fakes(fabricated("F3b", 1))
    assert np.ptp(block) < 700
    assert np.ptp(spread) > 2500


def of_fakes(register: Register, column: str) -> np.ndarray:
    return np.asarray(getattr(register.members, column)[register.rows.person[fakes(register)]])


def test_the_crudest_ids_fit_nothing_and_the_next_fit_birth_and_sex() -> None:
    crude, consistent = fabricated("F1"), fabricated("F2")
    assert (of_fakes(crude, "id_born") != of_fakes(crude, "born")).mean() > 0.99
    for register in (consistent, fabricated("F3"), fabricated("F3b"), fabricated("F5")):
        assert (of_fakes(register, "id_born") == of_fakes(register, "born")).all()
        assert ((of_fakes(register, "sequence") % 2 == 1) == of_fakes(register, "male")).all()


def test_only_the_careful_know_the_law_of_the_sequence_numbers() -> None:
    lawful = [np.mean(of_fakes(fabricated(kind), "sequence") < 250) for kind in ("F3b", "F5")]
    naive = [np.mean(of_fakes(fabricated(kind), "sequence") < 250) for kind in ("F1", "F2", "F3", "F4")]
    assert min(lawful) > 0.35 > max(naive)


def test_copies_keep_region_and_branch_of_somebody_real() -> None:
    register = fabricated("F4")
    real = register.members.take(np.arange(len(register.members) - 300))
    pairs = set(zip(real.region.tolist(), real.surname.tolist(), real.house.tolist(), strict=True))
    copied = zip(*(of_fakes(register, name).tolist() for name in ("region", "surname", "house")), strict=True)
    assert set(copied) <= pairs


def test_the_joint_law_keeps_the_sector_and_draws_the_branch() -> None:
    register = fabricated("F5")
    sector = register.tree.sector[of_fakes(register, "branch")]
    shares = np.bincount(sector, minlength=6) / 300
    everyone = np.bincount(register.tree.sector[register.members.branch], minlength=6) / len(register.members)
    assert np.abs(shares - everyone).max() < 0.1


def test_cohorts_are_kept_only_by_the_careful() -> None:
    level_by_age = []
    for kind in ("F3", "F3b"):
        register = fabricated(kind)
        level_by_age.append(np.corrcoef(of_fakes(register, "born"), of_fakes(register, "level"))[0, 1])
    assert abs(level_by_age[0]) < 0.15
    assert level_by_age[1] < -0.2
