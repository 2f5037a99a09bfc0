from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from findspot.text.kernels.sqlite import content_size, local_size, read_varint


def write_varint(value: int) -> bytes:
    """The encoding of https://sqlite.org/fileformat2.html, section 1.6."""
    number = value & (1 << 64) - 1
    if number >> 56:
        head = [number >> 8 >> 7 * i & 127 | 128 for i in range(7, -1, -1)]
        return bytes([*head, number & 255])
    groups = [number & 127]
    while number >> 7 * len(groups):
        groups.append(number >> 7 * len(groups) & 127 | 128)
    return bytes(reversed(groups))


@settings(max_examples=200, deadline=None)
@given(st.integers(-(1 << 63), (1 << 63) - 1) | st.integers(-300, 300), st.binary(max_size=3))
def test_numbers_of_any_length_are_read(value: int, before: bytes) -> None:
    data = np.frombuffer(before + write_varint(value), np.uint8)
    assert read_varint(data, len(before), len(data)) == (value, len(data))
    assert read_varint(data, len(before), len(data) - 1)[1] == -1


@pytest.mark.parametrize(
    ("payload", "is_index", "local"),
    # of 512 usable bytes a table leaf keeps up to 477, an index page up to 102, and never less than 39
    [
        (477, False, 477),
        (478, False, 39),
        (900, False, 39 + (900 - 39) % 508),
        (1000, False, 39),
        (102, True, 102),
        (103, True, 39),
        (600, True, 39 + (600 - 39) % 508),
    ],
)
def test_the_part_of_a_payload_on_its_page(payload: int, is_index: bool, local: int) -> None:
    assert local_size(payload, 512, is_index) == local


@pytest.mark.parametrize(
    ("serial", "size"),
    [
        (0, 0),
        (1, 1),
        (4, 4),
        (5, 6),
        (6, 8),
        (7, 8),
        (8, 0),
        (9, 0),
        (10, -1),
        (11, -1),
        (12, 0),
        (13, 0),
        (14, 1),
        (-3, -1),
    ],
)
def test_the_size_of_a_value_follows_its_serial_type(serial: int, size: int) -> None:
    assert content_size(serial) == size
