"""The index of posts and news that profiles are linked to, in many languages."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from findspot.testing.twins.documents import Field, index_fields, join_items, quote
from findspot.testing.twins.draws import choose, concat, digits, draw_index, format_times, pick_shares, text, where
from findspot.testing.twins.elasticdump import mark_field
from findspot.testing.twins.media.sentences import sentence_pool
from findspot.testing.twins.profiles import careers
from findspot.testing.twins.profiles.batches import countries
from findspot.testing.twins.profiles.persons import Crawl
from findspot.testing.twins.tally import Tally

INDEX: Final = "info"

_PLATFORMS: Final = {"chirrup": 0.5, "facepage": 0.25, "newswire": 0.15, "weipo": 0.1}
_LANGUAGES: Final = {
    "english": "en", "german": "de", "french": "fr", "spanish": "es", "portuguese": "pt", "turkish": "tr",
    "indonesian": "id", "indian": "hi", "hungarian": "hu", "japanese": "ja", "korean": "ko", "russian": "ru",
    "arabic": "ar", "chinese": "zh",
}  # fmt: skip
_ENGLISH_SHARE: Final = 0.4


def info_fields(crawl: Crawl, rows: NDArray[np.int64], first: NDArray[np.int64], tally: Tally) -> list[Field]:
    """Return the documents of some posts; ``first`` has the first post of each batch, whose profiles wrote it."""
    count, layout = len(rows), crawl.layout
    random = crawl.order.random(INDEX, int(rows[0]))
    batch = np.searchsorted(first, rows, "right") - 1
    sizes = np.diff(layout.first)[batch]
    author, other = (layout.first[batch] + (random.random(count) * sizes).astype(np.int64) for _ in range(2))
    language, sentences = _write_sentences(random, crawl, layout.person[author])
    moment = careers.CRAWLED_FROM + random.integers(0, careers.CRAWL_SECONDS, count)
    linked = [
        where(random.random(count) < share, quote(crawl.ids.take(pa.array(p))), None)
        for share, p in ((1, author), (0.2, other))
    ]
    no_place = ~tally.note("geo", choose(random, crawl.order.share("geo"), count))
    keys = concat("N", digits(rows, 9))
    fields = [
        Field("lang", language),
        Field("platform", pick_shares(random, _PLATFORMS, count)),
        Field("author_id", crawl.ids.take(pa.array(author))),
        Field("text", sentences),
        Field("ts", text(moment * 1000), "bare"),
        Field("crawled", format_times(moment + 7200, "%Y-%m-%d %H:%M:%S")),
        Field(
            "geo.lat",
            concat(text(random.integers(-60, 70, count)), ".", digits(random.integers(0, 10**4, count), 4)),
            "bare",
            absent=no_place,
        ),
        Field(
            "geo.lon",
            concat(text(random.integers(-180, 180, count)), ".", digits(random.integers(0, 10**4, count), 4)),
            "bare",
            absent=no_place,
        ),
        Field("person_ids", join_items(linked), "json"),
        mark_field(count),
    ]
    return index_fields(INDEX, "doc", keys, fields)


def _write_sentences(random: np.random.Generator, crawl: Crawl, person: NDArray[np.int32]) -> tuple[pa.Array, pa.Array]:
    pool = sentence_pool()
    spoken = [pool.codes.index(_LANGUAGES[country.culture]) for country in countries()]
    own = np.array(spoken)[crawl.people.country[person]]
    language = np.where(random.random(len(person)) < _ENGLISH_SHARE, pool.codes.index("en"), own)
    codes = pa.array(pool.codes).take(pa.array(language))
    parts = [pool.draw(random, language) for _ in range(2)]
    more = draw_index(random, (0.6, 0.4), len(person)) == 1
    return codes, where(more, concat(parts[0], " ", parts[1]), parts[0])
