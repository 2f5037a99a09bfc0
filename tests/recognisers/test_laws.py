"""Laws that every recogniser keeps, whatever the values, strangers' ones too."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from findspot.plugins.manager import manager
from findspot.plugins.protocols import Recogniser
from findspot.recognisers.strength import StrengthRecogniser

RECOGNISERS = manager().recognisers()
NAMES = [r.code for r in RECOGNISERS]
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
SHAPED = st.from_regex(r"[0-9xX./: -]{0,20}", fullmatch=True)
VALUES = st.lists(st.none() | TEXT | SHAPED, max_size=8)

each_recogniser = pytest.mark.parametrize("recogniser", RECOGNISERS, ids=NAMES)


@each_recogniser
@settings(max_examples=35, deadline=None)
@given(values=VALUES)
def test_any_text_is_answered_in_the_right_shape(recogniser: Recogniser, values: list[str | None]) -> None:
    array = pa.array(values, pa.string())
    normal, valid = recogniser.normalise(array), recogniser.valid(array)
    assert 0.0 <= recogniser.score(array) <= 1.0
    assert normal.type == pa.string()
    assert len(normal) == len(valid) == len(values)
    assert [v for v, source in zip(normal.to_pylist(), values, strict=True) if source is None and v is not None] == []
    assert [v is None for v in valid.to_pylist()] == [v is None for v in values]


@each_recogniser
@settings(max_examples=35, deadline=None)
@given(values=VALUES)
def test_a_canonical_form_is_its_own(recogniser: Recogniser, values: list[str | None]) -> None:
    once = recogniser.normalise(pa.array(values, pa.string()))
    twice = recogniser.normalise(once)
    assert [b for a, b in zip(once.to_pylist(), twice.to_pylist(), strict=True) if b is not None and a != b] == []


@each_recogniser
@settings(max_examples=20, deadline=None)
@given(values=VALUES, cut=st.integers(0, 8))
def test_slices_give_the_same_as_the_whole(recogniser: Recogniser, values: list[str | None], cut: int) -> None:
    array = pa.array(values, pa.string())
    parts = [recogniser.normalise(array.slice(0, cut)), recogniser.normalise(array.slice(cut))]
    assert recogniser.normalise(array).to_pylist() == [v for part in parts for v in part.to_pylist()]


@each_recogniser
def test_nothing_is_answered_with_nothing(recogniser: Recogniser) -> None:
    empty = pa.array([], pa.string())
    assert recogniser.score(empty) == 0.0
    assert len(recogniser.normalise(empty)) == len(recogniser.valid(empty)) == 0


@pytest.mark.parametrize("recogniser", RECOGNISERS, ids=NAMES)
def test_valid_is_asked_only_where_a_form_is_not_enough(recogniser: Recogniser) -> None:
    if isinstance(recogniser, StrengthRecogniser) and recogniser.valid_when_normal:
        values = pa.array(["2019-03-04", "a@example.org", "12", "王伟", "", None])
        formed = recogniser.normalise(values).is_valid().to_pylist()
        assert recogniser.valid(values).to_pylist()[:5] == formed[:5]
