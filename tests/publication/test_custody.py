"""Custody tells hashes and sizes, never names."""

from __future__ import annotations

from dataclasses import replace

from findspot.model.release import Release
from findspot.publication.custody import opened_grid, sources_grid


def test_sources_come_with_size_and_hash(sample_release: Release) -> None:
    grid = sources_grid(sample_release.surroundings.streams)
    assert [row[0].text for row in grid.rows] == ["stream 1 (zip)", "stream 4 (SQL)", "stream 5 (gzip)"]
    assert [row[4].text for row in grid.rows] == [f"{n:064x}" for n in (1, 4, 5)]
    assert grid.rows[0][3].text == "sealed copy, encrypted"


def test_a_source_without_a_hash_says_why(sample_release: Release) -> None:
    failed = replace(sample_release.surroundings.streams[0], sha256="", state="failed", reason="no right to read it")
    (row,) = sources_grid([failed]).rows
    assert (row[3].text, row[4].text) == ("could not be opened; no right to read it", "none: it could not be read")


def test_opened_streams_say_from_what_and_what_is_missing(sample_release: Release) -> None:
    grid = opened_grid(sample_release.surroundings.streams)
    assert grid is not None
    assert [row[1].text for row in grid.rows] == ["stream 1", "stream 1", "stream 5"]
    assert grid.rows[1][3].text == "could not be opened; the member is encrypted and no password was given"
    assert grid.rows[2][3].text == "opened, encrypted copy; 1 piece of unknown length missing"


def test_plain_files_have_nothing_opened(sample_release: Release) -> None:
    assert opened_grid(sample_release.surroundings.streams[:1]) is None
