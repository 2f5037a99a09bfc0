"""Columns scored together get the scores they get alone."""

from __future__ import annotations

import pyarrow as pa
import pytest
from tests.profiling.cases import people

from findspot.plugins.manager import manager
from findspot.profiling.scoring import SCREENED, score_columns

RECOGNISERS = manager().recognisers()


def test_columns_do_not_disturb_each_other() -> None:
    samples = [pa.array(values[:60], pa.string()).drop_null() for values in people(60).values()]
    samples.insert(3, pa.array([], pa.string()))
    together = score_columns(samples, RECOGNISERS)
    for sample, scores in zip(samples, together, strict=True):
        assert scores == pytest.approx({r.code: r.score(sample) for r in RECOGNISERS})


def test_the_rest_is_looked_at_where_the_first_values_speak_for_a_meaning() -> None:
    dates = pa.array(["2019-03-04"] * (2 * SCREENED) + ["x"] * (2 * SCREENED))
    other = pa.array(["x"] * (2 * SCREENED) + ["2019-03-04"] * (2 * SCREENED))
    one, two = score_columns([dates, other], RECOGNISERS)
    assert one["date"] == 0.5
    assert two["date"] == 0.0


def test_no_columns_have_no_scores() -> None:
    assert score_columns([], RECOGNISERS) == []
    assert set(score_columns([pa.array([], pa.string())], RECOGNISERS)[0].values()) == {0.0}
