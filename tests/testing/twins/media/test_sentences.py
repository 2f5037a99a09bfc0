"""Sentences of 65 languages."""

from __future__ import annotations

import numpy as np

from findspot.testing.twins.media.sentences import POOL, languages, sentence_pool


def test_there_are_65_languages_and_chinese_in_two_scripts() -> None:
    codes = [language.code for language in languages()]
    assert len({code.partition("-")[0] for code in codes}) == 65
    assert {"zh", "zh-Hant"} <= set(codes)
    assert {language.code for language in languages() if language.rtl} == {"ar", "fa", "he", "ps", "ur"}


def test_every_sentence_is_of_its_languages_words() -> None:
    pool = sentence_pool()
    assert len(pool.sentences) == POOL * len(languages())
    for number, language in enumerate(languages()):
        words = {*language.months, *language.weekdays, *language.places, *language.currencies}
        for sentence in pool.sentences.slice(number * POOL, 20).to_pylist():
            assert any(word in sentence for word in words)
            assert "{" not in sentence


def test_sentences_are_drawn_from_their_language() -> None:
    pool = sentence_pool()
    numbers = np.arange(len(pool.codes)).repeat(5)
    drawn = pool.draw(np.random.default_rng(1), numbers).to_pylist()
    for number, sentence in zip(numbers.tolist(), drawn, strict=True):
        assert sentence in pool.sentences.slice(number * POOL, POOL).to_pylist()
