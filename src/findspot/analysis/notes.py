"""The codes analysis puts on findings; ``docs/findings.md`` explains each."""

from __future__ import annotations

from enum import StrEnum


class Note(StrEnum):
    """What must be known beside a number."""

    BYTES_MISSING = "bytes-missing"
    COUNTS_PERSONS = "counts-persons"
    HOLE = "hole-of-unknown-length"
    NO_VALUE = "no-value"
    PERSONS_BY_ID = "persons-by-id"
    PERSONS_BY_NAME_BIRTH = "persons-by-name-birth"
    PERSONS_BY_PLUGIN = "persons-by-plugin"
    ROWS_LEFT_OUT = "rows-left-out"
    ROWS_WITHOUT_PERSON = "rows-without-person"
    YEARS_ONLY = "years-only"
