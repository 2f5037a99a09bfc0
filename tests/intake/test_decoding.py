from __future__ import annotations

import bz2
import io
import zipfile
import zlib
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.intake.containers import CSV

from findspot.intake.decoding import OUTPUT_BYTES, Bunzip2, Damaged, Decoder, Inflate, Stored, ZipLzma


def decode(decoder: Decoder, data: bytes, size: int = 1_000) -> Iterator[bytes]:
    """All output, the input fed by blocks of ``size``."""
    place = decoder.used
    while not decoder.finished:
        block = b""
        if decoder.wants_input:
            block = data[place : place + size]
            place += len(block)
            if not block:
                return
        yield decoder.feed(block)


def deflate(data: bytes) -> bytes:
    return zlib.compress(data, 6, -15)


def lzma_member(data: bytes) -> bytes:
    """What a zip holds of a member compressed with LZMA."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("x", data)
        start, size = 30 + 1, archive.getinfo("x").compress_size
    return held.getvalue()[start : start + size]


@given(st.binary(max_size=3_000), st.integers(1, 500))
@settings(max_examples=60, deadline=None)
def test_blocks_of_any_size_give_the_same(data: bytes, size: int) -> None:
    for decoder, packed in ((Inflate(), deflate(data)), (Bunzip2(), bz2.compress(data))):
        assert b"".join(decode(decoder, packed + b"more", size)) == data
        assert decoder.finished
        assert decoder.used == len(packed)
    assert b"".join(decode(Stored(), data, size)) == data


def test_output_is_bounded_however_dense_the_input() -> None:
    zeros = bytes(5 * OUTPUT_BYTES + 17)
    for decoder, packed in ((Inflate(), deflate(zeros)), (Bunzip2(), bz2.compress(zeros))):
        blocks = list(decode(decoder, packed, 1 << 20))
        assert max(map(len, blocks)) <= OUTPUT_BYTES
        assert b"".join(blocks) == zeros
        assert decoder.used == len(packed)


def test_lzma_as_in_zip() -> None:
    packed = lzma_member(CSV)
    decoder = ZipLzma(packed[:9])
    assert b"".join(decode(decoder, packed)) == CSV


@pytest.mark.parametrize(
    "header",
    [b"", b"\x09\x04\x05", b"\x09\x04\x06\x00" + bytes(5), b"\x09\x04\x05\x00\xff" + bytes(4)],
    ids=["none", "cut", "another size", "properties of nonsense"],
)
def test_a_damaged_lzma_header_is_damage(header: bytes) -> None:
    with pytest.raises(Damaged, match="damaged"):
        ZipLzma(header)


def test_an_lzma_dictionary_of_gigabytes_is_refused() -> None:
    with pytest.raises(Damaged, match="memory"):
        ZipLzma(b"\x09\x04\x05\x00\x5d\xff\xff\xff\xff")


def test_inflate_rescues_what_comes_before_the_damage() -> None:
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    good = packer.compress(CSV) + packer.flush(zlib.Z_SYNC_FLUSH)
    decoder = Inflate()
    with pytest.raises(Damaged):
        decoder.feed(good + b"\x07" + bytes(500))  # block type 3 does not exist (RFC 1951, 3.2.3)
    assert decoder.rescue() == CSV
    assert decoder.used == len(good)


@pytest.mark.parametrize("decoder", [Bunzip2(), ZipLzma(lzma_member(CSV)[:9]), Inflate()])
def test_rubbish_is_damage(decoder: Decoder) -> None:
    with pytest.raises(Damaged):
        list(decode(decoder, b"\xff" * 5_000))
    assert decoder.rescue() == b""


def test_stored_bytes_need_no_rescue() -> None:
    assert Stored().rescue() == b""
