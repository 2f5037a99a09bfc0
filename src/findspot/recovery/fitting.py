"""A letter for what the values of a column look like, to tell whether a headerless part belongs to a table."""

from __future__ import annotations

from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

_SHAPES: Final = (
    ("d", r"^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}([T ].*)?$"),
    ("i", r"^-?\d{1,9}$"),
    ("l", r"^-?\d{10,}[Xx]?$"),
    ("f", r"^-?\d+\.\d+$"),
    ("e", r"^[^@\s]+@[^@\s]+$"),
    ("h", r"^\p{Han}"),
)
_MAJORITY: Final = 0.8


def classify_columns(batch: pa.RecordBatch) -> str:
    """Return one letter a value column: a shape that four in five values have, ``t`` for other text, ``?`` for none."""
    return "".join(_classify(column) for column in batch.columns[5:])


def _classify(column: pa.Array) -> str:
    values = column.filter(pc.greater(pc.binary_length(column), 0))
    if not len(values):
        return "?"
    for letter, pattern in _SHAPES:
        share = pc.mean(pc.cast(pc.match_substring_regex(values, pattern), pa.float64())).as_py()
        if share >= _MAJORITY:
            return letter
    return "t"
