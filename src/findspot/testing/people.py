"""Made-up people as a member register would list them: seeded, in columns, nobody's real data.

Modelled, not copied: shares of ages, sexes and units are round figures; ids and phones cannot be anyone's
(``testing.ids``).
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from findspot.testing import places
from findspot.testing.ids import REGIONS, make_ids, make_phones
from findspot.testing.names import draw_names

COLUMNS: Final = (
    "序号", "姓名", "性别", "民族", "出生日期", "身份证号", "学历", "加入日期", "所在支部", "家庭住址", "手机", "备注",
)  # fmt: skip
"""Headers of the register."""

DATE_FORMS: Final = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日")
"""How units write a date of birth; each unit keeps to one."""

_FIRST_DAY: Final = np.datetime64("1930-01-01")
_LAST_DAY: Final = np.datetime64("1995-12-31")
_UNIT_SIZE: Final = 17
_FEMALE_SHARE: Final = 0.35
_TRANSFER_SHARE: Final = 0.004
_SHORT_ID_SHARE: Final = 0.04
_SHORT_ID_BORN_BEFORE: Final = np.datetime64("1966-01-01")
_REGION_CODES: Final = np.array([int(code) for code in REGIONS], np.int64)


def make_people(rows: int, seed: int) -> pa.Table:
    """Return a register of ``rows`` lines about made-up people, all columns text.

    Four lines in a thousand list a person a second time, in another unit; of those born before 1966 one in twenty-five
    has an id of fifteen digits. The same arguments give the same table.
    """
    random = np.random.default_rng(seed)
    male = random.random(rows) >= _FEMALE_SHARE
    born = _FIRST_DAY + (random.beta(2.2, 2.0, rows) * (_LAST_DAY - _FIRST_DAY).astype(np.int64)).astype(np.int64)
    region = random.choice(len(_REGION_CODES), rows, p=_region_shares())
    unit = _draw_units(random, rows)
    people = pa.table(
        [
            draw_names(random, born.astype("datetime64[Y]").astype(np.int64) + 1970, male),
            pa.array(["女", "男"]).take(pa.array(male.astype(np.int64))),
            places.draw_shares(random, places.GROUPS, rows),
            _write_dates(born, unit % len(DATE_FORMS)),
            _shorten_some(random, make_ids(_REGION_CODES[region], born, male), born),
            places.draw_shares(random, places.EDUCATION, rows),
            _write_dates(_joining_days(random, born), np.zeros(rows, np.int64)),
            places.unit_names(int(unit.max(initial=0)) + 1).take(pa.array(unit)),
            places.draw_addresses(random, region),
            make_phones(random, rows),
            places.draw_shares(random, places.REMARKS, rows),
        ],
        names=list(COLUMNS[1:]),
    )
    return _number(_transfer_some(random, people))


def _region_shares() -> NDArray[np.float64]:
    weights = 1.0 / np.arange(2, 2 + len(_REGION_CODES))
    return np.asarray(weights / weights.sum())


def _draw_units(random: np.random.Generator, rows: int) -> NDArray[np.int64]:
    """Return a unit for each person; sizes are lognormal with a median of about 17."""
    sizes = random.lognormal(np.log(_UNIT_SIZE), 0.9, max(1, rows // _UNIT_SIZE))
    return random.choice(len(sizes), rows, p=sizes / sizes.sum())


def _write_dates(days: NDArray[np.datetime64], form: NDArray[np.int64]) -> pa.StringArray:
    """Return each day as text in its form; every day is written once in every form, then looked up."""
    calendar, place = np.unique(days, return_inverse=True)
    times = pa.array(calendar).cast(pa.timestamp("s"))
    written = pa.concat_arrays([pc.strftime(times, format=written_as) for written_as in DATE_FORMS])
    return written.take(pa.array(place + form * len(calendar)))


def _joining_days(random: np.random.Generator, born: NDArray[np.datetime64]) -> NDArray[np.datetime64]:
    return born + ((18 + random.beta(1.5, 3.0, len(born)) * 30) * 365.25).astype(np.int64)


def _shorten_some(random: np.random.Generator, ids: pa.StringArray, born: NDArray[np.datetime64]) -> pa.StringArray:
    """Return the ids, some of the older in their form before 1999: no century, no check character."""
    short = pc.binary_join_element_wise(pc.utf8_slice_codeunits(ids, 0, 6), pc.utf8_slice_codeunits(ids, 8, 17), "")
    old = (random.random(len(ids)) < _SHORT_ID_SHARE) & (born < _SHORT_ID_BORN_BEFORE)
    return pc.if_else(pa.array(old), short, ids)


def _transfer_some(random: np.random.Generator, people: pa.Table) -> pa.Table:
    """Return the people, a few lines replaced by another person's with the unit of the line they replace."""
    rows = len(people)
    source = np.arange(rows)
    moved = random.random(rows) < _TRANSFER_SHARE
    source[moved] = random.integers(0, max(1, rows), int(moved.sum()))
    unit = people.schema.get_field_index("所在支部")
    return people.take(pa.array(source)).set_column(unit, "所在支部", people.column(unit))


def _number(people: pa.Table) -> pa.Table:
    return people.add_column(0, "序号", pa.array(np.arange(1, len(people) + 1)).cast(pa.string())).combine_chunks()
