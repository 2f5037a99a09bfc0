"""Counting in blocks is counting byte by byte."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numba import njit
from numpy.typing import NDArray

from findspot.text.kernels.blockscan import BLOCK, digit_bytes, plain_bytes


@njit
def compiled(buffer: NDArray[np.uint8], start: int) -> tuple[int, int]:
    return plain_bytes(buffer, start), digit_bytes(buffer, start)


@settings(max_examples=100, deadline=None)
@given(
    st.one_of(st.binary(min_size=0, max_size=20), st.text("0123456789ab'\\\n\"é", max_size=20).map(str.encode)),
    st.integers(0, 3),
)
def test_blocks_are_counted_up_to_the_first_that_stops(data: bytes, start: int) -> None:
    padded = np.frombuffer(data + b"\n" + bytes(40), np.uint8)
    block = padded[start : start + BLOCK].tobytes()
    plain = next((i for i, c in enumerate(block) if c < 32 or c in b"'\"\\"), BLOCK)
    digits = next((i for i, c in enumerate(block) if c not in b"0123456789"), BLOCK)
    assert compiled(padded, start) == (plain, digits)
    assert (plain_bytes(padded, start), digit_bytes(padded, start)) == (plain, digits)
