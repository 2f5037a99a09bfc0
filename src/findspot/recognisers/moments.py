"""Dates, birth dates and timestamps."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from findspot.model.tables import Privacy
from findspot.recognisers.strength import StrengthRecogniser, Strengths
from findspot.text.dates import Dates, iso_dates, read_dates
from findspot.text.lookups import only_where

_PARTIAL = 0.8
_YEAR_ONLY = 0.5
_EPOCH_SECONDS = 0.6
_EPOCH_MILLISECONDS = 0.8


class Date(StrengthRecogniser):
    """A day, or a month of a year, without a time of day."""

    code = "date"
    privacy = Privacy.QUASI

    def strengths(self, values: pa.StringArray) -> Strengths:
        """Return 1 for a day (midnight counts as none other), less for a month; a year alone is no date."""
        return _date_strengths(read_dates(values))

    def normalise(self, values: pa.StringArray) -> pa.StringArray:
        """Return ISO 8601: ``2019-03-04``, or ``2019-03`` or ``2019`` for a partial date."""
        return iso_dates(read_dates(values))


class BirthDate(Date):
    """A date that the header, or agreement with identity numbers, tells to be one of birth."""

    code = "birth-date"

    def strengths(self, values: pa.StringArray) -> Strengths:
        """Return as ``Date`` does, and half strength for a year alone."""
        dates = read_dates(values)
        year_only = (dates.year > 0) & (dates.month == 0)
        return np.asarray(np.maximum(_date_strengths(dates), year_only * _YEAR_ONLY), np.float64)


def _date_strengths(dates: Dates) -> Strengths:
    is_day_only = (dates.seconds <= 0) & ~dates.epoch
    given = np.where(dates.to_the_day, 1.0, np.where(dates.month > 0, _PARTIAL, 0.0))
    return np.asarray(given * is_day_only, np.float64)


class Timestamp(StrengthRecogniser):
    """A moment: a day with a time of day, or a Unix epoch."""

    code = "timestamp"
    privacy = Privacy.QUASI

    def strengths(self, values: pa.StringArray) -> Strengths:
        """Return 1 where a time of day is written; less for bare digits, which may count something else."""
        dates = read_dates(values)
        length = np.asarray(pc.fill_null(pc.binary_length(values), 0))
        epoch = np.where(length > 10, _EPOCH_MILLISECONDS, _EPOCH_SECONDS)
        return np.where(dates.timed, np.where(dates.epoch, epoch, 1.0), 0.0)

    def normalise(self, values: pa.StringArray) -> pa.StringArray:
        """Return ISO 8601 to the second, in UTC with a Z where a zone is known; a day alone becomes its midnight."""
        dates = read_dates(values)
        dates.seconds[dates.to_the_day & ~dates.timed] = 0
        return only_where(iso_dates(dates, timed=True), dates.to_the_day)
