"""Damage maps as strips: every slice filled, damage visible, told in words as well."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from findspot.model.release import Release
from findspot.model.released import STRIP_LAYERS, ReleasedStream
from findspot.publication.damage import HEIGHT, Strip, draw_strips

CLEAN = (1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)


def slice_of(**shares: float) -> tuple[float, ...]:
    return tuple(shares.get(layer, 0.0) for layer in STRIP_LAYERS)


@pytest.fixture
def stream(sample_release: Release) -> ReleasedStream:
    return next(s for s in sample_release.surroundings.streams if s.id == 4)


def drawn(stream: ReleasedStream, *strip: tuple[float, ...], holes: tuple[int, ...] = ()) -> Strip:
    return draw_strips([replace(stream, strip=strip, hole_slices=holes)])[0]


def boxes(strip: Strip) -> list[tuple[str, int, int, int, int]]:
    """Return layer, x, y, width and height of every box of the SVG paths."""
    pattern = re.compile(r"M(\d+) (\d+)h(\d+)v(\d+)h-\d+z")
    return [(b.layer, *map(int, m.groups())) for b in strip.bands for m in pattern.finditer(b.path)]


def covered(strip: Strip) -> dict[int, int]:
    height = dict.fromkeys(range(strip.width), 0)
    for _, x, _, width, tall in boxes(strip):
        for i in range(x, x + width):
            height[i] += tall
    return height


def test_equal_neighbours_are_one_box(stream: ReleasedStream) -> None:
    strip = drawn(stream, *[CLEAN] * 200)
    assert boxes(strip) == [("read", 0, 0, 200, HEIGHT)]


def test_a_speck_of_damage_is_seen_and_hangs_from_the_top(stream: ReleasedStream) -> None:
    strip = drawn(stream, CLEAN, slice_of(read=0.999, rejects=0.001), CLEAN)
    (reject,) = [b for b in boxes(strip) if b[0] == "rejects"]
    assert reject[1:4] == (1, 0, 1)
    assert reject[4] >= 10


@settings(max_examples=100, deadline=None)
@given(
    strip=st.lists(
        st.lists(st.sampled_from([0.0, 0.01, 0.25, 1.0]), min_size=7, max_size=7).filter(any).map(tuple),
        min_size=1,
        max_size=12,
    )
)
def test_every_slice_is_filled_from_top_to_bottom(sample_release: Release, strip: list[tuple[float, ...]]) -> None:
    stream = next(s for s in sample_release.surroundings.streams if s.id == 4)
    assert set(covered(drawn(stream, *strip)).values()) == {HEIGHT}


def test_places_are_told_in_per_cent(stream: ReleasedStream) -> None:
    gap, flag = slice_of(gaps=1.0), slice_of(read=0.5, flagged=0.5)
    strip = drawn(stream, CLEAN, gap, gap, CLEAN, flag, CLEAN, CLEAN, CLEAN, gap, CLEAN, holes=(9,))
    assert strip.places == (
        "gaps: nothing could be made of them: at 10–30\u202f% and 80–90\u202f% of the way through",
        "rows with a flag: at 40–50\u202f% of the way through",
        "a piece of unknown length is missing: at 90–100\u202f% of the way through",
    )
    assert strip.notches == (9,)


def test_many_places_are_counted(stream: ReleasedStream) -> None:
    strip = drawn(stream, *[CLEAN, slice_of(gaps=1.0)] * 10)
    assert strip.places[0].endswith("75–80\u202f% and 2 more places of the way through")


def test_shares_are_told(stream: ReleasedStream) -> None:
    assert drawn(stream, CLEAN).shares.replace("\u202f", " ") == "98.6 % rows, 1.4 % structure"


def test_streams_without_bytes_have_no_strip(sample_release: Release) -> None:
    labels = [s.label for s in draw_strips(sample_release.surroundings.streams)]
    assert labels == [
        "stream 1 (zip)",
        "stream 2 (CSV in zip)",
        "stream 4 (SQL)",
        "stream 5 (gzip)",
        "stream 6 (NDJSON in gzip)",
    ]


def test_a_stream_without_a_map_is_still_told(stream: ReleasedStream) -> None:
    strip = drawn(stream)
    assert (strip.width, strip.bands, strip.places) == (0, (), ())
