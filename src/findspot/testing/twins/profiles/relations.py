"""Relations between profiles: a table of a MySQL dump, its rows in the order of the crawl batches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from findspot.testing.twins.draws import (
    Flags,
    choose,
    concat,
    digits,
    format_times,
    pick,
    pick_shares,
    select,
    text,
    where,
)
from findspot.testing.twins.profiles import careers
from findspot.testing.twins.profiles.batches import PUBLISHED
from findspot.testing.twins.profiles.persons import Crawl

TABLE: Final = "rel"
NUMBERS: Final = ("id", "weight")
"""Columns whose values stand bare in the dump."""

_KINDS: Final = {
    "colleague": 0.38, "同事": 0.2, "spouse": 0.06, "配偶": 0.05, "sibling": 0.04, "business partner": 0.12,
    "校友": 0.08, "classmate": 0.07,
}  # fmt: skip
_CHILD_FORMS: Final = ("子女", "child", "son", "daughter", "儿子", "女儿")
_PARENT_FORMS: Final = ("父母", "parent", "father", "mother")
_LAST_DAY: Final = np.datetime64("2020-09-14")
_AGE_OF_MAJORITY: Final = 18
_FEWEST_CHILDREN: Final = 40
_FEWEST_MINORS: Final = 12


@dataclass(frozen=True, slots=True)
class Families:
    """Rows that are about a child, and those of them whose child is a minor."""

    child: Flags
    minor: Flags


def plan_families(crawl: Crawl, count: int) -> Families:
    """Return which of ``count`` relations are to a child: so many as published, in proportion."""
    random = crawl.order.random("families")
    scale = crawl.layout.profiles / PUBLISHED
    children = min(count, max(_FEWEST_CHILDREN, round(crawl.order.count("children") * scale)))
    minors = min(children, max(_FEWEST_MINORS, round(crawl.order.count("minors") * scale)))
    chosen = random.permutation(count)[:children]
    child, minor = np.zeros(count, np.bool_), np.zeros(count, np.bool_)
    child[chosen] = True
    minor[chosen[:minors]] = True
    return Families(child, minor)


def relation_cells(
    crawl: Crawl, rows: NDArray[np.int64], first: NDArray[np.int64], families: Families
) -> tuple[pa.Table, dict[str, Flags], NDArray[np.int64]]:
    """Return the cells of some relations, which rows have which habit, and the person each is told of."""
    order, layout, count = crawl.order, crawl.layout, len(rows)
    random = order.random(TABLE, int(rows[0]))
    batch = np.searchsorted(first, rows, "right") - 1
    source = layout.first[batch] + (random.random(count) * np.diff(layout.first)[batch]).astype(np.int64)
    child, minor = families.child[rows], families.minor[rows]
    missing = choose(random, order.share("missing_dst"), count)
    reversed_ = choose(random, order.share("reversed"), count)
    other = crawl.ids.take(pa.array(random.integers(0, layout.profiles, count)))
    # Either nobody is named, or an id that no profile has: the sequence begins far above.
    nobody = where(random.random(count) < 0.6, None, concat("P0", digits(random.integers(0, 10**8, count), 8)))
    left, right = crawl.ids.take(pa.array(source)), where(missing, nobody, other)
    swapped = reversed_ & ~missing
    kind = where(
        child,
        where(swapped, pick(random, _PARENT_FORMS, count), pick(random, _CHILD_FORMS, count)),
        pick_shares(random, _KINDS, count),
    )
    cells = {
        "id": text(rows + 1),
        "src_id": where(swapped, right, left),
        "dst_id": where(swapped, left, right),
        "rel_type": kind,
        "dst_birth": _write_births(random, child, minor),
        "weight": concat("0.", digits(random.integers(0, 100, count), 2)),
        "source_url": concat("https://", pick(random, careers.SOURCES, count), ".example/r?n='", text(rows), "'"),
        "update_time": format_times(
            careers.CRAWLED_FROM + random.integers(0, careers.CRAWL_SECONDS, count), "%Y-%m-%d %H:%M:%S"
        ),
    }
    flags = {"missing_dst": missing, "reversed": reversed_, "child": child, "minor": minor}
    return pa.table(cells), flags, layout.person[source].astype(np.int64)


def _write_births(random: np.random.Generator, child: Flags, minor: Flags) -> pa.Array:
    """Return the day of birth of children: all minors', and of half of the others."""
    count = len(child)
    coming_of_age = _LAST_DAY.astype("datetime64[Y]") - _AGE_OF_MAJORITY
    age_days = np.where(minor, random.integers(400, 6_500, count), random.integers(6_700, 18_000, count))
    born = _LAST_DAY - age_days
    assert (born[minor] > coming_of_age).all(), "a minor who is none"
    days = pc.strftime(pa.array(born).cast(pa.timestamp("s")), format="%Y-%m-%d")
    known = child & (minor | (random.random(count) < 0.5))
    return where(known, days, None)


def write_tuples(cells: pa.Table) -> pa.Array:
    """Return each row as mysqldump writes it: ``(`` to ``)``."""
    columns = [_write_value(cells.column(name).combine_chunks(), name in NUMBERS) for name in cells.column_names]
    return concat("(", pc.binary_join_element_wise(*columns, ","), ")")


def _write_value(values: pa.Array, bare: bool) -> pa.Array:
    if not bare:
        escaped = pc.replace_substring(pc.replace_substring(values, "\\", "\\\\"), "'", "\\'")
        values = concat("'", escaped, "'")
    return pc.fill_null(values, "NULL")


def separate(begins: NDArray[np.int64], count: int) -> pa.Array:
    """Return what stands before each tuple of a chunk: a comma, or the end of an INSERT and the next one's head."""
    kind = np.zeros(count, np.int64)
    kind[begins] = 1
    insert = f"INSERT INTO `{TABLE}` VALUES "  # noqa: S608 - text of a made-up dump, never run
    return select(kind, [pa.repeat(pa.scalar(part), count) for part in (",", f";\n{insert}")])
