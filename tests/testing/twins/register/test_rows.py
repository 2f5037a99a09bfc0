from __future__ import annotations

import numpy as np
import pytest

from findspot.testing.twins.register import rows as origins
from findspot.testing.twins.register.drawing import Register, write_cells
from findspot.testing.twins.register.rows import choose_rows


def test_there_is_a_row_for_everybody_and_a_few_more(drawn: Register) -> None:
    rows = drawn.rows
    counts = np.bincount(rows.origin, minlength=8).tolist()
    assert len(rows) == 20_000
    assert counts[origins.EXACT : origins.BLANK] == [40, 40, 10, 30]
    assert counts[origins.BLANK] + counts[origins.TEST] == 40
    own = rows.person[rows.origin == origins.ORIGINAL]
    assert own.tolist() == list(range(19_840))
    assert rows.split == round(20_000 * 2**20 / 1_957_239)


def test_the_file_is_in_the_order_of_the_branches(drawn: Register) -> None:
    assert (np.diff(drawn.rows.among) >= 0).all()
    assert drawn.rows.origin[0] == drawn.members.branch[0] * 0
    tests = np.flatnonzero(drawn.rows.origin == origins.TEST)
    assert tests[0] <= 1
    assert tests[-1] == len(drawn.rows) - 1


def test_an_exact_copy_differs_in_its_number_only(drawn: Register) -> None:
    rows = drawn.rows
    cells = write_cells(drawn, slice(0, len(rows))).drop(["序号"])
    for copy in np.flatnonzero(rows.origin == origins.EXACT).tolist():
        assert cells.slice(copy, 1).to_pylist() == cells.slice(int(rows.model[copy]), 1).to_pylist()


def test_somebody_moved_is_listed_in_two_branches_by_one_id(drawn: Register) -> None:
    rows = drawn.rows
    moved = np.flatnonzero(rows.origin == origins.TRANSFER)
    assert (rows.branch[moved] != drawn.members.branch[rows.person[moved]]).mean() > 0.9
    assert not drawn.tree.claimed[rows.branch[moved]].any()
    assert not rows.short_id[moved].any()


def test_people_listed_with_both_forms_of_the_id_are_old_enough(drawn: Register) -> None:
    rows, members = drawn.rows, drawn.members
    forms = rows.origin == origins.OTHER_FORM
    assert rows.short_id[forms].all()
    people = rows.person[forms]
    others = np.isin(rows.person, people) & ~forms
    assert not rows.short_id[others].any()
    short = rows.person[rows.short_id]
    assert rows.short_id.sum() == 400
    assert members.has_id[short].all()
    assert (members.born[short] < 15 * 365).all()
    assert np.mean(members.born[short] < -4 * 365) > 0.8


def test_a_retyped_id_fails_its_check(drawn: Register) -> None:
    from findspot.testing.ids import check_character

    rows = drawn.rows
    cells = write_cells(drawn, slice(0, len(rows)))
    ids = cells.column("身份证号").to_pylist()
    retyped = [ids[row] for row in np.flatnonzero(rows.origin == origins.RETYPED).tolist()]
    whole = [text.upper() for text in retyped if len(text) == 18 and text.isascii()]
    assert len(whole) >= 5
    assert all(check_character(text[:17]) != text[17] for text in whole)


def test_rows_are_chosen_among_the_able() -> None:
    able = np.arange(100) < 40
    random = np.random.default_rng(1)
    assert choose_rows(random, 0.1, able).sum() == 10
    assert not choose_rows(random, 0.1, able)[40:].any()
    assert choose_rows(random, 0.9, able).sum() == 40
    assert choose_rows(random, 0.5, np.zeros(9, np.bool_)).sum() == pytest.approx(0)
