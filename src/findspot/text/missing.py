"""Spellings of "no value": 空, 无, 不详, NULL, N/A, -, / and so on (``data/missing.csv``)."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from findspot.text import data
from findspot.text.scripts import fold_key, text_array

LONGEST_BYTES: Final = 40
"""No spelling with its white space is longer, so longer values are not looked at."""


@cache
def spellings(meaning: str = "") -> frozenset[str]:
    """Return the folded spellings that stand for no value in a column of ``meaning``; all of them without one.

    Some are real values elsewhere: ``0`` in a number, ``NA`` in a country (Namibia).
    """
    return frozenset(r["spelling"] for r in data.rows("missing") if meaning == "" or meaning not in r["unless"].split())


def spells_nothing(text: str, meaning: str = "") -> bool:
    """Return whether one ``text`` spells "no value"; see ``spellings`` for ``meaning``."""
    return unicodedata.normalize("NFKC", text).strip().lower() in spellings(meaning)


def missing(values: pa.StringArray, meaning: str = "") -> NDArray[np.bool_]:
    """Return for each value whether it is null or spells "no value"; see ``spellings`` for ``meaning``."""
    absent = np.array(pc.is_null(values))
    short = np.flatnonzero(np.asarray(pc.fill_null(pc.less_equal(pc.binary_length(values), LONGEST_BYTES), False)))
    if len(short):
        candidates = fold_key(text_array(values.take(pa.array(short))))
        absent[short] |= np.asarray(pc.is_in(candidates, value_set=pa.array(sorted(spellings(meaning)))))
    return absent
