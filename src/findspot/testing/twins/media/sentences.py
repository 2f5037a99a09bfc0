"""Sentences in 65 languages, put together from names of days, months, places, currencies and measures.

The words are Unicode CLDR's (see ``testing.tables``); the sentences say nothing about anybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from findspot.testing.tables import read_table

POOL: Final = 160
"""Sentences kept of each language; a text is a few of them."""

_SEED: Final = 65


@dataclass(frozen=True, slots=True)
class Language:
    """The words of a language."""

    code: str
    rtl: bool
    months: tuple[str, ...]
    weekdays: tuple[str, ...]
    places: tuple[str, ...]
    languages: tuple[str, ...]
    currencies: tuple[str, ...]
    measures: tuple[str, ...]
    date: str
    pair: str


@dataclass(frozen=True, slots=True)
class SentencePool:
    """Sentences of all languages one after another, as many of each; ``codes`` are the languages in their order."""

    codes: tuple[str, ...]
    sentences: pa.Array

    def draw(self, random: np.random.Generator, language: NDArray[np.int64]) -> pa.Array:
        """Return a sentence for each row in the language with that number."""
        return self.sentences.take(pa.array(language * POOL + random.integers(0, POOL, len(language))))


@cache
def languages() -> tuple[Language, ...]:
    """Return the languages; Chinese comes twice, in its two scripts."""
    return tuple(_read_language(row) for row in read_table("media_languages"))


@cache
def sentence_pool() -> SentencePool:
    """Return the pool, made once and always the same."""
    random = np.random.Generator(np.random.PCG64(_SEED))
    sentences = [_compose(random, language) for language in languages() for _ in range(POOL)]
    return SentencePool(tuple(language.code for language in languages()), pa.array(sentences))


def _read_language(row: dict[str, str]) -> Language:
    lists = {
        name: tuple(row[name].split("|"))
        for name in ("months", "weekdays", "places", "languages", "currencies", "measures")
    }
    return Language(code=row["code"], rtl=row["direction"] == "rtl", date=row["date"], pair=row["pair"], **lists)


def _compose(random: np.random.Generator, language: Language) -> str:
    """Return one sentence: a date or a pair of places, with a measure and another pair."""
    day = language.date.format(
        weekday=_one(random, language.weekdays),
        day=random.integers(1, 29),
        month=_one(random, language.months),
        year=random.integers(2012, 2021),
    )
    places = language.pair.format(_one(random, language.places), _one(random, language.places))
    amount = _one(random, language.measures).format(random.integers(3, 900))
    other = language.pair.format(_one(random, language.currencies), _one(random, language.languages))
    clauses = ([day, places, amount], [places, amount], [day, other], [places, other, amount])[random.integers(0, 4)]
    return ": ".join((clauses[0], ", ".join(clauses[1:]))) + "."


def _one(random: np.random.Generator, words: tuple[str, ...]) -> str:
    return words[int(random.integers(0, len(words)))]
