"""Places in transcribed text lead back to the bytes they came from, in every encoding."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from findspot.formats.sqldump.places import find_places
from findspot.text.encodings import BY_RECORD, ENCODINGS, UTF8, EncodingPrior, measure_prior
from findspot.text.transcripts import transcribe

PADDING = b"\n" + bytes(63)
LINES = st.lists(st.text("ab,'()\\é张伟路龘😀", max_size=12), min_size=1, max_size=6)


def places_of(data: bytes, prior: EncodingPrior) -> tuple[bytes, list[int]]:
    """The text, and the place in ``data`` of each character of it and of its end."""
    buffer = np.frombuffer(data + PADDING, np.uint8)
    transcript = transcribe(buffer, len(data), prior)
    text = transcript.text[: transcript.size].tobytes()
    starts = [i for i in range(len(text)) if text[i] & 0xC0 != 0x80] + [len(text)]
    return text, find_places(transcript, buffer, np.array(starts, np.int64)).tolist()


@settings(max_examples=60, deadline=None)
@given(LINES, st.sampled_from(["utf-8", "gb18030", "utf-16-le", "utf-16-be"]))
def test_each_character_has_its_place(lines: list[str], encoding: str) -> None:
    source = "\n".join(lines)
    code = next(e.code for e in ENCODINGS if e.name == encoding)
    text, places = places_of(source.encode(encoding), EncodingPrior(code, code))
    if text.decode() == source:
        assert places == [len(source[:i].encode(encoding)) for i in range(len(source) + 1)]
    # where the text is read otherwise (short lines may be), places still go up and end at the end
    assert places == sorted(places)
    assert places[-1] == len(source.encode(encoding))


def test_lines_in_another_encoding_stand_among_others() -> None:
    lines = [
        "(1,'东城区人民路一号')".encode(),
        "(2,'解放路建国路中山路')".encode("gb18030"),
        b"(3,'x')",
        "(4,'Straße Köln für')".encode("cp1252"),
    ]
    data = b"\n".join(lines) + b"\n"
    text, places = places_of(data, EncodingPrior())
    assert text.decode().splitlines() == [
        "(1,'东城区人民路一号')",
        "(2,'解放路建国路中山路')",
        "(3,'x')",
        "(4,'Straße Köln für')",
    ]
    ends = [i for i, c in enumerate(text.decode()) if c == ")"]
    assert [data[places[i]] for i in ends] == [ord(")")] * 4


@pytest.mark.parametrize(
    "data", [b"a\xff\xfeb,'x')\n" + "好".encode(), b"ok\n" + bytes([0x81, 0xFF, 0x8D, 0x9D] * 30) + b"\nok\n"]
)
def test_broken_bytes_do_not_shift_what_follows(data: bytes) -> None:
    _text, places = places_of(data, EncodingPrior(UTF8, UTF8))
    assert places == sorted(places)
    assert places[-1] == len(data)


def test_holes_in_wide_text_keep_their_length() -> None:
    data = (
        "a\n".encode("utf-16-le")
        + bytes(20)
        + "b\0c".encode("utf-16-le")
        + "\ud800".encode("utf-16-le", "surrogatepass")
    )
    text, places = places_of(data, EncodingPrior(4, 4))
    assert text == b"a\n" + bytes(20) + b"b\0c\\ud800"
    assert places[2 + 20] == 24
    assert places[-1] == len(data)
    assert places[-7] == len(data) - 2


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=80), st.sampled_from([e.code for e in BY_RECORD]))
def test_no_bytes_are_too_odd(data: bytes, code: int) -> None:
    for prior in (EncodingPrior(code, code), measure_prior(data)):
        _, places = places_of(data, prior)
        assert places == sorted(places)
        assert 0 <= places[0] <= places[-1] <= len(data)
