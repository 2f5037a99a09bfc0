"""Streams leave without names and places, and their rows are not counted where that would count persons."""

from __future__ import annotations

from collections.abc import Sequence

from findspot.model.released import STRIP_LAYERS, ReleasedStream
from findspot.protection.streams import MOST_SLICES, StreamMaterial, clear_streams
from findspot.store.streams import StreamInfo


def stream(number: int, parent: int | None = None, step: str = "source", name: str = "file", **more: str) -> StreamInfo:
    state, reason = more.get("state", "sealed"), more.get("reason", "")
    return StreamInfo(number, parent, step, name, b"", 1_000, "ab" * 32, state, reason)


def ledger(rows: int, *, flagged: int = 0, rejects: int = 0, form: str = "FMT-CSV") -> dict[str, object]:
    return {"format": form, "encoding": "utf-8", "rows": rows, "flagged": flagged, "rejects": rejects, "bytes_rows": 9}


def released(material: StreamMaterial, *persons: str) -> list[ReleasedStream]:
    return list(clear_streams(material, person_tables=persons, threshold=10))


def row_counts(parts: Sequence[tuple[str, int, int]], *persons: str) -> dict[int, int | None]:
    ids = sorted({p[1] for p in parts})
    rows = {i: sum(n for _, s, n in parts if s == i) for i in ids}
    material = StreamMaterial([stream(i) for i in ids], {i: ledger(n) for i, n in rows.items()}, parts=parts)
    return {s.id: s.rows for s in released(material, *persons)}


def test_a_stream_is_called_by_its_kind_and_never_by_its_name() -> None:
    streams = [
        stream(1, name="wang.tar.gz"),
        stream(2, 1, "gzip", "wang.tar"),
        stream(3, 2, "tar:0", "wang.csv"),
        stream(4, name="li.bin"),
    ]
    out = released(StreamMaterial(streams, {3: ledger(100)}))
    assert [s.kind for s in out] == ["gzip", "tar in gzip", "CSV in tar in gzip", "file"]
    assert "wang" not in repr(out)
    assert "li.bin" not in repr(out)


def test_an_odd_step_is_a_container() -> None:
    assert released(StreamMaterial([stream(1), stream(2, 1, "?")]))[1].kind == "file in container"


def test_hashes_are_given_for_sources_only() -> None:
    out = released(StreamMaterial([stream(1), stream(2, 1, "gzip")]))
    assert [bool(s.sha256) for s in out] == [True, False]


def test_a_reason_that_quotes_a_name_is_withheld() -> None:
    streams = [
        stream(1, name="box/Wang.csv", state="failed", reason="wang.csv is encrypted"),
        stream(2, name="b.csv", state="failed", reason="the member is encrypted"),
    ]
    assert [s.reason for s in released(StreamMaterial(streams))] == [
        "reason withheld: it quotes a name",
        "the member is encrypted",
    ]


def test_a_stream_with_few_persons_is_not_counted() -> None:
    assert row_counts([("members", 1, 7)], "members") == {1: None}
    assert row_counts([("members", 1, 10)], "members") == {1: 10}
    assert row_counts([("branches", 1, 7)], "members") == {1: 7}


def test_no_difference_of_table_and_streams_counts_a_few() -> None:
    """1000 rows less 993 of the other stream would be 7."""
    assert row_counts([("members", 1, 993), ("members", 2, 7)], "members") == {1: None, 2: None}


def test_no_difference_of_stream_and_tables_counts_a_few() -> None:
    """A dump with 100 tracks and 8 employees: its 108 rows less the tracks would be 8."""
    parts = [("employee", 1, 8), ("track", 1, 100), ("other", 2, 50)]
    assert row_counts(parts, "employee") == {1: None, 2: 50}


def test_withholding_reaches_along_shared_tables() -> None:
    parts = [("members", 1, 7), ("track", 1, 100), ("track", 2, 100), ("album", 3, 5)]
    assert row_counts(parts, "members") == {1: None, 2: None, 3: 5}


def test_flags_and_rejects_tell_of_the_file_and_are_counted() -> None:
    material = StreamMaterial([stream(1)], {1: ledger(100, flagged=3, rejects=2)}, parts=[("members", 1, 100)])
    (out,) = released(material, "members")
    assert (out.flagged, out.rejects) == (3, 2)


def slices(count: int, layer: str = "read") -> list[list[int]]:
    return [[100 if name == layer else 0 for name in STRIP_LAYERS] for _ in range(count)]


def strip(maps: list[list[int]], rows: int, rejects: int = 0) -> tuple[tuple[float, ...], ...]:
    material = StreamMaterial([stream(1)], {1: ledger(rows, rejects=rejects)}, {1: maps})
    return released(material)[0].strip


def test_a_strip_has_at_most_two_hundred_slices() -> None:
    assert len(strip(slices(1_024), 1_000_000)) == MOST_SLICES
    assert len(strip(slices(1_024), 0)) == MOST_SLICES
    assert strip([], 1_000) == ()


def test_a_slice_holds_ten_records_so_that_it_places_none() -> None:
    assert len(strip(slices(1_024), 500)) == 50
    assert len(strip(slices(1_024), 4)) == 1
    assert len(strip(slices(1_024), 0, rejects=40)) == 4


def test_holes_are_placed_by_slice() -> None:
    material = StreamMaterial(
        [stream(1), stream(2)], {1: ledger(100)}, {1: slices(100)}, {1: [0, 501, 505, 1_000], 2: [5]}
    )
    first, second = released(material)
    assert (first.holes, len(first.strip), first.hole_slices) == (4, 10, (0, 5, 9))
    assert (second.holes, second.hole_slices) == (1, ())


def test_a_strip_gives_shares_and_loses_no_damage() -> None:
    damaged = slices(1_024)
    damaged[0] = [9_999, 0, 0, 1, 0, 0, 0]
    first = strip(damaged, 100_000)[0]
    assert first[0] > 0.99
    assert first[STRIP_LAYERS.index("rejects")] == 0.01
    assert strip([[0] * 7], 0) == ((0.0,) * 7,)
