"""Words and codes for male and female (``data/sex.csv``); 1 and 2 as in GB/T 2261.1."""

from __future__ import annotations

from functools import cache

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from findspot.text import data
from findspot.text.lookups import lookup
from findspot.text.scripts import fold_key


@cache
def _weights() -> dict[str, str]:
    return {row["spelling"]: row["weight"] for row in data.rows("sex")}


@cache
def _canonical() -> dict[str, str]:
    return {row["spelling"]: row["sex"] for row in data.rows("sex") if row["sex"]}


def read_sexes(values: pa.StringArray) -> pa.StringArray:
    """Return ``m``, ``f`` or null for each value."""
    return lookup(fold_key(values), _canonical())


def weigh_sexes(values: pa.StringArray) -> NDArray[np.float64]:
    """Return from 0 to 1 how much each value speaks for a column of sexes: a word fully, a digit half."""
    return np.asarray(lookup(fold_key(values), _weights()).cast(pa.float64()).fill_null(0.0))
