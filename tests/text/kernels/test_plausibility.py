"""Costs of bytes under encodings: text is cheap, errors and controls are dear."""

from __future__ import annotations

import numpy as np
import pytest

from findspot.text.encodings import CP1252, GB18030, LATIN1, UTF8, score_all
from findspot.text.kernels.plausibility import four_byte_index


def score(data: bytes, code: int) -> tuple[int, int, int]:
    """Cost, broken bytes and controls of bytes under one encoding."""
    found = score_all(np.frombuffer(data, np.uint8), np.zeros(1, np.int64), np.array([len(data)]))[0, code]
    return int(found[0]), int(found[1]), int(found[2])


@pytest.mark.parametrize("code", [UTF8, GB18030, CP1252, LATIN1])
def test_ascii_costs_the_same_everywhere(code: int) -> None:
    assert score(b"Anna, 5\t\r\n", code) == (50, 0, 0)


@pytest.mark.parametrize("code", [UTF8, GB18030, CP1252, LATIN1])
def test_controls_are_counted(code: int) -> None:
    assert score(b"a\x01b\x7f", code)[1:] == (0, 2)


@pytest.mark.parametrize(
    ("data", "code", "errors"),
    [
        (b"\xff", UTF8, 1),
        ("中".encode()[:2], UTF8, 2),
        (b"\xff", GB18030, 1),
        (b"\xd5", GB18030, 1),
        (b"\x81", CP1252, 1),
    ],
)
def test_broken_bytes_are_counted_and_dear(data: bytes, code: int, errors: int) -> None:
    cost, found, _ = score(data, code)
    assert found == errors
    assert cost == 24 * errors


@pytest.mark.parametrize(
    "text",
    [
        "\u0080",
        "\u00ab",
        "é",
        "ɐ\u0300",
        "α",
        "ж",
        "ա",
        "ש",
        "ع",
        "ߐ",
        "中",
        "が",
        "，",
        "한",
        "–",
        "😀",
        "㐀",
        "\ue000",
        "ก",
        "\U000f0000",
    ],
)
def test_any_character_of_utf_8_is_cheaper_than_its_bytes_broken(text: str) -> None:
    cost, errors, _ = score(text.encode(), UTF8)
    assert errors == 0
    assert cost < 24 * len(text.encode())


def test_a_change_of_script_inside_a_word_costs() -> None:
    assert score("жα".encode(), UTF8)[0] > score("ж".encode(), UTF8)[0] + score("α".encode(), UTF8)[0]
    assert score("ж α".encode(), UTF8)[0] == 5 + score("ж".encode(), UTF8)[0] + score("α".encode(), UTF8)[0]


@pytest.mark.parametrize("text", ["ā", "\u0080", "龦", "\U0001f600", "\U0010ffff"])
def test_four_byte_characters_of_gb18030_are_known(text: str) -> None:
    data = text.encode("gb18030")
    if len(data) == 4:
        assert score(data, GB18030) == (34, 0, 0)
        assert four_byte_index(np.frombuffer(data, np.uint8), 0, 4) >= 0


@pytest.mark.parametrize(
    "data", [b"\x81\x30\x81", b"\x81\x41\x81\x30", b"\x81\x30\x80\x30", b"\x81\x30\x81\x3a", b"\xe4\x30\x81\x30"]
)
def test_what_is_no_four_byte_character_has_no_number(data: bytes) -> None:
    assert four_byte_index(np.frombuffer(data, np.uint8), 0, len(data)) == -1
