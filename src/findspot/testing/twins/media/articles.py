"""The documents: language, country, charset, what copies what; text is drawn when a chunk of them is written."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from findspot.testing.twins.documents import Field, join_items, quote
from findspot.testing.twins.draws import apportion, choose, choose_among, concat, digits, format_times, text, where
from findspot.testing.twins.media.charsets import UTF8, double, legacy_charsets
from findspot.testing.twins.media.sentences import POOL, languages, sentence_pool
from findspot.testing.twins.plan import TwinOrder
from findspot.text import data

CONTAINERS: Final = ("jsonl", "warc", "xml")

COUNTED_FROM: Final = 50
"""Documents that a language must have to be counted (K10)."""

_CONTAINER_SHARES: Final = (0.5, 0.3, 0.2)
_RARE: Final = ("km", "lo", "my", "ps", "si", "ne", "am")
"""Languages of which fewer documents than that are made, down to a few."""
_FEWEST_RARE: Final = 5
_COUNTRIES: Final = 200
_PARTS: Final = 3
_CRAWLED_FROM: Final = 1_514_764_800
_CRAWL_SECONDS: Final = 80_000_000


@dataclass(frozen=True, slots=True)
class Articles:
    """One row a document.

    Attributes:
        language: Number in the pool of sentences.
        parts: Sentences of the text, places in the pool; the first is the title.
        original: The document that this one is a near copy of; -1 for its own.
        charset: Number in ``CHARSETS``.
        doubled: Whether it went through UTF-8 twice.
        container: Number in ``CONTAINERS``.
    """

    language: NDArray[np.int16]
    parts: NDArray[np.int32]
    original: NDArray[np.int64]
    charset: NDArray[np.int8]
    doubled: NDArray[np.bool_]
    container: NDArray[np.int8]


def language_code(number: int) -> str:
    """Return the code of a language of the pool; both scripts of Chinese have one."""
    return sentence_pool().codes[number].partition("-")[0]


def make_articles(order: TwinOrder) -> Articles:
    """Return as many documents as were ordered."""
    random = order.random("articles")
    count = order.rows
    language = random.permutation(np.repeat(np.arange(len(languages())), _count_by_language(count)))
    container = np.searchsorted(np.cumsum(_CONTAINER_SHARES), random.random(count), "right").clip(
        0, len(CONTAINERS) - 1
    )
    original = _draw_originals(order, random, language)
    own = np.where(original >= 0, original, np.arange(count))
    parts = language[:, None] * POOL + random.integers(0, POOL, (count, 1 + _PARTS))
    copied = parts[own]
    # A copy keeps title and most of the text; its last sentence is its own.
    copied[:, -1] = parts[:, -1]
    old_site = legacy_charsets()[language]
    legacy = (old_site != UTF8) & (container != CONTAINERS.index("xml"))
    legacy = choose_among(random, order.share("legacy"), legacy)
    doubled = choose_among(random, order.share("double_utf8"), ~legacy)
    return Articles(
        language=language.astype(np.int16),
        parts=copied.astype(np.int32),
        original=original,
        charset=np.where(legacy, old_site, UTF8).astype(np.int8),
        doubled=doubled,
        container=container.astype(np.int8),
    )


def _count_by_language(count: int) -> NDArray[np.int64]:
    """Return documents by language: a long tail, seven rare ones, all others counted if there are documents enough."""
    codes = sentence_pool().codes
    rare = np.array([code in _RARE for code in codes])
    result = np.zeros(len(codes), np.int64)
    room = min(1.0, count / (2 * COUNTED_FROM * len(codes)))
    result[rare] = np.maximum(1, np.linspace(_FEWEST_RARE, COUNTED_FROM - 5, int(rare.sum())) * room).astype(np.int64)
    floor = np.where(rare, 0, max(1, int((COUNTED_FROM + 2) * room)))
    rest = max(0, count - int(result.sum()) - int(floor.sum()))
    order = np.cumsum(~rare)
    result += floor + apportion(rest, np.where(rare, 0.0, 1.0 / (order + 3)))
    return apportion(count, result.astype(np.float64)) if result.sum() != count else result


def _draw_originals(order: TwinOrder, random: np.random.Generator, language: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return for a share of the documents another of their language, which is no copy itself; -1 for the rest."""
    count = len(language)
    copies = choose(random, order.share("syndicated"), count)
    original = np.full(count, -1, np.int64)
    own = np.flatnonzero(~copies)
    own = own[np.argsort(language[own], kind="stable")]
    first, end = (np.searchsorted(language[own], language[copies], side) for side in ("left", "right"))
    place = first + (random.random(len(first)) ** 2 * (end - first)).astype(np.int64)
    original[copies] = np.where(end > first, own[np.minimum(place, len(own) - 1)], -1)
    return original


def describe_articles(articles: Articles, charsets: tuple[str, ...]) -> pa.Table:
    """Return the true language and charset of each document, and what it copies."""
    codes = pa.array([language_code(number) for number in range(len(languages()))])
    return pa.table(
        {
            "language": codes.take(pa.array(articles.language)),
            "charset": pa.array(charsets).take(pa.array(articles.charset)),
            "double_utf8": articles.doubled,
            "copy_of": articles.original,
            "container": pa.array(CONTAINERS).take(pa.array(articles.container)),
            "text": _join_parts(articles.parts[:, 1:]),
        }
    )


def claimed_languages(order: TwinOrder, articles: Articles) -> tuple[pa.Array, NDArray[np.bool_]]:
    """Return the languages that the sites claim, and which of them are wrong."""
    random = order.random("claimed")
    wrong = choose(random, order.share("wrong_language"), len(articles.language))
    codes = [language_code(number) for number in range(len(languages()))]
    distinct = sorted(set(codes))
    number = np.array([distinct.index(code) for code in codes])[articles.language]
    shifted = (number + random.integers(1, len(distinct), len(number))) % len(distinct)
    return pa.array(distinct).take(pa.array(np.where(wrong, shifted, number))), wrong


def article_fields(order: TwinOrder, articles: Articles, claimed: pa.Array, rows: NDArray[np.int64]) -> list[Field]:
    """Return the members of some documents; ids begin with the crawler, of which each charset has its own."""
    random, count = order.random("text", int(rows[0])), len(rows)
    countries = pa.array(_countries())
    country = countries.take(
        pa.array((articles.language[rows] * 7 + random.integers(0, 9, count) ** 3) % len(countries))
    )
    moment = _CRAWLED_FROM + random.integers(0, _CRAWL_SECONDS, count)
    parts, doubled = articles.parts[rows], articles.doubled[rows]
    pool = sentence_pool()
    site = concat("news", text(random.geometric(0.05, count)), ".", country, ".example")
    return [
        Field("id", concat("n", digits(articles.charset[rows].astype(np.int64), 2), "-", digits(rows, 9))),
        Field("lang_claimed", where(random.random(count) < 0.03, None, claimed.take(pa.array(rows)))),
        Field("title", double(pool.sentences.take(pa.array(parts[:, 0])), doubled)),
        Field("text", double(_join_parts(parts[:, 1:]), doubled)),
        Field("source_domain", site),
        Field("country", country),
        Field("publish_time", format_times(moment - random.integers(0, 10**6, count), "%Y-%m-%dT%H:%M:%SZ")),
        Field("crawl_time", text(moment * 1000), "bare"),
        Field("entities", _write_entities(random, articles, rows), "json"),
        Field(
            "sentiment",
            concat(where(random.random(count) < 0.4, "-", ""), "0.", digits(random.integers(0, 99, count), 2)),
            "bare",
        ),
    ]


def _join_parts(parts: NDArray[np.int32]) -> pa.Array:
    sentences = sentence_pool().sentences
    first, *rest = (sentences.take(pa.array(column)) for column in parts.T)
    return concat(first, *(piece for sentence in rest for piece in (" ", sentence)))


def _write_entities(random: np.random.Generator, articles: Articles, rows: NDArray[np.int64]) -> pa.Array:
    """Return up to two places named in English, whatever the language: another program found them."""
    english = next(language for language in languages() if language.code == "en")
    named = pa.array([place for place in english.places if place.isascii()])
    items = []
    for number in range(2):
        place = named.take(pa.array((articles.parts[rows, number] * 5 + number) % len(named)))
        items.append(where(random.random(len(rows)) < 0.6, quote(place), None))
    return join_items(items)


@cache
def _countries() -> tuple[str, ...]:
    """Return the codes of two hundred countries and territories."""
    return tuple(row["alpha2"].lower() for row in data.rows("countries"))[:_COUNTRIES]
