"""Identifiers of made-up people that cannot belong to anyone.

A random checksum-valid id is a living person's about once in a hundred times, so only region codes that were never
issued are used. GB/T 2260 gives provinces the first digits 11–15, 21–23, 31–37, 41–46, 50–54, 61–65, 71, 81–83: 97 is
none of them; within 31 (Shanghai) only prefectures 3100–3102 ever existed: 3199 is none of them. Mobile numbers begin
with 13–19: 100–129 were never allotted to the public as eleven-digit numbers.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

REGIONS: Final = {
    "319901": "临澜市云栖区",
    "319902": "临澜市青禾区",
    "319903": "临澜市望汐区",
    "319904": "临澜市石渡区",
    "319905": "临澜市松陵区",
    "319906": "临澜市南桁区",
    "319907": "临澜市北榭区",
    "319921": "临澜市芦洲县",
    "970101": "沅海省澄江市城关区",
    "970102": "沅海省澄江市白鹭区",
    "970121": "沅海省澄江市鹤溪县",
    "970201": "沅海省岚山市东屏区",
    "970221": "沅海省岚山市雁岭县",
    "970301": "沅海省清漪市柳堤区",
}
"""Region codes never issued, with the invented place each stands for."""

PHONE_PREFIXES: Final = tuple(str(prefix) for prefix in range(100, 130))
"""First three digits of made-up mobile numbers."""

WEIGHTS: Final = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2], np.int64)
"""GB 11643-1999: weight of each of the first 17 digits; the sum mod 11 picks the check character."""

_CHECK_CHARACTERS: Final = np.frombuffer(b"10X98765432", np.uint8)
_SPREAD: Final = 7919
_ORDERS: Final = 499
"""Odd and even order numbers each, 1–998; as many people of one sex can share a region and a day."""


def check_character(digits: str) -> str:
    """Return the check character of the first 17 digits of an id (GB 11643-1999)."""
    values = np.frombuffer(digits.encode("ascii"), np.uint8).astype(np.int64) - ord("0")
    return chr(_CHECK_CHARACTERS[int(values @ WEIGHTS) % 11])


def make_ids(region: NDArray[np.int64], born: NDArray[np.datetime64], male: NDArray[np.bool_]) -> pa.StringArray:
    """Return an 18-digit id with correct checksum for each person, no two alike.

    Args:
        region: Six-digit codes.
        born: Days of birth.
        male: The order number is odd for men, even for women.

    Raises:
        ValueError: More than 499 of one sex share a region and a day.
    """
    date = compact_dates(born)
    order = _order_numbers(region * 2 + male, date)
    return compose_ids(region, date, order * 2 + np.where(male, 1, 2))


def compose_ids(region: NDArray[np.int64], date: NDArray[np.int64], sequence: NDArray[np.int64]) -> pa.StringArray:
    """Return 18-digit ids with correct checksum from region codes, days as ``yyyymmdd`` and sequence numbers."""
    digits = np.empty((len(region), 18), np.uint8)
    for values, first, width in ((region, 0, 6), (date, 6, 8), (sequence, 14, 3)):
        digits[:, first : first + width] = decimal_digits(values, width)
    # Not by ``@``: numpy has no fast product for whole numbers.
    weighted = digits[:, :17].astype(np.float32) @ WEIGHTS.astype(np.float32)
    digits[:, 17] = _CHECK_CHARACTERS[weighted.astype(np.int64) % 11]
    digits[:, :17] += ord("0")
    return fixed_width_text(digits)


def make_phones(random: np.random.Generator, count: int) -> pa.StringArray:
    """Return eleven-digit mobile numbers under prefixes never allotted."""
    number = random.integers(100, 130, count) * 10**8 + random.integers(0, 10**8, count)
    return fixed_width_text(decimal_digits(number, 11) + np.uint8(ord("0")))


def fixed_width_text(characters: NDArray[np.uint8]) -> pa.StringArray:
    """Return one string for each row of an ASCII matrix."""
    count, width = characters.shape
    offsets = np.arange(0, (count + 1) * width, width, dtype=np.int32)
    flat = np.ascontiguousarray(characters)
    return pa.StringArray.from_buffers(count, pa.py_buffer(offsets), pa.py_buffer(flat))


def compact_dates(born: NDArray[np.datetime64]) -> NDArray[np.int64]:
    """Return each day as the number ``yyyymmdd``."""
    year = born.astype("datetime64[Y]").astype(np.int64) + 1970
    month = born.astype("datetime64[M]").astype(np.int64) % 12 + 1
    day = (born.astype("datetime64[D]") - born.astype("datetime64[M]")).astype(np.int64) + 1
    return np.asarray((year * 100 + month) * 100 + day, np.int64)


def _order_numbers(group: NDArray[np.int64], date: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return for each person a number that nobody else of the same region, sex and day has, spread over the range."""
    key = group * 10**8 + date
    order = np.argsort(key, kind="stable")
    ordered = key[order]
    first = np.concatenate([[True], ordered[1:] != ordered[:-1]])
    rank = np.arange(len(key)) - np.maximum.accumulate(np.where(first, np.arange(len(key)), 0))
    if rank.max(initial=0) >= _ORDERS:
        raise ValueError("more people of one sex share a region and a day than there are order numbers")
    result = np.empty(len(key), np.int64)
    result[order] = (rank + ordered * _SPREAD) % _ORDERS
    return result


def decimal_digits(values: NDArray[np.int64], width: int) -> NDArray[np.uint8]:
    """Return the last ``width`` digits of each number, one a column."""
    powers = 10 ** np.arange(width - 1, -1, -1, dtype=np.int64)
    return (values[:, None] // powers % 10).astype(np.uint8)
