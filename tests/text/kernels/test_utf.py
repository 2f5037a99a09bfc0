"""The strict test of UTF-8 agrees with Python's decoder."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from findspot.text.kernels.utf import first_invalid, is_valid, sequence_length


def first_error(data: bytes) -> int:
    try:
        data.decode()
    except UnicodeDecodeError as error:
        return error.start
    return len(data)


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=80),
        st.text(max_size=60).map(str.encode),
        st.tuples(st.text(), st.binary()).map(lambda parts: parts[0].encode() + parts[1]),
    )
)
@example(b"a" * 70 + "中".encode()[:2])
@example("中".encode() * 20 + b"\xed\xa0\x80")
@example(b"\xf4\x90\x80\x80" + b"\xf0\x80\x80\x80" + b"\xe0\x80\x80")
@example("😀".encode() * 9)
def test_it_finds_the_byte_that_python_finds(data: bytes) -> None:
    buffer = np.frombuffer(data, np.uint8)
    assert first_invalid(buffer, 0, len(data)) == first_error(data)
    assert is_valid(buffer, len(data)) == (first_error(data) == len(data))


def test_a_range_is_looked_at_alone() -> None:
    buffer = np.frombuffer(b"\xff" + "中文".encode() + b"\xff", np.uint8)
    assert first_invalid(buffer, 1, 7) == 7
    assert first_invalid(buffer, 1, 6) == 4


@pytest.mark.parametrize(
    ("data", "length"),
    [(b"a", 1), ("é".encode(), 2), ("中".encode(), 3), ("😀".encode(), 4), (b"\x80", 0), (b"\xc3", 0)],
)
def test_lengths_of_sequences(data: bytes, length: int) -> None:
    assert sequence_length(np.frombuffer(data, np.uint8), 0, len(data)) == length
