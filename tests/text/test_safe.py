from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from findspot.text.safe import last_part, safe_file_stem, safe_text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain text", "plain text"),
        ("会员 表", "会员 表"),
        ("a\x1b[2Jb", "a\\x1b[2Jb"),
        ("line\r\nline", "line\\x0d\\x0aline"),
        ("abc\u202ecba", "abc\\u202ecba"),
        ("\udc80", "\\udc80"),
        ("a\U000e0041", "a\\U000e0041"),
        ("\x9b31m", "\\x9b31m"),
    ],
)
def test_what_could_deceive_is_spelled_out(text: str, shown: str) -> None:
    assert safe_text(text) == shown


@given(st.text())
@settings(max_examples=100, deadline=None)
def test_shown_text_has_no_controls_and_can_be_encoded(text: str) -> None:
    shown = safe_text(text)
    shown.encode()
    assert not any(unicodedata.category(c) in ("Cc", "Cs") for c in shown)
    assert not any(unicodedata.bidirectional(c) in ("RLO", "LRO", "RLE", "LRE", "RLI", "LRI", "PDI") for c in shown)
    assert safe_text(shown) == shown


def test_naughty_strings_are_harmless_in_a_terminal(shared_data: Path) -> None:
    naughty = json.loads((shared_data / "hostile/blns/blns.json").read_text("utf-8"))
    assert len(naughty) > 400
    assert not any(ord(c) < 0x20 or 0x7F <= ord(c) <= 0x9F for text in naughty for c in safe_text(text))


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("members.csv", "members"),
        ("dump/Mitglieder 2019.csv", "mitglieder_2019"),
        ("C:\\backup\\Orders.SQL", "orders"),
        ("db.2020-01-01.sql", "db_2020_01_01"),
        ("会员表.sql", "会员表"),
        ("ＡＢＣ.csv", "abc"),
        ("no extension", "no_extension"),
        ("../..", "unnamed"),
        ("", "unnamed"),
        ("_fs_streams.csv", "fs_streams"),
        ("a'; DROP TABLE x;--.csv", "a_drop_table_x"),
        ("x" * 300, "x" * 60),
    ],
)
def test_a_stem_is_lower_case_and_safe(name: str, stem: str) -> None:
    assert safe_file_stem(name) == stem


@given(st.text())
@settings(max_examples=100, deadline=None)
def test_any_name_gives_a_stem_that_can_name_a_table(name: str) -> None:
    stem = safe_file_stem(name)
    assert stem
    assert len(stem) <= 60
    assert all(c.isalnum() or c == "_" or unicodedata.combining(c) for c in stem), stem
    assert not stem.startswith("_")


def test_the_last_part_is_behind_any_slash() -> None:
    assert last_part("a/b\\c.csv") == "c.csv"
    assert last_part("a/") == ""
