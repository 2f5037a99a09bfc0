"""The lists within a profile: positions, education, accounts, sources; each as the text of a JSON array."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from findspot.testing.twins.documents import join_items, quote
from findspot.testing.twins.draws import concat, format_times, pick, pick_shares, text, where
from findspot.testing.twins.profiles.orgs import Organisations

SOURCES: Final = ("linkfolio", "newswire", "orgledger", "pressfile")
"""Invented sites that profiles were copied from; each batch was crawled from one."""

CRAWLED_FROM: Final = 1_483_228_800
CRAWL_SECONDS: Final = 110_000_000
"""Crawls ran from 2017 on, for three and a half years."""

_TITLES: Final = {
    "business": ("Director", "Chief Financial Officer", "Analyst", "董事", "Partner", "Sales Manager", "总经理"),
    "politics": ("Councillor", "Adviser", "议员", "Chief of Staff", "Member of Parliament"),
    "academia": ("Professor", "Lecturer", "研究员", "Postdoctoral Fellow"),
    "media": ("Editor", "Reporter", "记者", "Producer"),
    "culture": ("Curator", "Actor", "导演", "Author"),
    "military": ("Commander", "Captain (ret.)", "上校", "Logistics Officer"),
}  # fmt: skip
_SCHOOLS: Final = (
    "Vellmoor College",
    "Institute of Ostrava Minor",
    "塔伦大学",
    "Quarrin University",
    "北澜理工学院",
    "Escola Dourami",
)
_DEGREES: Final = {"BA": 0.3, "BSc": 0.25, "硕士": 0.15, "MBA": 0.12, "PhD": 0.1, "": 0.08}
_PLATFORMS: Final = ("chirrup", "facepage", "linkfolio", "weipo")
_LONG_LIST: Final = 60


def write_positions(
    random: np.random.Generator, occupation: pa.Array, organisations: Organisations
) -> tuple[pa.Array, pa.Array]:
    """Return up to three positions a person as JSON, and the organisation's name of the first."""
    count = len(occupation)
    held = random.choice(4, count, p=(0.1, 0.45, 0.3, 0.15))
    items, first_name = [], None
    for number in range(3):
        # Squared, so that some organisations have many people.
        chosen = pa.array((random.random(count) ** 2 * len(organisations.id)).astype(np.int64))
        name = organisations.name.take(chosen)
        first_name = name if first_name is None else first_name
        since = random.integers(1985, 2018, count)
        until = where(random.random(count) < 0.5, "null", quote(text(since + random.integers(1, 9, count))))
        item = concat(
            '{"org_id":"', organisations.id.take(chosen), '","org_name":', quote(name), ',"title":',
            quote(draw_titles(random, occupation)), ',"from":', quote(text(since)), ',"to":', until, "}",
        )  # fmt: skip
        items.append(where(held > number, item, None))
    assert first_name is not None
    return join_items(items), first_name


def draw_titles(random: np.random.Generator, occupation: pa.Array) -> pa.Array:
    """Return a title that goes with each class of occupation."""
    classes = list(_TITLES)
    pools = pa.array([title for titles in _TITLES.values() for title in titles])
    sizes = np.array([len(titles) for titles in _TITLES.values()])
    first = np.cumsum(sizes) - sizes
    kind = np.asarray(pa.compute.index_in(occupation, pa.array(classes)))
    return pools.take(pa.array(first[kind] + (random.random(len(kind)) * sizes[kind]).astype(np.int64)))


def write_education(random: np.random.Generator, count: int) -> pa.Array:
    """Return up to two schools a person as JSON."""
    held = random.choice(3, count, p=(0.35, 0.45, 0.2))
    items = []
    for number in range(2):
        degree = pick_shares(random, _DEGREES, count).fill_null("")
        year = random.integers(1955, 2016, count)
        item = concat(
            '{"school":', quote(pick(random, _SCHOOLS, count)), ',"degree":', quote(degree), ',"year":', text(year), "}"
        )
        items.append(where(held > number, item, None))
    return join_items(items)


def write_accounts(random: np.random.Generator, handle: pa.Array, long: NDArray[np.bool_]) -> pa.Array:
    """Return accounts on invented platforms as JSON; a few profiles have a very long list of them."""
    count = len(handle)
    held = random.choice(3, count, p=(0.5, 0.35, 0.15))
    items = []
    for number in range(2):
        platform = pick(random, _PLATFORMS, count)
        followers = text((random.lognormal(5, 2, count)).astype(np.int64))
        # Copied from a page, a count of followers stays text.
        typed = where(random.random(count) < 0.2, quote(followers), followers)
        item = concat(
            '{"platform":"', platform, '","handle":', quote(handle), ',"url":"https://', platform, ".example/", handle,
            '","followers":', typed, "}",
        )  # fmt: skip
        items.append(where(held > number, item, None))
    filler = ",".join(f'{{"platform":"chirrup","handle":"follow{n:03d}"}}' for n in range(_LONG_LIST))
    items.append(where(long, pa.repeat(pa.scalar(filler), count), None))
    return join_items(items)


def write_sources(
    random: np.random.Generator, source: pa.Array, crawled: NDArray[np.int64], handle: pa.Array
) -> pa.Array:
    """Return where a profile says it was copied from, as JSON."""
    count = len(source)
    first = concat(
        '{"name":"', source, '","url":"https://', source, ".example/p/", handle, '","crawl_ts":"',
        format_times(crawled, "%Y-%m-%dT%H:%M:%SZ"), '"}',
    )  # fmt: skip
    other = pick(random, SOURCES, count)
    second = concat(
        '{"name":"',
        other,
        '","url":"http://',
        other,
        ".example/item?id=",
        text(crawled % 999_983),
        '","crawl_ts":null}',
    )
    return join_items([first, where(random.random(count) < 0.15, second, None)])
