"""Dates and timestamps in the forms that dumps hold, read as whole columns into ISO 8601.

Read are year-month-day with ``-``, ``/``, ``.`` or 年月日, eight digits, English month names, day-month-year where it
can be no other order, partial dates, times of day with zone, and Unix epochs in seconds or milliseconds. What could be
two dates (``03/04/2019``) is read as none.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from findspot.text.scripts import bytes_to_text, fixed_width, fold, text_array

EARLIEST_YEAR: Final = 1800
LATEST_YEAR: Final = 2100
"""Years outside are no dates of a person or a database, so digits alone are not read as one."""
NO_TIME: Final = -1
NO_ZONE: Final = -10_000
_TWO_DIGIT_PIVOT: Final = 30
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS: Final = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], np.int32)
_ZERO: Final = ord("0")
_EPOCH_S: Final = (1_000_000_000, 2_100_000_000)

_TIME: Final = (
    r"(?:[T ]+(?P<H>\d{1,2}):(?P<M>\d{2})(?::(?P<S>\d{2})(?:[.,]\d+)?)? ?(?P<z>Z|UTC|[+-]\d{2}(?::?\d{2})?)?)?$"
)
_NAME: Final = r"(?P<mon>(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))[a-z]{0,6}\.?"
_PATTERNS: Final = (
    r"^(?P<y>\d{4})(?:[-/.]|年 ?)(?P<m>\d{1,2})(?:[-/.]|月 ?)(?P<d>\d{1,2})(?:[日号] ?)?" + _TIME,
    r"^(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?P<H>\d{2})(?P<M>\d{2})(?P<S>\d{2})$",
    r"^(?P<y>\d{4})(?:[-/]|年 ?)(?P<m>\d{1,2})月?$",
    r"^(?P<y>\d{2})年(?P<m>\d{1,2})月(?:(?P<d>\d{1,2})[日号])?$",
    r"^(?P<y>\d{4})年?$",
    r"^(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})" + _TIME,
    r"^(?P<a>\d{1,2})[-/](?P<b>\d{1,2})[-/](?P<y>\d{4})" + _TIME,
    r"(?i)^(?P<d>\d{1,2})[- ]" + _NAME + r"[- ,]+(?P<y>\d{4})" + _TIME,
    r"(?i)^" + _NAME + r" (?P<d>\d{1,2})(?:st|nd|rd|th)?,? (?P<y>\d{4})" + _TIME,
    r"^(?P<epoch>\d{10}(?:\d{3})?)$",
)

Int32s = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Dates:
    """What each value says as a date: 0 for a part it does not give, all 0 where it is no date.

    Attributes:
        seconds: Seconds since midnight, or ``NO_TIME``.
        zone: Minutes east of UTC, or ``NO_ZONE``.
        epoch: Whether it was a number of seconds or milliseconds since 1970.
    """

    year: Int32s
    month: Int32s
    day: Int32s
    seconds: Int32s
    zone: Int32s
    epoch: NDArray[np.bool_]

    @property
    def to_the_day(self) -> NDArray[np.bool_]:
        """Whether year, month and day are given."""
        return self.day > 0

    @property
    def timed(self) -> NDArray[np.bool_]:
        """Whether a time of day is given, be it midnight."""
        return self.seconds >= 0

    @property
    def number(self) -> Int32s:
        """The date as the number ``yyyymmdd``, 0 where it is not given to the day."""
        return np.where(self.to_the_day, self.year * 10000 + self.month * 100 + self.day, 0)


def read_dates(values: pa.StringArray) -> Dates:
    """Return what each value says as a date; null and what is no date give zeros."""
    text = fold(text_array(values))
    count = len(text)
    dates = _no_dates(count)
    open_places = np.ones(count, np.bool_)
    for width in (10, 19, 8):
        open_places[_read_fixed(text, width, dates)] = False
    rest = np.flatnonzero(open_places & np.asarray(text.is_valid()))
    for pattern in _PATTERNS:
        if not len(rest):
            break
        rest = _read_pattern(text, rest, pattern, dates)
    return dates


def _no_dates(count: int) -> Dates:
    return Dates(
        np.zeros(count, np.int32),
        np.zeros(count, np.int32),
        np.zeros(count, np.int32),
        np.full(count, NO_TIME, np.int32),
        np.full(count, NO_ZONE, np.int32),
        np.zeros(count, np.bool_),
    )


def iso_dates(dates: Dates, *, timed: bool = False) -> pa.StringArray:
    """Return ``2019-03-04`` (``2019-03``, ``2019`` for partial dates), or with the time of day where ``timed``.

    Null is what is no date. Times with a zone are given in UTC with a Z, others as written; fractions of a second are
    left out.
    """
    if timed:
        return _iso_times(dates)
    full = _day_text(dates.year, dates.month, dates.day)
    text = bytes_to_text(full, dates.year > 0)
    length = np.where(dates.day > 0, 10, np.where(dates.month > 0, 7, 4))
    for width in (7, 4):
        shorter = length == width
        if shorter.any():
            text = pc.if_else(pa.array(shorter), pc.utf8_slice_codeunits(text, 0, width), text)
    return text_array(text)


def is_calendar_date(year: Int32s, month: Int32s, day: Int32s) -> NDArray[np.bool_]:
    """Return whether each date exists in the Gregorian calendar, between the years this module knows."""
    leap = ((year % 4 == 0) & (year % 100 != 0)) | (year % 400 == 0)
    real_month = np.where((month >= 1) & (month <= 12), month, 0)
    last = _DAYS[real_month] + (leap & (month == 2))
    return np.asarray((year >= EARLIEST_YEAR) & (year <= LATEST_YEAR) & (day >= 1) & (day <= last), np.bool_)


def _read_fixed(text: pa.StringArray, width: int, dates: Dates) -> NDArray[np.int64]:
    """Read values of one of the three commonest layouts; return the places read."""
    where, matrix = fixed_width(text, width)
    digits = (matrix - np.uint8(_ZERO)).astype(np.int32)
    step = 0 if width == 8 else 1
    columns = [0, 1, 2, 3, 4 + step, 5 + step, 6 + 2 * step, 7 + 2 * step]
    fits = np.ones(len(where), np.bool_)
    if step:
        fits = np.isin(matrix[:, 4], [0x2D, 0x2E, 0x2F]) & (matrix[:, 4] == matrix[:, 7])
    if width == 19:
        columns += [11, 12, 14, 15, 17, 18]
        fits &= np.isin(matrix[:, 10], [0x20, 0x54]) & (matrix[:, 13] == 0x3A) & (matrix[:, 16] == 0x3A)
    fits &= (digits[:, columns] <= 9).all(axis=1)
    places, digits = np.asarray(where[fits], np.int64), digits[fits][:, columns]
    tens = np.array([10, 1], np.int32)
    parts: dict[str, Int32s] = {
        "y": digits[:, :4] @ np.array([1000, 100, 10, 1], np.int32),
        "m": digits[:, 4:6] @ tens,
        "d": digits[:, 6:8] @ tens,
    }
    if width == 19:
        parts |= {"H": digits[:, 8:10] @ tens, "M": digits[:, 10:12] @ tens, "S": digits[:, 12:14] @ tens}
    _store(dates, places, parts)
    return places


def _read_pattern(text: pa.StringArray, rest: NDArray[np.int64], pattern: str, dates: Dates) -> NDArray[np.int64]:
    """Read the values at ``rest`` that have the form of ``pattern``; return the places of the others."""
    groups = pc.extract_regex(text.take(pa.array(rest)), pattern=pattern)
    found = np.asarray(groups.is_valid())
    if not found.any():
        return rest
    groups = groups.filter(pa.array(found))
    fields = {field.name: groups.field(index) for index, field in enumerate(groups.type)}
    where = rest[found]
    if "epoch" in fields:
        _store_epoch(dates, where, fields["epoch"])
    else:
        _store(dates, where, _numbers(fields))
    return np.asarray(rest[~found], np.int64)


def _numbers(fields: Mapping[str, pa.StringArray]) -> dict[str, Int32s]:
    parts: dict[str, Int32s] = {}
    for name, values in fields.items():
        if name == "mon":
            months = pc.index_in(pc.utf8_lower(values), value_set=pa.array(_MONTHS))
            parts["m"] = np.asarray(months).astype(np.int32) + 1
        elif name == "z":
            parts["z"] = _zone_minutes(values)
        else:
            filled = pc.if_else(pc.equal(values, ""), "-1" if name in "HMS" else "0", values)
            parts[name] = np.asarray(filled.cast(pa.int32()))
    if "a" in parts:
        parts["m"], parts["d"] = _settle_order(parts.pop("a"), parts.pop("b"))
    parts["y"] = np.where(
        parts["y"] < 100, parts["y"] + np.where(parts["y"] > _TWO_DIGIT_PIVOT, 1900, 2000), parts["y"]
    ).astype(np.int32)
    return parts


def _zone_minutes(values: pa.StringArray) -> Int32s:
    digits = pc.replace_substring_regex(values, pattern=r"[^0-9]", replacement="")
    padded = pc.utf8_rpad(digits, 4, "0")
    number = np.asarray(padded.cast(pa.int32()))
    minutes = number // 100 * 60 + number % 100
    west = np.asarray(pc.starts_with(values, "-"))
    given = np.asarray(pc.not_equal(values, ""))
    return np.where(given, np.where(west, -minutes, minutes), NO_ZONE).astype(np.int32)


def _settle_order(first: Int32s, second: Int32s) -> tuple[Int32s, Int32s]:
    """Return month and day; zeros where both orders could be meant and would differ."""
    day_first = (first > 12) & (second <= 12)
    month_first = (second > 12) & (first <= 12)
    same = first == second
    month = np.where(day_first, second, np.where(month_first | same, first, 0))
    day = np.where(day_first, first, np.where(month_first | same, second, 0))
    return month.astype(np.int32), np.where(month > 0, day, 99).astype(np.int32)


def _store(dates: Dates, where: NDArray[np.int64], parts: Mapping[str, Int32s]) -> None:
    """Write the parts of those values that make a real date (or a partial one) and a real time."""
    year, none = parts["y"], np.zeros(len(where), np.int32)
    month, day = parts.get("m", none), parts.get("d", none)
    hour, minute = parts.get("H", none + NO_TIME), parts.get("M", none + NO_TIME)
    second = np.maximum(parts.get("S", none), 0)
    in_range = (year >= EARLIEST_YEAR) & (year <= LATEST_YEAR)
    partial = in_range & (day == 0) & (month <= 12) & ("d" not in parts or (month > 0))
    if "m" in parts and "d" not in parts:
        partial &= month > 0
    real = partial | is_calendar_date(year, month, day)
    timed = hour >= 0
    real &= ~timed | ((hour < 24) & (minute < 60) & (second < 61))
    place = where[real]
    dates.year[place], dates.month[place], dates.day[place] = year[real], month[real], day[real]
    # A leap second counts as the second before it, as in POSIX time.
    of_day = hour * 3600 + minute * 60 + np.minimum(second, 59)
    dates.seconds[place] = np.where(timed, of_day, NO_TIME)[real]
    dates.zone[place] = parts.get("z", none + NO_ZONE)[real]


def _store_epoch(dates: Dates, where: NDArray[np.int64], values: pa.StringArray) -> None:
    number = np.asarray(values.cast(pa.int64()))
    seconds = np.where(number > 10**12, number // 1000, number)
    real = (seconds >= _EPOCH_S[0]) & (seconds <= _EPOCH_S[1])
    _store_utc(dates, where[real], seconds[real])
    dates.epoch[where[real]] = True


def _store_utc(dates: Dates, place: NDArray[np.int64], seconds: NDArray[np.int64]) -> None:
    days, of_day = np.divmod(seconds, 86_400)
    moment = days.astype("datetime64[D]")
    month = moment.astype("datetime64[M]")
    year = month.astype("datetime64[Y]")
    dates.year[place] = year.astype(np.int64) + 1970
    dates.month[place] = (month - year).astype(np.int64) + 1
    dates.day[place] = (moment - month).astype(np.int64) + 1
    dates.seconds[place] = of_day
    dates.zone[place] = 0


def _iso_times(dates: Dates) -> pa.StringArray:
    moved = _in_utc(dates)
    present = moved.to_the_day & moved.timed
    matrix = np.empty((len(moved.year), 20), np.uint8)
    matrix[:, :10] = _day_text(moved.year, moved.month, moved.day)
    matrix[:, 10], matrix[:, 13], matrix[:, 16], matrix[:, 19] = 0x54, 0x3A, 0x3A, 0x5A
    for column, part in ((11, moved.seconds // 3600), (14, moved.seconds // 60 % 60), (17, moved.seconds % 60)):
        matrix[:, column], matrix[:, column + 1] = part // 10 + _ZERO, part % 10 + _ZERO
    text = bytes_to_text(matrix, present)
    return text_array(pc.if_else(pa.array(moved.zone == NO_ZONE), pc.utf8_slice_codeunits(text, 0, 19), text))


def _in_utc(dates: Dates) -> Dates:
    """Return the dates with a zone moved to UTC, the others as they are."""
    place = np.flatnonzero((dates.zone != NO_ZONE) & (dates.zone != 0) & dates.timed & dates.to_the_day)
    if not len(place):
        return dates
    year, month, day = (part[place].astype(np.int64) for part in (dates.year, dates.month, dates.day))
    months = (year - 1970) * 12 + month - 1
    days = months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64) + day - 1
    seconds = days * 86_400 + dates.seconds[place] - dates.zone[place].astype(np.int64) * 60
    moved = copy.deepcopy(dates)
    _store_utc(moved, place, seconds)
    return moved


def _day_text(year: Int32s, month: Int32s, day: Int32s) -> NDArray[np.uint8]:
    matrix = np.full((len(year), 10), 0x2D, np.uint8)
    for column, part in enumerate((year // 1000, year // 100 % 10, year // 10 % 10, year % 10)):
        matrix[:, column] = part + _ZERO
    matrix[:, 5], matrix[:, 6] = month // 10 + _ZERO, month % 10 + _ZERO
    matrix[:, 8], matrix[:, 9] = day // 10 + _ZERO, day % 10 + _ZERO
    return matrix
