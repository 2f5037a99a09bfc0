"""The stage ``recover`` on whole cases."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.recovery.lines import LineFormat, OverlappingFormat, RaisingFormat, UnsureFormat

from findspot.intake import take_in
from findspot.model import tables
from findspot.model.batch import ByteStream, Chunk, ReadSettings
from findspot.model.stage import Silent
from findspot.plugins.protocols import Format
from findspot.recovery.stage import recover_case
from findspot.store import Case, create_case

GOOD = b"a=1\nb=2\n\nbroken\nc=UP\n"


def make_case(tmp_path: Path, **files: bytes) -> Case:
    source = tmp_path / "source"
    source.mkdir()
    for name, data in files.items():
        (source / name.replace("__", ".")).write_bytes(data)
    case = create_case(tmp_path / "case")
    take_in(case, [source], progress=Silent())
    return case


def ledger_of(case: Case) -> dict[int, dict[str, int]]:
    return {row["stream"]: row for row in case.meta(tables.LEDGER).to_pylist()}


def hold_the_law(case: Case) -> None:
    for info in case.streams():
        account = ledger_of(case)[info.id]
        assert sum(account[c] for c in account if c.startswith("bytes_")) == info.length
    slices = case.meta(tables.DAMAGE_MAP).to_pylist()
    layers = tables.DAMAGE_MAP.schema.names[2:]
    assert sum(row[layer] for row in slices for layer in layers) == sum(i.length for i in case.streams())


@pytest.mark.parametrize("formats", [[LineFormat()], [UnsureFormat(), LineFormat()]], ids=["one", "one that raises"])
def test_rows_rejects_structure_and_repairs_are_kept(tmp_path: Path, formats: list[Format]) -> None:
    case = make_case(tmp_path, x__lines=GOOD)
    report = recover_case(case, formats=formats)
    assert report.state == "look"
    assert case.sealed.names() == ["x__pairs"]
    rows = case.sealed.table("x__pairs").to_pylist()
    assert [(r["_fs_offset"], r["_fs_length"], r["c001"], r["c002"]) for r in rows] == [
        (0, 4, "a", "1"),
        (4, 4, "b", "2"),
        (16, 5, "c", "up"),
    ]
    (reject,) = case.meta(tables.REJECTS).to_pylist()
    assert (reject["offset"], reject["length"], reject["code"]) == (9, 7, "SYNTAX")
    assert reject["hash"] == case.keys.reject_hash(b"broken\n")
    (repair,) = case.meta(tables.REPAIRS).to_pylist()
    assert (repair["before"], repair["after"], repair["rule"]) == ("UP", "up", "lower")
    assert [r["kind"] for r in case.meta(tables.STRUCTURE).to_pylist()] == ["BLANK"]
    columns = case.meta(tables.COLUMNS).to_pylist()
    assert [(c["name"], c["source"], c["type"]) for c in columns] == [("c001", "key", "text"), ("c002", "value", "")]
    assert report.counts["rows"] == 3
    hold_the_law(case)


def test_salvage_reads_what_the_reader_left(tmp_path: Path) -> None:
    case = make_case(tmp_path, x__lines=b"a=1\nb=2\nstop\nc=3\n")
    recover_case(case, formats=[LineFormat()])
    assert case.sealed.table("x__pairs").column("_fs_how").to_pylist() == [0, 0, 2]
    (gap,) = case.meta(tables.GAPS).to_pylist()
    assert (gap["offset"], gap["length"], gap["reason"]) == (8, 5, "UNCLAIMED")
    hold_the_law(case)


@pytest.mark.parametrize("broken", [RaisingFormat(), OverlappingFormat()], ids=lambda f: f.code)
def test_a_reader_that_breaks_its_promise_loses_nothing_that_came_before(tmp_path: Path, broken: Format) -> None:
    case = make_case(tmp_path, x__lines=b"a=1\nb=2\nc=3\nd=4\n")
    report = recover_case(case, formats=[broken])
    assert report.state == "look"
    assert "stopped early" in report.messages[0]
    assert case.sealed.count("x__pairs") >= 1
    assert case.meta(tables.GAPS).num_rows == 1
    hold_the_law(case)


def test_bytes_that_no_format_knows_are_a_gap(tmp_path: Path) -> None:
    case = make_case(tmp_path, picture__png=b"\x89PNG" + bytes(range(256)) * 4)
    report = recover_case(case, formats=[])
    assert report.state == "look"
    assert "no data that any format knows" in report.messages[0]
    assert case.sealed.names() == []
    hold_the_law(case)


def test_containers_are_child_and_structure(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    with zipfile.ZipFile(source / "all.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inner.lines.gz", gzip.compress(GOOD))
    case = create_case(tmp_path / "case")
    take_in(case, [source], progress=Silent())
    recover_case(case, formats=[LineFormat()])
    assert case.sealed.names() == ["inner__pairs"]
    accounts = ledger_of(case)
    assert [accounts[i.id]["format"] for i in case.streams()] == ["container", "container", "FMT-LINES"]
    assert accounts[1]["bytes_child"] > 0
    hold_the_law(case)


def test_parts_of_one_table_are_one_table_over_two_streams(tmp_path: Path) -> None:
    case = make_case(tmp_path, p1__lines=b"a=1\n", p2__lines=b"b=2\n")
    recover_case(case, formats=[LineFormat()])
    assert case.sealed.names() == ["p__pairs"]
    assert case.sealed.table("p__pairs").column("_fs_stream").to_pylist() == [1, 2]
    (column, _) = case.meta(tables.COLUMNS).to_pylist()
    assert column["table"] == "p__pairs"


def test_finished_streams_are_not_read_again_after_a_kill(tmp_path: Path) -> None:
    case = make_case(tmp_path, p1__lines=b"a=1\n", p2__lines=b"b=2\n")

    class Killed(LineFormat):
        def read(self, stream: ByteStream, settings: ReadSettings) -> Iterator[Chunk]:
            if stream.id == 2:
                raise KeyboardInterrupt
            return super().read(stream, settings)

    seen: list[int] = []

    class Second(LineFormat):
        def read(self, stream: ByteStream, settings: ReadSettings) -> Iterator[Chunk]:
            seen.append(stream.id)
            return super().read(stream, settings)

    with pytest.raises(KeyboardInterrupt):
        recover_case(case, formats=[Killed()])
    assert case.sealed.names() == []
    recover_case(case, formats=[Second()])
    assert seen == [2]
    assert case.sealed.table("p__pairs").column("c001").to_pylist() == ["a", "b"]


def test_tables_of_an_earlier_run_that_are_no_more_are_removed(tmp_path: Path) -> None:
    case = make_case(tmp_path, x__lines=GOOD)
    recover_case(case, formats=[LineFormat()])
    recover_case(case, formats=[])
    assert case.sealed.names() == []
