from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from findspot.intake.names import decode_name, display_name


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("会员.csv".encode(), "会员.csv"),
        ("会员.csv".encode("gb18030"), "会员.csv"),
        (b"caf\xe9\xff", "caf\xe9\xff"),
    ],
)
def test_names_are_decoded_by_the_first_strict_encoding(raw: bytes, name: str) -> None:
    assert decode_name(raw) == name


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        (b"../../etc/passwd", "etc/passwd"),
        (b"/abs//x", "abs/x"),
        (b"C:\\a\\.\\b", "C:/a/b"),
        (b"a\x1b[31m\n", "a\\x1b[31m\\x0a"),
        ("a\u202eb".encode(), "a\\u202eb"),
        (b"..", ""),
    ],
)
def test_a_name_to_show_has_no_tricks(raw: bytes, name: str) -> None:
    assert display_name(raw) == name


@given(st.binary(max_size=60))
@settings(max_examples=150, deadline=None)
def test_any_bytes_give_a_name_that_can_be_shown(raw: bytes) -> None:
    name = display_name(raw)
    name.encode()
    assert all(p not in ("", ".", "..") for p in name.split("/")) or not name
