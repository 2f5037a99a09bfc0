"""Which encoding a record is in, and the tables that say so."""

from __future__ import annotations

import codecs

import numpy as np
import pytest

from findspot.text.encodings import (
    BY_RECORD,
    CP1252,
    ENCODINGS,
    GB18030,
    LATIN1,
    UTF8,
    UTF16BE,
    UTF16LE,
    EncodingPrior,
    detect_mark,
    detect_wide,
    encoding_tables,
    measure_prior,
    score_all,
)

CHINESE = "3,张三,北京市海淀区,1980-01-02\n"
SPANISH = "3,José García,Málaga,1980-01-02\n"
GERMAN = "4,Jörg Müller,Köln,Straße 5\n"
PLAIN = "5,Anna,Berlin,1980-01-02\n"


def costs(data: bytes) -> list[int]:
    starts, ends = np.zeros(1, np.int64), np.array([len(data)])
    return score_all(np.frombuffer(data, np.uint8), starts, ends)[0, :, 0].tolist()


def test_codes_are_places_in_the_table_and_names_are_codecs() -> None:
    assert [e.code for e in ENCODINGS] == list(range(len(ENCODINGS)))
    assert all(codecs.lookup(e.name) for e in ENCODINGS)
    assert [e.code for e in BY_RECORD] == list(range(len(BY_RECORD)))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (CHINESE, UTF8),
        (CHINESE, GB18030),
        (SPANISH, UTF8),
        (SPANISH, CP1252),
        (GERMAN, CP1252),
        ("“Größe” – 5 €\n", CP1252),
    ],
)
def test_text_costs_least_in_its_own_encoding(text: str, code: int) -> None:
    found = costs(text.encode(ENCODINGS[code].name))
    assert found.index(min(found)) == code


def test_gb18030_stands_for_its_subsets_too() -> None:
    tables = encoding_tables()
    for text in ("张三", "堃喆珺", "Ā", "€"):
        for codec in ("gb2312", "gbk", "gb18030"):
            try:
                data = text.encode(codec)
            except UnicodeEncodeError:
                continue
            characters = [
                int(tables.characters[GB18030][a << 8 | b]) for a, b in zip(data[::2], data[1::2], strict=False)
            ]
            if len(data) == 2 * len(text) and codec != "gb18030":
                assert characters == [ord(c) for c in text]


def test_tables_agree_with_the_codecs() -> None:
    tables = encoding_tables()
    for code in (CP1252, LATIN1):
        expected = bytes(range(256)).decode(ENCODINGS[code].name, errors="replace")
        assert [chr(c) for c in tables.characters[code][:256]] == list(expected)
    assert tables.four_bytes[0] == ord(b"\x81\x30\x81\x30".decode("gb18030"))
    assert len(tables.four_bytes) == 39_420


def test_common_characters_cost_less_than_rare_ones() -> None:
    table = encoding_tables().costs[GB18030]

    def cost(text: str) -> int:
        first, second = text.encode("gb18030")
        return int(table[first << 8 | second])

    assert cost("的") < cost("兀") < cost("堃")
    assert cost("。") < cost("あ") < cost("Ж")
    assert cost("的") < cost("\ue000")


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"\xef\xbb\xbfa", (UTF8, 3)),
        (b"\xff\xfea\0", (UTF16LE, 2)),
        (b"\xfe\xff\0a", (UTF16BE, 2)),
        (b"\x84\x31\x95\x33a", (GB18030, 4)),
        (b"a", None),
    ],
)
def test_byte_order_marks(head: bytes, expected: tuple[int, int] | None) -> None:
    assert detect_mark(head) == expected


@pytest.mark.parametrize("text", [PLAIN, CHINESE])
def test_utf_16_is_known_by_its_nuls(text: str) -> None:
    assert detect_wide(text.encode("utf-16-le")) == UTF16LE
    assert detect_wide(text.encode("utf-16-be")) == UTF16BE
    assert detect_wide(bytes(8) + text.encode("utf-16-be") * 4) == UTF16BE
    assert detect_wide(text.encode()) is None


@pytest.mark.parametrize("head", [b"", b"\0" * 400, b"a\0b", bytes(range(256)), b"\0" * 4000 + b"ab" * 9])
def test_nuls_alone_are_no_utf_16(head: bytes) -> None:
    assert detect_wide(head) is None


@pytest.mark.parametrize("encoding", [e.name for e in ENCODINGS if e.code != LATIN1])
def test_the_prior_is_what_most_lines_are_in(encoding: str) -> None:
    text = (SPANISH if encoding == "cp1252" else CHINESE) * 3
    code = next(e.code for e in ENCODINGS if e.name == encoding)
    assert measure_prior((PLAIN + text).encode(encoding)) == EncodingPrior(code, code)


def test_a_few_lines_of_another_encoding_do_not_change_the_prior() -> None:
    assert measure_prior(CHINESE.encode() * 5 + CHINESE.encode("gb18030") * 2).main == UTF8
    assert measure_prior(CHINESE.encode() * 2 + CHINESE.encode("gb18030") * 5).main == GB18030


def test_plain_text_and_nothing_are_utf_8() -> None:
    assert measure_prior(PLAIN.encode()).main == UTF8
    assert measure_prior(b"").main == UTF8
    assert measure_prior(b"\xef\xbb\xbf" + PLAIN.encode()).main == UTF8


def test_noise_has_no_say_in_the_prior() -> None:
    noise = bytes(np.random.default_rng(0).integers(0, 256, 5000).astype(np.uint8))
    assert measure_prior(noise + CHINESE.encode("gb18030") * 9).main == GB18030


def test_only_utf_16_is_wide() -> None:
    assert [EncodingPrior(e.code).is_wide for e in ENCODINGS] == [False, False, False, False, True, True]
