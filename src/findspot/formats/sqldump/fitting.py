"""Whether the fields of a record agree with the types of a table's columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from findspot.formats.sqldump.plan import Plan
from findspot.formats.sqldump.tables import ANY
from findspot.text.kernels.columns import ABSENT, NULL

_DIGITS: Final = frozenset(b"0123456789+-.")
_QUOTES: Final = frozenset(b"'\"")


def fits_classes(plan: Plan, classes: Sequence[int], field: int | None = None) -> bool:
    """Return whether the record whose fields start at ``field``.

    Default: the first free one may belong to such columns.
    """
    first = plan.field if field is None else field
    return all(kind == ANY or _fits(plan, first + i) for i, kind in enumerate(classes))


def _fits(plan: Plan, index: int) -> bool:
    """Return whether a field may be a number or date: nothing, digits, or no string at all, as ``TO_DATE(…)``."""
    start, end = int(plan.starts[index]), int(plan.ends[index])
    if plan.flags[index] & (NULL | ABSENT) or start == end or int(plan.text[start]) in _DIGITS:
        return True
    return int(plan.text[start - 1]) not in _QUOTES


def fits_line(fields: Sequence[bytes], classes: Sequence[int]) -> bool:
    """Return whether the fields of a COPY line agree with the types of a table's columns."""
    return all(
        kind == ANY or field == b"\\N" or (len(field) > 0 and field[0] in _DIGITS)
        for field, kind in zip(fields, classes, strict=True)
    )
