"""What a header says."""

from __future__ import annotations

import pytest

from findspot.text.headers import header_words, supports


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("custBirthDate", " cust birth date "),
        ("first_name", " first name "),
        ("E-Mail", " e mail "),
        ("IPAddress", " ip address "),
        ("出生日期", " 出生日期 "),
        ("ＩＤ　号", " id 号 "),
        ("", "  "),
    ],
)
def test_a_header_is_cut_into_words(header: str, words: str) -> None:
    assert header_words(header) == words


def test_latin_words_count_whole_and_han_words_anywhere() -> None:
    assert supports("user sex", ["sex"])
    assert not supports("sussex", ["sex"])
    assert supports("家庭住址（现）", ["住址"])
    assert not supports("column 3", ["id", "姓名"])
