"""Bytes in whatever encoding become UTF-8, with the way back to the bytes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from findspot.text.encodings import CP1252, GB18030, LATIN1, UTF8, UTF16BE, UTF16LE, EncodingPrior
from findspot.text.transcripts import NO_TEXT, PADDING, Transcript, decode_records, transcribe

CHINESE = "3,张三,北京市海淀区,1980-01-02\n"
SPANISH = "3,José García,Málaga\n"
CYRILLIC = "3,Иванов,Москва,1980\n"
NOISE = bytes(np.random.default_rng(4).integers(128, 256, 50).astype(np.uint8)) + b"\x01\x02\x03\x04\x05\x06\n"


def transcript_of(data: bytes, prior: EncodingPrior | None = None, **options: object) -> Transcript:
    padded = np.concatenate([np.frombuffer(data, np.uint8), np.zeros(PADDING, np.uint8)])
    padded[len(data)] = 10
    return transcribe(padded, len(data), prior or EncodingPrior(), **options)  # type: ignore[arg-type]


def text_of(transcript: Transcript) -> str:
    assert transcript.text[transcript.size] == 10
    assert len(transcript.text) == transcript.size + PADDING
    return transcript.text[: transcript.size].tobytes().decode()


def line_starts(text: bytes) -> list[int]:
    return [0, *(i + 1 for i, c in enumerate(text) if c == 10 and i + 1 < len(text))]


def test_clean_utf_8_is_its_own_transcript() -> None:
    transcript = transcript_of(CHINESE.encode())
    assert transcript.identity
    assert transcript.raw(np.array([0, 5])).tolist() == [0, 5]
    assert text_of(transcript) == CHINESE
    assert transcript.is_text(np.array([3])).tolist() == [True]
    assert transcript.prior_at(9) == EncodingPrior()


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_lines_are_decided_one_by_one_and_lead_back_to_their_bytes(encoding: str) -> None:
    other = "gb18030" if encoding == "utf-8" else "utf-8"
    lines = [
        CHINESE.encode(encoding),
        CHINESE.encode(other),
        b"plain\n",
        CHINESE.encode(other),
        CHINESE.encode(encoding),
    ]
    main = GB18030 if encoding == "gb18030" else UTF8
    transcript = transcript_of(b"".join(lines), EncodingPrior(main, main))
    text = text_of(transcript)
    assert text == CHINESE * 2 + "plain\n" + CHINESE * 2
    starts = np.array(line_starts(text.encode()))
    assert transcript.raw(starts).tolist() == np.cumsum([0, *map(len, lines[:-1])]).tolist()
    codes, lossy = transcript.marks(starts, np.append(starts[1:], transcript.size))
    foreign = UTF8 if main else GB18030
    assert codes.tolist() == [main, foreign, main, foreign, main]
    assert not lossy.any()


@pytest.mark.parametrize(
    ("text", "code"), [("𠮷野家,堃,張三\n", GB18030), (CYRILLIC * 2, GB18030), ("naïve café, 5 €\n", CP1252)]
)
def test_what_a_codec_wrote_comes_back(text: str, code: int) -> None:
    data = text.encode("gb18030" if code == GB18030 else "cp1252")
    assert text_of(transcript_of(data, EncodingPrior(code, code))) == text


def test_bytes_that_cp1252_lacks_are_latin_1() -> None:
    transcript = transcript_of("José García Málaga \x81\n".encode("latin-1"))
    assert transcript.codes[0] == LATIN1
    assert text_of(transcript) == "José García Málaga \x81\n"


@pytest.mark.parametrize(("code", "encoding"), [(UTF8, "utf-8"), (GB18030, "gb18030")])
@pytest.mark.parametrize("broken", [b"\xff", b"\x80\xff"])
def test_a_broken_byte_does_not_turn_a_line_over_to_another_encoding(code: int, encoding: str, broken: bytes) -> None:
    line = CHINESE.encode(encoding).replace(b"1980", broken + b",1980")
    transcript = transcript_of(CHINESE.encode(encoding) + line, EncodingPrior(code, code))
    starts = np.array(line_starts(text_of(transcript).encode()))
    codes, lossy = transcript.marks(starts, np.append(starts[1:], transcript.size))
    assert codes.tolist() == [code, code]
    assert lossy.tolist() == [False, True]
    assert text_of(transcript).count("\ufffd") == len(broken)


def test_a_byte_that_cp1252_lacks_is_broken_where_all_else_is_cp1252() -> None:
    transcript = transcript_of(b"Jos\xe9 \x81 Garc\xeda\n", EncodingPrior(CP1252, CP1252))
    assert text_of(transcript) == "José \ufffd García\n"
    assert transcript.marks(np.array([0]), np.array([transcript.size]))[1].tolist() == [True]


def test_utf_8_by_chance_right_behind_a_foreign_line_is_judged_with_it() -> None:
    # both characters of this name are UTF-8 letters of two bytes in GB18030
    name = b"1,\xc4\xa3\xd0\xa1\xc4\xa3\n"
    assert name.decode() != name.decode("gb18030")
    foreign = CHINESE.encode("gb18030")
    assert text_of(transcript_of(foreign + name + CHINESE.encode())) == CHINESE + name.decode("gb18030") + CHINESE
    assert text_of(transcript_of(name)) == name.decode()


def test_windows_do_not_break_the_chain_of_doubtful_lines() -> None:
    name = b"1,\xc4\xa3\xd0\xa1\xc4\xa3\n"
    first = transcript_of(CHINESE.encode("gb18030"))
    second = transcript_of(name * 2 + CHINESE.encode() + name, first.prior_at(first.size))
    assert text_of(second) == name.decode("gb18030") * 2 + CHINESE + name.decode()
    assert not second.prior_at(second.size).chained
    assert transcript_of(CHINESE.encode(), first.prior_at(first.size)).prior_at(9).previous == GB18030


def test_the_last_settled_encoding_speaks_for_doubtful_lines() -> None:
    doubtful = b"\xe9t\xe9\n"
    assert text_of(transcript_of(doubtful, EncodingPrior(UTF8, CP1252))) == "été\n"
    transcript = transcript_of(SPANISH.encode("cp1252") + doubtful)
    assert transcript.prior_at(transcript.size) == EncodingPrior(UTF8, CP1252, chained=True)
    assert transcript.prior_at(0) == EncodingPrior(UTF8, UTF8)


def test_lines_that_are_no_text_become_nuls_between_line_ends() -> None:
    transcript = transcript_of(CHINESE.encode() + NOISE + CHINESE.encode())
    start = len(CHINESE.encode())
    assert text_of(transcript) == CHINESE + "\0" * 8 + "\n" + CHINESE
    assert transcript.is_text(np.array([start])).tolist() == [False]
    behind = start + len(NOISE)
    assert transcript.raw(np.array([start, start + 8, start + 9])).tolist() == [start, behind, behind]


def test_the_line_end_before_no_text_is_written_where_there_is_none() -> None:
    data = b"a" + bytes(9) + NOISE
    transcript = transcript_of(data)
    assert text_of(transcript) == "a" + "\0" * 9 + "\n" + "\0" * 8 + "\n"
    assert transcript.raw(np.array([10, 11, 19, 20])).tolist() == [10, 10, len(data), len(data)]
    assert transcript.is_text(np.array([1, 11])).tolist() == [True, False]


def test_marks_cut_long_lines_into_pieces() -> None:
    tuples = (
        b"INSERT INTO t VALUES (1,'" + "张三".encode() + b"'),(2,'" + "李四张三".encode("gb18030") + b"'),(3,'a');\n"
    )
    transcript = transcript_of(tuples, mark=b"),(")
    assert text_of(transcript) == "INSERT INTO t VALUES (1,'张三'),(2,'李四张三'),(3,'a');\n"
    assert "张三'),(2" not in text_of(transcript_of(tuples))


def test_a_cut_line_that_needs_a_decision_is_left_out() -> None:
    foreign = CHINESE.encode("gb18030")
    transcript = transcript_of(foreign + foreign[:9], final=False)
    assert text_of(transcript) == CHINESE
    assert transcript.raw_size == len(foreign)
    assert transcript.raw(np.array([transcript.size])).tolist() == [len(foreign)]


def test_a_cut_character_is_left_out() -> None:
    data = CHINESE.encode()
    transcript = transcript_of(data + "四".encode()[:2], final=False)
    assert text_of(transcript) == CHINESE
    assert transcript.identity
    assert text_of(transcript_of(data[:4], final=False)) == "3,"


def test_lines_longer_than_the_longest_are_not_judged() -> None:
    long = b"x" * 90 + b"\xff\n"
    transcript = transcript_of(CHINESE.encode("gb18030") + long, longest=80)
    assert transcript.text[: transcript.size].tobytes() == CHINESE.encode() + long
    cut = transcript_of(long[:-1] + b"\xff" * 9, longest=80, final=False)
    assert cut.size == len(long) + 8


@pytest.mark.parametrize("code", [UTF16LE, UTF16BE])
def test_utf_16_leads_back_line_by_line(code: int) -> None:
    text = "1,张三,😀\r\n2,é\r3\n\0\0x\na\0\0\n" + "\0" * 6 + "y\nz" + "\0" * 5 + "w\n"
    data = text.encode("utf-16-le" if code == UTF16LE else "utf-16-be")
    transcript = transcript_of(data + b"!", EncodingPrior(code, code))
    # six NUL characters are twelve NUL bytes, and stay twelve
    expected = text.replace("\0" * 6, "\1" * 12).replace("\0" * 5, "\1" * 10).replace("\1", "\0")
    assert text_of(transcript) == expected
    assert transcript.raw_size == len(data)
    for line in ("1,", "2,", "3\n", "\0\0x", "y\n", "w\n"):
        place = len(expected[: expected.index(line)].encode())
        assert transcript.raw(np.array([place])).tolist() == [
            2 * len(text[: text.index(line)].encode("utf-16-le")) // 2
        ]


def test_halves_of_surrogate_pairs_are_written_as_six_characters() -> None:
    data = "a\ud83d,\udc00b\n\ud83d".encode("utf-16-le", errors="surrogatepass")
    transcript = transcript_of(data, EncodingPrior(UTF16LE, UTF16LE))
    assert text_of(transcript) == "a\\ud83d,\\udc00b\n\\ud83d"
    assert transcript.lone_surrogates.tolist() == [1, 8, 16]


@settings(max_examples=120, deadline=None)
@given(st.binary(max_size=200), st.sampled_from([UTF8, GB18030, CP1252, UTF16LE, UTF16BE]), st.booleans())
def test_any_bytes_become_valid_text_whose_lines_lead_back_in_order(data: bytes, code: int, final: bool) -> None:
    transcript = transcript_of(data, EncodingPrior(code, code), final=final)
    text_of(transcript)
    places = transcript.raw(np.append(transcript.starts, transcript.size))
    assert (np.diff(places) >= 0).all()
    assert transcript.raw_size <= len(data)


def test_records_found_in_raw_bytes_are_decoded_alone() -> None:
    records = [CHINESE.encode(), b"skipped", CHINESE.encode("gb18030"), SPANISH.encode("cp1252"), NOISE, b"plain"]
    ends = np.cumsum([len(r) for r in records])
    starts = ends - [len(r) for r in records]
    kept = [0, 2, 3, 4, 5]
    decoded = decode_records(np.frombuffer(b"".join(records), np.uint8), starts[kept], ends[kept], EncodingPrior())
    texts = [decoded.text[s:e].tobytes().decode() for s, e in zip(decoded.starts, decoded.ends, strict=True)]
    assert texts == [CHINESE, CHINESE, SPANISH, NOISE.decode("latin-1"), "plain"]
    assert decoded.codes.tolist() == [UTF8, GB18030, CP1252, LATIN1, UTF8]
    assert not decoded.lossy.any()


def test_records_follow_the_encoding_of_the_file() -> None:
    name = b"1,\xc4\xa3\xd0\xa1\xc4\xa3\n"
    decoded = decode_records(
        np.frombuffer(name, np.uint8), np.array([0]), np.array([len(name)]), EncodingPrior(GB18030, GB18030)
    )
    assert decoded.text[: decoded.ends[0]].tobytes().decode() == name.decode("gb18030")


def test_no_records_decode_to_nothing() -> None:
    none = np.empty(0, np.int64)
    decoded = decode_records(np.empty(0, np.uint8), none, none, EncodingPrior())
    assert len(decoded.starts) == len(decoded.codes) == 0
    assert NO_TEXT not in decoded.codes
