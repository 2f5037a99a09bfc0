"""Resident identity numbers of China (GB 11643-1999), read as whole columns.

18 digits: region 6, birth date 8, sequence 3 (odd for men), check character by ISO 7064 MOD 11-2. The older 15 have a
year of two digits and no check character. Which region codes exist, and when, is not asked here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from findspot.text.dates import is_calendar_date
from findspot.text.scripts import byte_view, bytes_to_text, fixed_width, fold, matches, text_array

_LENGTH: Final = 18
_OLD_LENGTH: Final = 15
_WEIGHTS: Final = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2], np.int32)
_CHECK: Final = np.frombuffer(b"10X98765432", np.uint8)
_ZERO: Final = ord("0")
_X: Final = ord("X")
_BIRTH_YEARS: Final = (1880, 2035)
"""Births outside are no one's whose number is in a dump; a fixed year, as the clock must not change a finding."""
_CENTENARIAN: Final = 996
_CENTENARIAN_YEAR: Final = 80
"""In the 15-digit form, sequences 996 to 999 with a year from 80 were kept for people born in 18xx."""
_SCIENTIFIC: Final = r"^[1-9](?:\.\d+)?E\+?1[47]$"
"""How a spreadsheet shows 15 or 18 digits once it has taken them for a number."""


@dataclass(frozen=True, slots=True)
class ResidentIds:
    """What can be read from a column of identity numbers, one entry a value.

    Attributes:
        length: 18, 15, or 0 where the value has not the form.
        checksum: Whether the check character fits; true for the 15-digit form, which has none.
        birth: Birth date as the number ``yyyymmdd``, 0 where there is none.
        plausible: Whether the birth date exists in the calendar and the region can be one (first digit 1 to 9).
        male: Whether the sequence is odd; meaningless where ``length`` is 0.
        cut: Whether a spreadsheet cut the number to 15 digits: ``3.1990119E+17``, or last three 000 with a wrong check.
    """

    text: pa.StringArray
    length: NDArray[np.int8]
    checksum: NDArray[np.bool_]
    birth: NDArray[np.int32]
    plausible: NDArray[np.bool_]
    male: NDArray[np.bool_]
    cut: NDArray[np.bool_]

    @property
    def valid(self) -> NDArray[np.bool_]:
        """Whether the value passes every test."""
        return (self.length > 0) & self.checksum & self.plausible & ~self.cut


def read_resident_ids(values: pa.StringArray) -> ResidentIds:
    """Return what each value says as an identity number; full width, inner spaces, hyphens and lower x are accepted."""
    text = _clean(values)
    count = len(text)
    ids = ResidentIds(
        text,
        np.zeros(count, np.int8),
        np.zeros(count, np.bool_),
        np.zeros(count, np.int32),
        np.zeros(count, np.bool_),
        np.zeros(count, np.bool_),
        np.zeros(count, np.bool_),
    )
    _read_18(ids)
    _read_15(ids)
    odd = np.flatnonzero(ids.length == 0)
    if len(odd):
        ids.cut[odd] = matches(text_array(text.take(pa.array(odd))), _SCIENTIFIC)
    return ids


def canonical_resident_ids(ids: ResidentIds) -> pa.StringArray:
    """Return the 18-character form, null where the value has neither form.

    15 digits become 18 with the century 19, save for those that may be of people born in 18xx: these stay.
    """
    formed = ids.length > 0
    result = pc.if_else(pa.array(formed), ids.text, pa.scalar(None, pa.string()))
    old = np.flatnonzero(ids.length == _OLD_LENGTH)
    if not len(old):
        return result
    _, matrix = fixed_width(text_array(ids.text.take(pa.array(old))), _OLD_LENGTH)
    known = ~_may_be_1800s(matrix.astype(np.int32) - _ZERO)
    longer = np.empty((len(old), _LENGTH), np.uint8)
    longer[:, :6] = matrix[:, :6]
    longer[:, 6:8] = np.frombuffer(b"19", np.uint8)
    longer[:, 8:17] = matrix[:, 6:]
    longer[:, 17] = check_characters(longer[:, :17])
    replaced = np.zeros(len(result), np.bool_)
    replaced[old[known]] = True
    return text_array(
        pc.replace_with_mask(result, pa.array(replaced), bytes_to_text(longer[known], np.ones(known.sum(), np.bool_)))
    )


def check_characters(digits: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the check character of each row of 17 ASCII digits, by ISO 7064 MOD 11-2."""
    remainders = ((digits.astype(np.int32) - _ZERO) @ _WEIGHTS) % 11
    return np.asarray(_CHECK[remainders], np.uint8)


def _clean(values: pa.StringArray) -> pa.StringArray:
    """Fold, drop spaces and hyphens, put in upper case; values of plain digits, nearly all, are left alone."""
    text = text_array(values)
    places, data = byte_view(text)
    if not len(text):
        return text
    data = data[places[0] : places[-1]]
    strange = np.concatenate(([0], np.cumsum(((data - np.uint8(_ZERO)) > 9) & ((data | 0x20) != ord("x")))))
    odd = np.diff(strange[places - places[0]]) > 0
    if odd.any():
        folded = fold(text_array(text.filter(pa.array(odd))))
        packed = pc.replace_substring_regex(folded, pattern=r"[\s\x{200b}\x{feff}'-]+", replacement="")
        text = text_array(pc.replace_with_mask(text, pa.array(odd), packed))
    return pc.utf8_upper(text)


def _read_18(ids: ResidentIds) -> None:
    where, matrix = fixed_width(ids.text, _LENGTH)
    digits = matrix - np.uint8(_ZERO)
    is_form = (digits[:, :17] <= 9).all(axis=1) & ((digits[:, 17] <= 9) | (matrix[:, 17] == _X))
    where, matrix, digits = where[is_form], matrix[is_form], digits[is_form].astype(np.int32)
    ids.length[where] = _LENGTH
    ids.checksum[where] = check_characters(matrix[:, :17]) == matrix[:, 17]
    year = digits[:, 6:10] @ np.array([1000, 100, 10, 1], np.int32)
    _set_birth(ids, where, digits[:, 0], (year, digits[:, 10:12], digits[:, 12:14]))
    ids.male[where] = digits[:, 16] % 2 == 1
    ids.cut[where] = (digits[:, 15:18] == 0).all(axis=1) & ~ids.checksum[where]


def _read_15(ids: ResidentIds) -> None:
    where, matrix = fixed_width(ids.text, _OLD_LENGTH)
    is_form = ((matrix - np.uint8(_ZERO)) <= 9).all(axis=1)
    where, digits = where[is_form], matrix[is_form].astype(np.int32) - np.int32(_ZERO)
    ids.length[where] = _OLD_LENGTH
    ids.checksum[where] = True
    year = np.where(_may_be_1800s(digits), 1800, 1900) + digits[:, 6:8] @ np.array([10, 1], np.int32)
    _set_birth(ids, where, digits[:, 0], (year, digits[:, 8:10], digits[:, 10:12]))
    ids.male[where] = digits[:, 14] % 2 == 1


def _may_be_1800s(digits: NDArray[np.int32]) -> NDArray[np.bool_]:
    sequence = digits[:, 12:15] @ np.array([100, 10, 1], np.int32)
    return (sequence >= _CENTENARIAN) & (digits[:, 6] * 10 + digits[:, 7] >= _CENTENARIAN_YEAR)


def _set_birth(
    ids: ResidentIds,
    where: NDArray[np.int64],
    region: NDArray[np.int32],
    parts: tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]],
) -> None:
    tens = np.array([10, 1], np.int32)
    year, month, day = parts[0], parts[1] @ tens, parts[2] @ tens
    ids.birth[where] = year * 10000 + month * 100 + day
    in_range = (year >= _BIRTH_YEARS[0]) & (year <= _BIRTH_YEARS[1])
    ids.plausible[where] = is_calendar_date(year, month, day) & in_range & (region > 0)
