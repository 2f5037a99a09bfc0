"""The tables that the demo's sources are made of: a member register, a visitor centre's book, and a log of events."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from findspot.testing.people import make_people
from findspot.testing.places import unit_names

PURPOSES: Final = ("办事", "开会", "参观", "取件", "培训", "面试", "维修", "其他")
NOTES: Final = (
    None,
    "",
    "需回访",
    "代办人: '同事'",
    'C:\\登记\\附件"1"',
    "第一行\n第二行",
    "50% off; -- 见附表",
    "(甲),(乙)",
)
"""Among them every character that SQL and JSON escape, and text that looks like SQL."""
ACTIONS: Final = ("login", "logout", "view", "edit", "export", "print")

_OPENED: Final = np.datetime64("2009-01-01")
_SECONDS: Final = 6 * 365 * 86_400


def make_branches(rows: int, seed: int) -> pa.Table:
    """Return ``rows`` invented branches."""
    random = np.random.default_rng([seed, 1])
    staff = random.integers(3, 400, rows)
    return pa.table(
        {
            "id": pa.array(np.arange(1, rows + 1)),
            "name": unit_names(rows),
            "opened": pa.array(_OPENED + random.integers(-9_000, 0, rows)),
            "staff": pa.array(staff, mask=random.random(rows) < 0.05),
        }
    )


def make_visits(rows: int, seed: int, branches: int) -> pa.Table:
    """Return ``rows`` visits of made-up people to ``branches`` branches, in the order of time."""
    random = np.random.default_rng([seed, 2])
    people = make_people(rows, seed + 1)
    return pa.table(
        {
            "id": pa.array(np.arange(1, rows + 1)),
            "branch_id": pa.array(random.integers(1, branches + 1, rows)),
            "visitor": people.column("姓名"),
            "id_number": people.column("身份证号"),
            "phone": _with_nulls(random, people.column("手机"), 0.1),
            "arrived": _times(random, rows),
            "purpose": _pick(random, PURPOSES, rows),
            "temperature": pa.array(np.round(random.normal(36.5, 0.3, rows), 1)),
            "note": _pick(random, NOTES, rows),
        }
    )


def make_events(rows: int, seed: int) -> pa.Table:
    """Return ``rows`` events of made-up users; the first column is a key."""
    random = np.random.default_rng([seed, 3])
    people = make_people(rows, seed + 2)
    return pa.table(
        {
            "id": _hexadecimal(random, rows),
            "time": pc.replace_substring(_times(random, rows), " ", "T"),
            "user": people.column("姓名"),
            "unit": people.column("所在支部"),
            "phone": _with_nulls(random, people.column("手机"), 0.3),
            "action": _pick(random, ACTIONS, rows),
            "duration_ms": pa.array(random.integers(1, 90_000, rows)),
            "remark": _pick(random, NOTES, rows),
        }
    )


def _times(random: np.random.Generator, rows: int) -> pa.StringArray:
    seconds = np.sort(random.integers(0, _SECONDS, rows))
    return pc.strftime(pa.array(_OPENED.astype("datetime64[s]") + seconds), format="%Y-%m-%d %H:%M:%S")


def _pick(random: np.random.Generator, choices: tuple[str | None, ...], rows: int) -> pa.StringArray:
    return pa.array(choices, pa.string()).take(pa.array(random.integers(0, len(choices), rows)))


def _with_nulls(random: np.random.Generator, values: pa.ChunkedArray, share: float) -> pa.StringArray:
    present: NDArray[np.bool_] = random.random(len(values)) >= share
    return pc.if_else(pa.array(present), values.combine_chunks(), None)


def _hexadecimal(random: np.random.Generator, rows: int) -> pa.StringArray:
    return pa.array([f"{high:08x}{low:08x}" for high, low in random.integers(0, 1 << 32, (rows, 2)).tolist()])
