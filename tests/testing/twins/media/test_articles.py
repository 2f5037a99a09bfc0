"""Documents by language, what is claimed of them, and what copies what."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from findspot.testing.twins.media.articles import claimed_languages, language_code, make_articles

from .conftest import Twin, place


def count_languages(rows: int) -> Counter[str]:
    articles = make_articles(place(rows))
    return Counter(language_code(number) for number in articles.language.tolist())


@pytest.mark.parametrize("rows", [8_000, 20_000, 60_000])
def test_58_of_65_languages_have_documents_enough_to_count(rows: int) -> None:
    counts = count_languages(rows)
    assert len(counts) == 65
    assert sum(count >= 50 for count in counts.values()) == 58
    assert counts.total() == rows


@given(st.integers(1, 3_000), st.integers(0, 3))
@settings(max_examples=20, deadline=None)
def test_copies_are_of_their_language_and_of_no_copy(rows: int, seed: int) -> None:
    articles = make_articles(place(rows, seed))
    assert len(articles.language) == rows
    copies = np.flatnonzero(articles.original >= 0)
    sources = articles.original[copies]
    assert (articles.original[sources] == -1).all()
    assert (articles.language[sources] == articles.language[copies]).all()


def test_copies_have_title_and_most_of_the_text_of_what_they_copy() -> None:
    articles = make_articles(place(5_000))
    copies = np.flatnonzero(articles.original >= 0)
    assert len(copies) == pytest.approx(0.22 * 5_000, abs=60)
    own, copied = articles.parts[articles.original[copies]], articles.parts[copies]
    assert (own[:, :-1] == copied[:, :-1]).all()
    assert (own[:, -1] != copied[:, -1]).mean() > 0.9


def test_wrong_claims_are_as_many_as_ordered_and_wrong() -> None:
    order = place(5_000)
    articles = make_articles(order)
    claimed, wrong = claimed_languages(order, articles)
    true = [language_code(number) for number in articles.language.tolist()]
    differ = np.array([a != b for a, b in zip(claimed.to_pylist(), true, strict=True)])
    assert (differ == wrong).all()
    assert wrong.sum() == 300


def test_charsets_are_those_of_old_sites_of_the_language(twin: Twin) -> None:
    expected = {
        "ja": {"Shift_JIS"}, "ko": {"EUC-KR"}, "zh": {"Big5", "GB18030"}, "ru": {"KOI8-R"}, "ar": {"windows-1256"},
        "tr": {"ISO-8859-9"}, "th": {"TIS-620"},
    }  # fmt: skip
    seen: dict[str, set[str]] = {}
    for document in twin.documents:
        if document["charset"] != "UTF-8":
            assert document["container"] != "xml"
            assert not document["double_utf8"]
            seen.setdefault(document["language"], set()).add(document["charset"])
    assert seen == expected


def test_sites_are_nobodys(twin: Twin) -> None:
    sites = [row["source_domain"] for table in ("feed", "xml") for row in twin.rows(table)]
    assert all(site.endswith(".example") for site in sites)
    assert len({row["country"] for row in twin.rows("feed")}) > 100
