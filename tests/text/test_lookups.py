"""Looking up whole columns."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from findspot.text.lookups import lookup, only_where


def test_what_is_not_in_the_table_is_null() -> None:
    assert lookup(pa.array(["a", "x", None, "b"]), {"a": "1", "b": "2"}).to_pylist() == ["1", None, None, "2"]


def test_only_what_is_kept_stays() -> None:
    assert only_where(pa.array(["a", "b", None]), np.array([True, False, True])).to_pylist() == ["a", None, None]
