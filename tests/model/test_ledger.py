"""The first law: each byte of a stream in exactly one class."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from findspot.model.batch import PROVENANCE, ByteRuns, Chunk, TableRows, provenance_arrays
from findspot.model.ledger import MAP_LAYERS, DamageMap, LedgerBroken, StreamLedger
from findspot.model.span import ByteClass, GapReason, How, RejectCode, Spans, StructureKind


def make_rows(places: list[tuple[int, int, How]]) -> TableRows:
    """Rows at (offset, length, how), without values."""
    offset, length, how = zip(*places, strict=True)
    arrays = provenance_arrays(1, np.array(offset, np.int64), np.array(length, np.int64), np.array(how, np.int8))
    return TableRows("", pa.RecordBatch.from_arrays(arrays, schema=PROVENANCE))


KINDS = st.sampled_from(["row", "salvaged", "reject", "structure", "gap", "run"])


@st.composite
def partitions(draw: st.DrawFn) -> tuple[int, list[tuple[str, int]]]:
    """A stream as a list of (kind, length) pieces, and how many pieces go into each chunk."""
    pieces = draw(st.lists(st.tuples(KINDS, st.integers(1, 3_000)), max_size=40))
    return draw(st.integers(1, 7)), pieces


def chunks_of(per_chunk: int, pieces: list[tuple[str, int]]) -> list[Chunk]:
    chunks, offset = [], 0
    for start in range(0, len(pieces), per_chunk):
        first, held = offset, {kind: [] for kind in ("row", "reject", "structure", "gap", "run")}
        for kind, length in pieces[start : start + per_chunk]:
            if kind in ("row", "salvaged"):
                held["row"].append((offset, length, How.SALVAGED if kind == "salvaged" else How.READ))
            else:
                held[kind].append((offset, length, 1))
            offset += length
        runs = np.array([(first, o, n) for o, n, _ in held["run"]], np.int64).reshape(-1, 3)
        chunks.append(
            Chunk(
                first,
                offset,
                rows=(make_rows(held["row"]),) if held["row"] else (),
                rejects=Spans.of(held["reject"]),
                structure=Spans.of(held["structure"]),
                gaps=Spans.of(held["gap"]),
                runs=ByteRuns(runs[:, 0], runs[:, 1], runs[:, 2], np.ones(len(runs), np.bool_)),
            )
        )
    return chunks


@given(partitions(), st.integers(0, 500))
@settings(max_examples=100, deadline=None)
def test_any_exact_partition_adds_up_to_the_length(partition: tuple[int, list[tuple[str, int]]], tail: int) -> None:
    per_chunk, pieces = partition
    ledger = StreamLedger(1, sum(n for _, n in pieces) + tail)
    for chunk in chunks_of(per_chunk, pieces):
        ledger.add_chunk(chunk)
    gaps = ledger.close()
    assert gaps.total == tail
    assert sum(ledger.by_class.values()) == ledger.length
    assert ledger.map.counts.sum() == ledger.length
    assert (ledger.map.counts >= 0).all()
    in_rows = sum(n for kind, n in pieces if kind in ("row", "salvaged", "run"))
    assert ledger.by_class[ByteClass.ROW] == in_rows
    assert ledger.flagged == sum(kind == "salvaged" for kind, _ in pieces)


@given(st.lists(st.tuples(st.integers(0, 999), st.integers(1, 200)), min_size=1, max_size=8))
@settings(max_examples=100, deadline=None)
def test_overlapping_chunks_are_refused(ranges: list[tuple[int, int]]) -> None:
    ledger = StreamLedger(1, 1_200)
    taken: set[int] = set()
    for start, length in ranges:
        chunk = Chunk(start, start + length, gaps=Spans.of([(start, length, GapReason.NUL_RUN)]))
        touched = set(range(start, start + length))
        if touched & taken:
            with pytest.raises(LedgerBroken):
                ledger.add_chunk(chunk)
        else:
            ledger.add_chunk(chunk)
            taken |= touched
    assert ledger.close().total == 1_200 - len(taken)


@pytest.mark.parametrize(
    "chunk",
    [
        Chunk(0, 10, rejects=Spans.of([(0, 9, RejectCode.CUT)])),
        Chunk(0, 10, rejects=Spans.of([(0, 6, RejectCode.CUT), (5, 5, RejectCode.CUT)])),
        Chunk(0, 10, structure=Spans.of([(1, 9, StructureKind.BLANK)])),
        Chunk(0, 10),
        Chunk(0, 10, gaps=Spans.of([(0, 11, GapReason.NUL_RUN)])),
    ],
    ids=["byte left out", "byte claimed twice", "starts late", "nothing claimed", "reaches outside"],
)
def test_a_chunk_that_does_not_add_up_is_refused_and_changes_nothing(chunk: Chunk) -> None:
    ledger = StreamLedger(1, 100)
    with pytest.raises(LedgerBroken, match="stream 1"):
        ledger.add_chunk(chunk)
    assert ledger.close().total == 100
    assert ledger.by_class[ByteClass.GAP] == 100


def test_a_claim_outside_the_stream_is_refused() -> None:
    ledger = StreamLedger(1, 5)
    with pytest.raises(LedgerBroken):
        ledger.add_container(Spans.of([(0, 6, 0)]), Spans.empty())


def test_container_bytes_are_child_and_structure() -> None:
    ledger = StreamLedger(1, 100)
    ledger.add_container(Spans.of([(30, 50, 0)]), Spans.of([(0, 30, 0), (80, 10, 0)]))
    assert ledger.close().total == 10
    assert ledger.by_class[ByteClass.CHILD] == 50
    assert ledger.by_class[ByteClass.STRUCTURE] == 40


def test_salvage_takes_bytes_from_the_gaps() -> None:
    ledger = StreamLedger(1, 100)
    gaps = ledger.close()
    chunk = Chunk(20, 50, rows=(make_rows([(20, 30, How.SALVAGED)]),))
    ledger.add_salvaged(chunk, gaps)
    assert ledger.by_class[ByteClass.ROW] == 30
    assert ledger.by_class[ByteClass.GAP] == 70
    assert ledger.map.counts.sum() == 100


def test_salvage_outside_the_gaps_is_refused() -> None:
    ledger = StreamLedger(1, 100)
    ledger.add_chunk(Chunk(0, 40, rejects=Spans.of([(0, 40, RejectCode.SYNTAX)])))
    gaps = ledger.close()
    with pytest.raises(LedgerBroken, match="outside the gaps"):
        ledger.add_salvaged(Chunk(30, 50, rows=(make_rows([(30, 20, How.SALVAGED)]),)), gaps)


def test_records_at_one_byte_count_their_bytes_once() -> None:
    arrays = provenance_arrays(1, np.zeros(3, np.int64), np.full(3, 9, np.int64), np.zeros(3, np.int8))
    arrays[3] = pa.array([0, 1, 2], pa.int32())
    rows = TableRows("", pa.RecordBatch.from_arrays(arrays, schema=PROVENANCE))
    ledger = StreamLedger(1, 9)
    ledger.add_chunk(Chunk(0, 9, rows=(rows,)))
    assert ledger.rows == 3
    assert ledger.by_class[ByteClass.ROW] == 9


def test_record_p5_is_the_fifth_percentile_of_record_lengths() -> None:
    places, offset = [], 0
    for length in range(1, 101):
        places.append((offset, length, How.READ))
        offset += length
    ledger = StreamLedger(1, offset)
    assert ledger.record_p5 == 0
    ledger.add_chunk(Chunk(0, offset, rows=(make_rows(places),)))
    assert ledger.record_p5 == 5


def test_encodings_are_named_most_frequent_first() -> None:
    ledger = StreamLedger(1, 2)
    ledger.add_chunk(Chunk(0, 1, gaps=Spans.of([(0, 1, 1)]), encodings={"utf-8": 2, "gb18030": 5}))
    ledger.add_chunk(Chunk(1, 2, gaps=Spans.of([(1, 1, 1)]), encodings={"utf-8": 1, "cp1252": 3}))
    assert ledger.encoding == "gb18030, cp1252, utf-8"


@given(st.integers(1, 5_000), st.lists(st.tuples(st.integers(0, 4_999), st.integers(1, 5_000)), max_size=20))
@settings(max_examples=60, deadline=None)
def test_a_damage_map_puts_each_byte_into_its_slice(length: int, ranges: list[tuple[int, int]]) -> None:
    damage, plain = DamageMap(length), np.zeros(length, np.int64)
    layer = MAP_LAYERS.index("gaps")
    for start, size in ranges:
        kept = min(size, length - start)
        if kept > 0:
            damage.add(np.array([start], np.int64), np.array([kept], np.int64), layer)
            plain[start : start + kept] += 1
    expected = [plain[a:b].sum() for a, b in zip(damage.edges, damage.edges[1:], strict=False)]
    assert damage.counts[:, layer].tolist() == expected


def test_spans_drop_empty_ranges_and_shift() -> None:
    spans = Spans.of([(5, 0, 1), (7, 2, 3), (1, 1, 2)])
    assert len(spans) == 2
    assert spans.ordered().offset.tolist() == [1, 7]
    assert spans.shifted(10).offset.tolist() == [17, 11]
    assert len(Spans.join([Spans.empty(), Spans.of([])])) == 0
