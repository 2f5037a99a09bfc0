"""Looking up whole columns in small tables."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray


def lookup(keys: pa.StringArray, table: Mapping[str, str]) -> pa.StringArray:
    """Return for each key its entry in ``table``, null where it has none."""
    found = pc.index_in(keys, value_set=pa.array(list(table), pa.string()), skip_nulls=True)
    return pa.array(list(table.values()), pa.string()).take(found)


def only_where(values: pa.StringArray, kept: NDArray[np.bool_]) -> pa.StringArray:
    """Return the values, null where not ``kept``."""
    return pc.if_else(pa.array(kept), values, pa.scalar(None, pa.string()))
