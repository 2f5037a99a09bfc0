"""Words and codes for sexes; more cases are in ``tests/data/recognisers/sex.csv``."""

from __future__ import annotations

import pyarrow as pa

from findspot.text.sexes import read_sexes, weigh_sexes


def test_words_letters_and_digits_are_read() -> None:
    assert read_sexes(pa.array(["男", "女", "M", "f", "1", "2", "0", "不", None])).to_pylist() == [
        "m", "f", "m", "f", "m", "f", None, None, None,
    ]  # fmt: skip


def test_a_digit_speaks_less_for_a_column_of_sexes_than_a_word() -> None:
    word, letter, digit, other = weigh_sexes(pa.array(["男", "M", "1", "x"]))
    assert word > letter > digit > other == 0
