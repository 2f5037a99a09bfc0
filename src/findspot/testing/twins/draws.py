"""Draws whole columns at random: from pools, by shares, at given rates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Indices = NDArray[np.int64]
Flags = NDArray[np.bool_]


def pick(random: np.random.Generator, pool: Sequence[str | None] | pa.Array, count: int) -> pa.Array:
    """Return ``count`` of the pool, each as likely as any other."""
    values = pool if isinstance(pool, pa.Array) else pa.array(pool, pa.string())
    return values.take(pa.array(random.integers(0, len(values), count)))


def pick_shares(random: np.random.Generator, shares: Mapping[str, float], count: int) -> pa.Array:
    """Return ``count`` of the keys, each as often as its share says; an empty key stands for null."""
    values = pa.array([key or None for key in shares], pa.string())
    return values.take(pa.array(draw_index(random, list(shares.values()), count)))


def draw_index(random: np.random.Generator, weights: Iterable[float], count: int) -> Indices:
    """Return ``count`` positions, each as often as its weight says."""
    edges = np.cumsum(np.fromiter(weights, np.float64))
    places = np.searchsorted(edges / edges[-1], random.random(count), "right")
    return np.asarray(np.minimum(places, len(edges) - 1), np.int64)


def choose(random: np.random.Generator, share: float, count: int) -> Flags:
    """Return which of ``count`` rows have a habit: its share of them, at random places.

    A broken number is rounded up or down at random, so that many small chunks add up to the share.
    """
    chosen = np.zeros(count, np.bool_)
    chosen[random.permutation(count)[: int(share * count + random.random())]] = True
    return chosen


def choose_among(random: np.random.Generator, share: float, eligible: Flags) -> Flags:
    """Return which rows have a habit that only the eligible can have: its share of these."""
    chosen = np.zeros(len(eligible), np.bool_)
    chosen[eligible] = choose(random, share, int(np.count_nonzero(eligible)))
    return chosen


def apportion(total: int, weights: Sequence[float] | NDArray[np.float64]) -> Indices:
    """Return whole numbers in proportion to the weights that add up to the total (largest remainder)."""
    shares = np.asarray(weights, np.float64)
    exact = shares / shares.sum() * total
    result: Indices = np.floor(exact).astype(np.int64)
    largest = np.argsort(result - exact, kind="stable")[: total - int(result.sum())]
    result[largest] += 1
    return result


def digits(values: Indices, width: int) -> pa.Array:
    """Return each number as text of at least ``width`` digits."""
    return pc.utf8_lpad(pa.array(values).cast(pa.string()), width, "0")


def text(values: Indices) -> pa.Array:
    """Return each number as text."""
    return pa.array(values).cast(pa.string())


def concat(*parts: pa.Array | str) -> pa.Array:
    """Return the parts joined row by row; null where a part is null."""
    return pc.binary_join_element_wise(*parts, "")


def where(condition: Flags, then: pa.Array | str | None, otherwise: pa.Array | str | None) -> pa.Array:
    """Return one text or the other for each row."""
    return pc.if_else(pa.array(condition), _scalar(then), _scalar(otherwise))


def select(cases: Indices, choices: Sequence[pa.Array]) -> pa.Array:
    """Return for each row the value of the choice with its number."""
    return pc.choose(pa.array(cases), *choices)


def format_times(seconds: Indices, form: str) -> pa.Array:
    """Return each moment (seconds from 1970) as text in UTC."""
    return pc.strftime(pa.array(seconds, pa.int64()).cast(pa.timestamp("s")), format=form)


def _scalar(value: pa.Array | str | None) -> pa.Array | pa.Scalar:
    return value if isinstance(value, pa.Array) else pa.scalar(value, pa.string())
