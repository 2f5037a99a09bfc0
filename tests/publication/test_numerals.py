"""Numbers as a reader sees them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from findspot.publication.numerals import (
    format_bytes,
    format_count,
    format_level,
    format_share,
    format_value,
    listed,
    plural,
)


def spaced(text: str) -> str:
    return text.replace("\u202f", " ")


@pytest.mark.parametrize(("value", "text"), [(0, "0"), (999, "999"), (1_957_239, "1 957 239"), (None, "–")])
def test_counts_have_thin_spaces(value: int | None, text: str) -> None:
    assert spaced(format_count(value)) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1_000, "1.00 kB"),
        (26_400_127, "26.4 MB"),
        (999_999, "1 000 kB"),
        (5 * 10**15, "5.00 PB"),
        (12_345 * 10**15, "12 345 PB"),
        (None, "–"),
    ],
)
def test_sizes_have_three_digits(value: int | None, text: str) -> None:
    assert spaced(format_bytes(value)) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0 %"),
        (1, "100 %"),
        (0.5, "50.0 %"),
        (0.9999, "99.99 %"),
        (0.99999, "99.999 %"),
        (0.9999999, "over 99.999 %"),
        (0.0004, "0.04 %"),
        (1e-9, "under 0.001 %"),
        (None, "–"),
    ],
)
def test_shares_never_round_to_nothing_or_all(value: float | None, text: str) -> None:
    assert spaced(format_share(value)) == text


@given(st.floats(1e-12, 1 - 1e-12))
def test_a_part_never_reads_as_nothing_or_all(share: float) -> None:
    assert spaced(format_share(share)) not in {"0 %", "100 %", "0.0 %", "100.0 %"}


def test_values_by_their_kind() -> None:
    assert spaced(format_value(1_204.0)) == "1 204"
    assert format_value("2016") == "2016"
    assert format_value(None) == "–"
    assert spaced(format_value(0.25, is_share=True)) == "25.0 %"
    assert format_value(0.12345678) == "0.1235"
    assert spaced(format_level(0.95)) == "95 %"


def test_nouns_and_lists() -> None:
    assert plural(1, "row") == "1 row"
    assert plural(2, "row") == "2 rows"
    assert plural(0, "entry", "entries") == "0 entries"
    assert [listed(list("abc"[:n])) for n in range(4)] == ["", "a", "a and b", "a, b and c"]
