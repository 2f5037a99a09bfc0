"""Spreads the leaves of JSON records over a table of field places, a row a record."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from findspot.text.kernels.json import Leaves


@njit(nogil=True, cache=True)
def spread_leaves(
    leaves: Leaves,
    first: int,
    end: int,
    record: int,
    starts: NDArray[np.int32],
    ends: NDArray[np.int32],
    flags: NDArray[np.uint8],
) -> None:
    """Fill the fields that the leaves from ``first`` to ``end`` give, ``record`` being the first row's number."""
    rows, columns = leaves.record, leaves.column
    from_, to, flag = leaves.start, leaves.end, leaves.flag
    for i in range(first, end):
        row = rows[i] - record
        column = columns[i]
        starts[row, column] = from_[i]
        ends[row, column] = to[i]
        flags[row, column] = flag[i]
