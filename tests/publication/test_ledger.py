"""The ledger adds up, and says so where it does not."""

from __future__ import annotations

from dataclasses import replace

from findspot.model.release import Release
from findspot.model.released import ReleasedStream
from findspot.publication.grid import Grid
from findspot.publication.ledger import adds_up, bytes_grid, counts_grid


def streams_of(release: Release) -> list[ReleasedStream]:
    return list(release.surroundings.streams)


def column(grid: Grid, label: str) -> list[str]:
    place = [h.label for h in grid.heads].index(label)
    return [row[place].text.replace("\u202f", "") for row in (*grid.rows, grid.total)]


def test_every_stream_adds_up_to_its_length(sample_release: Release) -> None:
    grid = bytes_grid(streams_of(sample_release))
    assert set(column(grid, "Adds up")) == {"yes"}
    for row in (*grid.rows, grid.total):
        length, *classes = [int(c.text.replace("\u202f", "")) for c in row[1:7]]
        assert sum(classes) == length


def test_a_ledger_that_does_not_add_up_says_so(sample_release: Release) -> None:
    broken = [replace(s, bytes_gaps=s.bytes_gaps + 1) if s.id == 4 else s for s in streams_of(sample_release)]
    assert column(bytes_grid(broken), "Adds up") == ["yes", "yes", "no", "yes", "yes", "no"]
    assert not adds_up(broken[3])


def test_rows_are_counted_for_streams_that_were_read_as_data(sample_release: Release) -> None:
    grid = counts_grid(streams_of(sample_release), "few")
    assert column(grid, "Read as") == ["CSV", "SQL", "NDJSON", ""]
    assert column(grid, "Rows") == ["199801", "1204", "88120", "289125"]


def test_a_withheld_count_withholds_the_total(sample_release: Release) -> None:
    hidden = [replace(s, rows=None, flagged=None) if s.id == 4 else s for s in streams_of(sample_release)]
    grid = counts_grid(hidden, "few")
    assert column(grid, "Rows") == ["199801", "few", "88120", "few"]
    assert column(grid, "of these flagged") == ["214", "few", "3", "few"]


def test_no_streams_make_an_empty_ledger() -> None:
    assert bytes_grid([]).rows == counts_grid([], "few").rows == ()
    assert bytes_grid([]).total == counts_grid([], "few").total == ()
