"""Gzip members: cut where asked, readable by stock tools, each saying that it is made up."""

from __future__ import annotations

import gzip
import io
import itertools
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from findspot.testing.twins.members import MemberGzip
from findspot.testing.twins.workshop import MARK


def compress(pieces: list[bytes], cuts: list[int]) -> tuple[bytes, list[int]]:
    file = io.BytesIO()
    members = MemberGzip(file, "a.ndjson")
    members.cut_at(cuts)
    for piece in pieces:
        members.sink.write(piece)
    members.end_member()
    return file.getvalue(), members.edges


@given(st.lists(st.binary(max_size=30), max_size=8), st.lists(st.integers(1, 100), max_size=5))
@settings(max_examples=80, deadline=None)
def test_the_payload_comes_back_whole_and_each_member_alone(pieces: list[bytes], steps: list[int]) -> None:
    payload = b"".join(pieces)
    cuts = [cut for cut in sorted({sum(steps[: n + 1]) for n in range(len(steps))}) if cut <= len(payload)]
    data, edges = compress(pieces, cuts)
    assert gzip.decompress(data) == payload
    assert edges[-1] == len(data)
    bounds = [0, *cuts, len(payload)]
    for number, (start, end) in enumerate(itertools.pairwise(edges)):
        member = data[start:end]
        assert (gzip.decompress(member) if member else b"") == payload[bounds[number] : bounds[number + 1]]


def test_each_member_says_in_its_header_that_it_is_made_up() -> None:
    data, edges = compress([b"one", b"two"], [3])
    for start in edges[:-1]:
        assert data[start:].startswith(b"\x1f\x8b\x08\x18")
        assert data[start + 10 :].startswith(b"a.ndjson\0" + MARK.encode() + b"\0")


def test_a_broken_member_does_not_touch_the_others() -> None:
    data, edges = compress([b"one" * 50, b"two" * 50], [150])
    broken = bytes(edges[1]) + data[edges[1] :]
    with pytest.raises((OSError, EOFError, zlib.error)):
        gzip.decompress(broken)
    assert gzip.decompress(broken[edges[1] :]) == b"two" * 50
