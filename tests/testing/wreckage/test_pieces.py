from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from findspot.testing.wreckage.pieces import Edit, apply, compose, find_rest, find_rewritten, find_whole, move

DATA = bytes(range(200))
RECORD = 10
OFFSET = np.arange(0, 200, RECORD)
LENGTH = np.full(20, RECORD)


@st.composite
def edits(draw: st.DrawFn) -> list[Edit]:
    edges = sorted(draw(st.lists(st.integers(0, 200), max_size=12, unique=True)))
    made = []
    for start, end in itertools.pairwise(edges[: len(edges) // 2 * 2]):
        kind = draw(st.sampled_from(["keep", "same", "remove", "other", "insert", "again"]))
        if kind == "same":
            made.append(Edit(start, end, "zeroed", bytes([255]) * (end - start)))
        elif kind == "remove":
            made.append(Edit(start, end, "lost"))
        elif kind == "other":
            made.append(Edit(start, end, "other", b"\xff" * draw(st.integers(1, 30))))
        elif kind == "insert":
            made.append(Edit(start, start, "garbage", b"\xff" * draw(st.integers(1, 30))))
        elif kind == "again":
            made.append(Edit(end, end, "doubled", again=(start, end)))
    ends = [0, *(e.end for e in made)]
    return [e for e, before in zip(made, ends, strict=False) if e.start >= before]


@given(edits())
@settings(max_examples=150, deadline=None)
def test_what_is_found_whole_is_whole_and_nothing_whole_is_missed(made: list[Edit]) -> None:
    pieces = compose(len(DATA), made)
    new = apply(DATA, pieces)
    found = find_whole(pieces, OFFSET, LENGTH, ends_open=False)
    for record, offset in zip(found.record.tolist(), found.offset.tolist(), strict=True):
        assert new[offset : offset + RECORD] == DATA[OFFSET[record] :][:RECORD]
    # No two records share a byte, so the old bytes can be looked for.
    looked_for = {r for r in range(20) if DATA[OFFSET[r] :][:RECORD] in new}
    assert set(found.record.tolist()) == looked_for


@given(edits())
@settings(max_examples=100, deadline=None)
def test_the_rest_of_a_record_is_where_bytes_of_it_are(made: list[Edit]) -> None:
    pieces = compose(len(DATA), made)
    new = apply(DATA, pieces)
    place, extent = find_rest(pieces, OFFSET, LENGTH)
    for record in range(20):
        own = set(DATA[OFFSET[record] :][:RECORD]) - {255}
        if place[record] < 0:
            assert not own & set(new)
        else:
            left = set(new[place[record] : place[record] + extent[record]])
            assert own & set(new) <= left


def test_pieces_are_contiguous_in_the_new_stream() -> None:
    made = [Edit(5, 6, "x", b"!"), Edit(20, 20, "twice", again=(10, 20)), Edit(190, 200, "tail")]
    pieces = compose(200, made)
    assert [p.at for p in pieces] == [0, 5, 6, 20, 200]
    assert apply(DATA, pieces) == DATA[:5] + b"!" + DATA[6:20] + DATA[10:190]
    assert move(pieces, [0, 5, 7, 195]) == [0, 5, 7, 200]


def test_edits_that_overlap_are_refused() -> None:
    with pytest.raises(AssertionError, match="overlap"):
        compose(200, [Edit(0, 10, "a"), Edit(5, 15, "b")])


def test_a_record_behind_a_cut_is_exposed_and_one_before_only_where_its_end_is_open() -> None:
    pieces = compose(200, [Edit(10, 20, "lost")])
    lines = find_whole(pieces, OFFSET, LENGTH, ends_open=False)
    tuples = find_whole(pieces, OFFSET, LENGTH, ends_open=True)
    assert lines.record[lines.exposed].tolist() == [2]
    assert tuples.record[tuples.exposed].tolist() == [0, 2]


def test_a_record_at_the_new_beginning_is_not_exposed() -> None:
    found = find_whole(compose(200, [Edit(0, 10, "head")]), OFFSET, LENGTH, ends_open=True)
    assert not found.exposed.any()
    assert found.offset[0] == 0


def test_nothing_is_whole_where_nothing_is_kept() -> None:
    assert not len(find_whole(compose(200, [Edit(0, 200, "x", b"y")]), OFFSET, LENGTH, ends_open=False).record)


def test_records_written_anew_are_found_by_their_begin() -> None:
    made = [Edit(30, 40, "anew", b"abc", same_meaning=True), Edit(45, 46, "between", b"?", same_meaning=True)]
    found = find_rewritten(compose(200, made), OFFSET)
    assert (found.record.tolist(), found.offset.tolist(), found.length.tolist()) == ([3], [30], [3])
