from __future__ import annotations

import os
import stat
from pathlib import Path

import pyarrow as pa
import pytest
from tests.store.tables import make_batch, put_table

from findspot.errors import (
    CaseTooNew,
    EnvironmentProblem,
    InputRefused,
    KeyMissing,
    NotACase,
    SealBroken,
    UsageProblem,
)
from findspot.model.tables import HOLES, STREAMS
from findspot.store import Case, SegmentWriter, create_case, open_case

STREAM = {
    "id": 1,
    "parent": None,
    "step": "source",
    "name": "folder/members.csv",
    "raw_name": b"folder/members.csv",
    "length": 3,
    "sha256": "ab" * 32,
    "state": "sealed",
    "reason": "",
}


def add_streams(case: Case, *rows: dict[str, object]) -> None:
    case.write_meta(STREAMS, pa.Table.from_pylist([{**STREAM, **r} for r in rows], STREAMS.schema))


def test_a_case_is_found_again_with_its_keys(case: Case) -> None:
    again = open_case(case.root)
    assert (again.id, again.keys, again.in_place) == (case.id, case.keys, False)
    assert open_case(str(case.root)).id == case.id


def test_everything_in_a_case_is_only_for_the_owner(case: Case) -> None:
    put_table(case, "t", make_batch(3))
    case.write_document("x", {})
    case.log.append("run", {})
    case.state.set("intake", {})
    with case.lock():
        pass
    for path in [case.root, *case.root.rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_a_case_says_what_it_is_without_any_name_of_a_source(case: Case) -> None:
    text = (case.root / "case.toml").read_text()
    assert f'id = "{case.id}"' in text
    assert "format = 1" in text
    assert "findspot" in text


def test_in_place_is_kept(tmp_path: Path) -> None:
    create_case(tmp_path / "case", in_place=True)
    assert open_case(tmp_path / "case").in_place


def test_no_case_is_made_where_something_is(case: Case, tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="case exists"):
        create_case(case.root)
    (tmp_path / "full").mkdir()
    (tmp_path / "full/x").write_bytes(b"")
    with pytest.raises(InputRefused, match="not empty"):
        create_case(tmp_path / "full")
    with pytest.raises(EnvironmentProblem):
        create_case(tmp_path / "full/x")


def test_a_case_whose_making_was_killed_is_made_again(tmp_path: Path) -> None:
    (tmp_path / "case").mkdir()
    (tmp_path / "case/.fs-tmp-0123").write_bytes(b"half")
    assert open_case(create_case(tmp_path / "case").root)


@pytest.mark.parametrize(
    "text", [None, b"", b"rubbish", b"\xff\xfe", b'format = "1"\nid = "x"', b"format = 1", b"format = true\nid = 'x'"]
)
def test_what_is_no_case_is_told(tmp_path: Path, text: bytes | None) -> None:
    if text is not None:
        (tmp_path / "case.toml").write_bytes(text)
    with pytest.raises(NotACase) as caught:
        open_case(tmp_path)
    assert caught.value.advice


def test_a_newer_case_is_left_untouched_even_without_its_key(case: Case, own_keys: Path) -> None:
    mark = case.root / "case.toml"
    mark.write_text(mark.read_text().replace("format = 1", "format = 2"))
    (own_keys / f"{case.id}.key").unlink()
    before = {p: p.stat().st_mtime_ns for p in case.root.rglob("*")}
    with pytest.raises(CaseTooNew, match="format 2"):
        open_case(case.root)
    assert before == {p: p.stat().st_mtime_ns for p in case.root.rglob("*")}


def test_a_case_without_its_key_is_told(case: Case, own_keys: Path) -> None:
    (own_keys / f"{case.id}.key").unlink()
    with pytest.raises(KeyMissing):
        open_case(case.root)


def test_tables_of_the_system_are_empty_until_written(case: Case) -> None:
    assert case.meta(HOLES).schema == HOLES.schema
    assert case.meta(HOLES).num_rows == 0
    table = pa.Table.from_pylist([{"stream": 1, "offset": 5, "reason": "cut"}], HOLES.schema)
    case.write_meta(HOLES, table)
    case.write_meta(HOLES, table)
    assert case.meta(HOLES).to_pylist() == [{"stream": 1, "offset": 5, "reason": "cut"}]
    case.write_meta(HOLES, HOLES.schema.empty_table())
    assert case.meta(HOLES).num_rows == 0
    assert case.sealed.names() == []


def test_documents_are_sealed_and_replaced(case: Case) -> None:
    assert case.read_document("notes") is None
    case.write_document("notes", {"a": ["PLANTED", "中", "\udc80"]})
    case.write_document("notes", {"a": ["PLANTED", "中", "\udc80", 1]})
    assert case.read_document("notes") == {"a": ["PLANTED", "中", "\udc80", 1]}
    data = (case.root / "sealed/_fs_notes.json").read_bytes()
    assert b"PLANTED" not in data
    (case.root / "sealed/_fs_notes.json").write_bytes(data[:-1])
    with pytest.raises(SealBroken):
        case.read_document("notes")
    with pytest.raises(UsageProblem):
        case.read_document("../x")


def test_unfinished_work_stays_until_cleared(case: Case) -> None:
    (case.partial("recover") / "x").write_bytes(b"")
    assert (open_case(case.root).partial("recover") / "x").exists()
    case.clear_partial("recover")
    case.clear_partial("recover")
    assert not list(case.partial("recover").iterdir())


def test_one_writer_at_a_time(case: Case) -> None:
    other = open_case(case.root)
    with case.lock():
        with case.lock():
            pass
        with pytest.raises(EnvironmentProblem, match="Another findspot"), other.lock():
            pass
    with other.lock():
        pass


def test_the_holder_of_the_lock_clears_up_behind_a_kill(case: Case) -> None:
    (case.root / ".fs-tmp-1").write_bytes(b"half")
    (case.root / "sealed").mkdir()
    (case.root / "sealed/.fs-tmp-2").write_bytes(b"half")
    (case.root / "tables/.fs-tmp-3").mkdir(parents=True)
    with case.lock():
        pass
    assert not [p for p in case.root.rglob("*") if "fs-tmp" in p.name]


def test_sealed_streams_open(case: Case) -> None:
    case.evidence.mkdir()
    (case.evidence / "streams").mkdir()
    with SegmentWriter(case.evidence / ("ab" * 32), case.keys.sealing) as writer:
        writer.write(b"abc")
    with SegmentWriter(case.evidence / "streams/2", case.keys.sealing) as writer:
        writer.write(b"defg")
    add_streams(
        case,
        {"id": 2, "parent": 1, "step": "gzip", "length": 4, "sha256": "cd", "state": "cached"},
        {},
        {"id": 3, "state": "failed", "length": 0, "sha256": "", "reason": "password-protected"},
        {"id": 4, "state": "duplicate", "length": 0},
    )
    assert [(s.id, s.parent, s.is_readable) for s in case.streams()] == [
        (1, None, True),
        (2, 1, True),
        (3, None, False),
        (4, None, False),
    ]
    stream = case.open_stream(1)
    assert (stream.id, stream.name, stream.length, stream.read(1, 9)) == (1, "members.csv", 3, b"bc")
    assert case.open_stream(2).read(0, 4) == b"defg"
    for without_bytes in (3, 4):
        assert case.open_stream(without_bytes).length == 0
        assert case.open_stream(without_bytes).read(0, 4) == b""
        case.open_stream(without_bytes).close()
    stream.close()
    with pytest.raises(UsageProblem, match="no stream 9"):
        case.open_stream(9)


def test_altered_evidence_is_found_when_it_is_opened(case: Case) -> None:
    case.evidence.mkdir()
    path = case.evidence / ("ab" * 32)
    with SegmentWriter(path, case.keys.sealing) as writer:
        writer.write(b"abc")
    add_streams(case, {})
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    with pytest.raises(SealBroken):
        case.open_stream(1)


def test_a_reference_opens_while_the_original_keeps_its_size(tmp_path: Path) -> None:
    case = create_case(tmp_path / "case", in_place=True)
    original = tmp_path / "x.csv"
    original.write_bytes(b"abc")
    add_streams(case, {"state": "reference"})
    case.write_document("references", {"ab" * 32: os.fsencode(original).hex()})
    stream = case.open_stream(1)
    assert stream.read(0, 2) + stream.read(2, 5) == b"abc"
    stream.close()
    original.write_bytes(b"abcd")
    with pytest.raises(EnvironmentProblem, match="another size"):
        case.open_stream(1)
    original.unlink()
    with pytest.raises(EnvironmentProblem):
        case.open_stream(1)
