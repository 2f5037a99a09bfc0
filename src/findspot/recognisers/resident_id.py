"""Resident identity numbers of China."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from findspot.model.tables import Privacy
from findspot.recognisers.strength import StrengthRecogniser, Strengths
from findspot.text.identifiers import canonical_resident_ids, read_resident_ids

_UNCHECKED: float = 0.6
"""Right form and a real birth date, but the check character is wrong: fabricated, or badly typed."""


class ResidentId(StrengthRecogniser):
    """15 or 18 digits with a real birth date and a right check character (GB 11643-1999)."""

    code = "cn-resident-id"
    privacy = Privacy.DIRECT
    valid_when_normal = False

    def strengths(self, values: pa.StringArray) -> Strengths:
        """Return 1 for a valid number, less for one with a wrong check or cut by a spreadsheet."""
        ids = read_resident_ids(values)
        shaped = (ids.length > 0) & ids.plausible
        return np.where(ids.valid, 1.0, np.where(shaped | ids.cut, _UNCHECKED, 0.0))

    def normalise(self, values: pa.StringArray) -> pa.StringArray:
        """Return 18 characters, x in upper case; 15 digits where the century of birth is not known."""
        return canonical_resident_ids(read_resident_ids(values))

    def valid(self, values: pa.StringArray) -> pa.BooleanArray:
        """Return whether check character and birth date are right; null for null."""
        return pc.if_else(values.is_valid(), pa.array(read_resident_ids(values).valid), pa.scalar(None, pa.bool_()))
