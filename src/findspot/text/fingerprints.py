"""64-bit fingerprints of values and rows, to count distinct ones without keeping them. Not keyed: never to be stored.

Multilinear hashing (Dietzfelbinger 1996; Lemire and Kaser, "Strongly universal string hashing is fast", 2014) over the
UTF-8 bytes with fixed odd weights, then a finaliser that spreads the bits. Two of two million values collide with a
chance of about one in ten million.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from findspot.text.scripts import byte_view

Fingerprints = NDArray[np.uint64]

NULL: Final = np.uint64(0x9E3779B97F4A7C15)
"""The fingerprint of null, which differs from that of the empty text."""
_LONGEST: Final = 4_096
_BYTES_AT_ONCE: Final = 1 << 20


@cache
def _weights() -> Fingerprints:
    # Made here and not drawn: which values are sampled must not change with the version of a library.
    return spread(np.arange(1, _LONGEST + 1, dtype=np.uint64) * NULL) | np.uint64(1)


def fingerprint_values(values: pa.StringArray) -> Fingerprints:
    """Return the fingerprint of each value; equal values have equal ones."""
    places, data = byte_view(values)
    result = np.empty(len(values), np.uint64)
    first = 0
    while first < len(values):
        last = int(np.searchsorted(places, places[first] + _BYTES_AT_ONCE, "right")) - 1
        last = min(max(last, first + 1), len(values))
        result[first:last] = _fingerprint_run(places[first : last + 1], data)
        first = last
    if values.null_count:
        result[np.asarray(values.is_null())] = NULL
    return result


def fingerprint_rows(columns: Iterable[Fingerprints], rows: int) -> Fingerprints:
    """Return one fingerprint a row out of those of its values, column by column."""
    result = np.full(rows, NULL, np.uint64)
    for column in columns:
        result = spread(result * np.uint64(0xD6E8FEB86659FD93) + column)
    return result


def spread(values: Fingerprints) -> Fingerprints:
    """Return the values with every bit depending on all (the finaliser of splitmix64, Steele and others 2014)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def _fingerprint_run(places: NDArray[np.int64], data: NDArray[np.uint8]) -> Fingerprints:
    lengths = np.diff(places)
    if lengths.max(initial=0) > _LONGEST:
        return np.array([_fingerprint_long(data[a:b]) for a, b in pairwise(places)], np.uint64)
    first, last = places[0], places[-1]
    position = np.arange(last - first) - np.repeat(places[:-1] - first, lengths)
    products = (data[first:last].astype(np.uint64) + np.uint64(1)) * _weights()[position]
    sums = np.concatenate((np.zeros(1, np.uint64), np.cumsum(products, dtype=np.uint64)))
    return spread(sums[places[1:] - first] - sums[places[:-1] - first] + lengths.astype(np.uint64))


def _fingerprint_long(data: NDArray[np.uint8]) -> int:
    """Return the fingerprint of one value by BLAKE2b if it is longer than the weights reach, else as all others."""
    if len(data) > _LONGEST:
        return int.from_bytes(hashlib.blake2b(data.tobytes(), digest_size=8).digest(), "little")
    return int(_fingerprint_run(np.array([0, len(data)], np.int64), data)[0])


class DistinctCounter:
    """Counts distinct fingerprints exactly, in eight bytes each."""

    def __init__(self) -> None:
        self._known = np.empty(0, np.uint64)
        self._waiting: list[Fingerprints] = []
        self._waiting_count = 0

    def add(self, fingerprints: Fingerprints) -> None:
        """Take in further ones."""
        self._waiting.append(fingerprints)
        self._waiting_count += len(fingerprints)
        if self._waiting_count > max(1 << 18, len(self._known)):
            self._settle()

    def count(self) -> int:
        """Return how many distinct ones there were."""
        self._settle()
        return len(self._known)

    def _settle(self) -> None:
        if self._waiting:
            self._known = np.unique(np.concatenate((self._known, *self._waiting)))
            self._waiting, self._waiting_count = [], 0
