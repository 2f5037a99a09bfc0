"""Dates and timestamps: the forms in ``tests/data/recognisers`` are tested there, the laws here."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from findspot.text.dates import NO_TIME, NO_ZONE, is_calendar_date, iso_dates, read_dates

DAYS = st.dates(dt.date(1800, 1, 1), dt.date(2100, 12, 31))
MOMENTS = st.datetimes(dt.datetime(1850, 1, 1), dt.datetime(2090, 12, 31))  # noqa: DTZ001 - dumps have no zones
FORMS = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日", "%d.%m.%Y", "%d %B %Y", "%b %d, %Y")


def read_one(text: str) -> str | None:
    return iso_dates(read_dates(pa.array([text]))).to_pylist()[0]


@pytest.mark.parametrize("form", FORMS)
@given(day=DAYS)
@settings(max_examples=50, deadline=None)
def test_every_form_gives_the_day_that_was_written(form: str, day: dt.date) -> None:
    text = day.strftime(form.replace("%Y", f"{day.year:04d}"))
    assert read_one(text) == day.isoformat()


@given(moment=MOMENTS, offset=st.integers(-14 * 4, 14 * 4))
@settings(max_examples=100, deadline=None)
def test_a_zone_moves_the_moment_to_utc(moment: dt.datetime, offset: int) -> None:
    zoned = moment.replace(microsecond=0, tzinfo=dt.timezone(dt.timedelta(minutes=15 * offset)))
    text = iso_dates(read_dates(pa.array([zoned.isoformat()])), timed=True).to_pylist()[0]
    assert text == zoned.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@given(seconds=st.integers(1_000_000_000, 2_100_000_000))
@settings(max_examples=50, deadline=None)
def test_epochs_are_moments_in_utc(seconds: int) -> None:
    moment = dt.datetime.fromtimestamp(seconds, dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    dates = read_dates(pa.array([str(seconds), f"{seconds}123", str(seconds - 10**9)]))
    assert iso_dates(dates, timed=True).to_pylist()[:2] == [moment, moment]
    assert dates.epoch.tolist()[:2] == [True, True]


@given(year=st.integers(1800, 2100), month=st.integers(0, 13), day=st.integers(0, 32))
@settings(max_examples=200, deadline=None)
def test_the_calendar_is_the_gregorian_one(year: int, month: int, day: int) -> None:
    try:
        dt.date(year, month, day)
        real = True
    except ValueError:
        real = False
    parts = (np.array([n], np.int32) for n in (year, month, day))
    assert is_calendar_date(*parts).tolist() == [real]


@given(values=st.lists(st.none() | st.from_regex(r"[0-9年月日:/. TZ+-]{0,22}", fullmatch=True), max_size=20))
@settings(max_examples=100, deadline=None)
def test_what_is_read_exists_in_the_calendar(values: list[str | None]) -> None:
    dates = read_dates(pa.array(values, pa.string()))
    for text in iso_dates(dates).drop_null().to_pylist():
        dt.date.fromisoformat(text + "-01-01"[len(text) - 4 :] if len(text) < 10 else text)
    assert (dates.seconds[dates.year == 0] == NO_TIME).all()
    assert (dates.zone[dates.year == 0] == NO_ZONE).all()


@pytest.mark.parametrize(
    ("text", "iso"),
    [("13/04/2019", "2019-04-13"), ("04/13/2019", "2019-04-13"), ("04/04/2019", "2019-04-04"), ("03/04/2019", None)],
)
def test_day_and_month_are_told_apart_only_where_one_order_can_be_meant(text: str, iso: str | None) -> None:
    assert read_one(text) == iso


def test_partial_dates_keep_what_they_give() -> None:
    dates = read_dates(pa.array(["2019", "2019年", "2019-03", "62年3月", "31年1月2日", "30年1月", "2019-00", None]))
    assert iso_dates(dates).to_pylist() == [
        "2019", "2019", "2019-03", "1962-03", "1931-01-02", "2030-01", None, None,
    ]  # fmt: skip
    assert dates.number.tolist() == [0, 0, 0, 0, 19310102, 0, 0, 0]
    assert dates.to_the_day.tolist() == [False, False, False, False, True, False, False, False]


def test_a_day_without_time_has_no_moment() -> None:
    dates = read_dates(pa.array(["2019-03-04", "2019-03-04 00:00", "2019-03-04 23:59:60"]))
    assert iso_dates(dates, timed=True).to_pylist() == [None, "2019-03-04T00:00:00", "2019-03-04T23:59:59"]


def test_full_width_and_surrounding_space_do_not_matter() -> None:
    assert read_one("　２０１９－０３－０４ ") == "2019-03-04"
