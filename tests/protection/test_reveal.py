"""Real values leave only by reveal: with a reason, logged first, for the owner only."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from findspot.errors import EnvironmentProblem, GateClosed, UsageProblem
from findspot.model.batch import PROVENANCE
from findspot.model.tables import COLUMNS
from findspot.protection import reveal
from findspot.store.case import Case, create_case
from findspot.store.parquet import TableWriter

SOURCES = ("name", "", "name", "_fs_offset", "a\u202eb")


@pytest.fixture
def case(tmp_path: Path) -> Case:
    """A case with one sealed table of two made-up people."""
    made = create_case(tmp_path / "case")
    values = [[f"value {column}{row}" for row in range(2)] for column in range(len(SOURCES))]
    names = [f"c{i:03d}" for i in range(1, len(SOURCES) + 1)]
    schema = pa.schema([*PROVENANCE, *(pa.field(n, pa.string()) for n in names)])
    places = [[1, 1], [0, 40], [40, 41], [0, 0], [0, 2]]
    arrays = [pa.array(v, f.type) for v, f in zip([*places, *values], schema, strict=True)]
    path = made.partial("test") / "000001-0000.parquet"
    with TableWriter(path, schema, made.keys.sealing) as writer:
        writer.write(pa.RecordBatch.from_arrays(arrays, schema=schema))
    made.sealed.adopt("members", [path])
    columns = {
        "table": ["members"] * len(SOURCES),
        "name": names,
        "source": list(SOURCES),
        "type": [""] * len(SOURCES),
        "absent": [0] * len(SOURCES),
    }
    made.write_meta(COLUMNS, pa.table(columns, COLUMNS.schema))
    return made


def test_it_writes_the_rows_under_the_sources_own_names(case: Case, tmp_path: Path) -> None:
    report = reveal(case, "members", reason="contact sample", out=tmp_path / "out.parquet")
    table = pq.read_table(tmp_path / "out.parquet")
    assert table.column_names == [
        *PROVENANCE.names,
        "name",
        "column 2",
        "name#2",
        "_fs_offset#2",
        "a\\u202eb",
    ]
    assert table.column("name").to_pylist() == ["value 00", "value 01"]
    assert table.column("_fs_offset").to_pylist() == [0, 40]
    assert (report.rows, report.columns[1]) == (2, "column 2")
    assert report.to_dict()["path"] == str(tmp_path / "out.parquet")


def test_only_the_owner_can_read_the_file(case: Case, tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        reveal(case, "members", reason="r", out=tmp_path / "out.parquet")
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "out.parquet").stat().st_mode) == 0o600


def test_the_log_says_who_and_why_and_holds_no_value(case: Case, tmp_path: Path) -> None:
    report = reveal(case, "members", reason="  contact sample ", out=tmp_path / "out.parquet", who="desk")
    entry = case.log.entries()[report.entry]
    assert entry["kind"] == "reveal"
    assert entry["details"] == {
        "table": "members",
        "reason": "contact sample",
        "rows": 2,
        "columns": 5,
        "for": "desk",
    }
    assert case.log.verify() == []
    assert "value" not in (case.root / "log" / "entries.jsonl").read_text()


def test_the_log_is_written_before_the_first_value(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the log cannot be written, nothing is revealed."""

    def refuse(*_: object) -> int:
        raise EnvironmentProblem("The disk is full.")

    monkeypatch.setattr(case.log, "append", refuse)
    with pytest.raises(EnvironmentProblem):
        reveal(case, "members", reason="r", out=tmp_path / "out.parquet")
    assert not (tmp_path / "out.parquet").exists()


@pytest.mark.parametrize("reason", ["", "  ", "\n"])
def test_without_a_reason_nothing_is_revealed(case: Case, tmp_path: Path, reason: str) -> None:
    with pytest.raises(UsageProblem, match="reason"):
        reveal(case, "members", reason=reason, out=tmp_path / "out.parquet")
    assert not (tmp_path / "out.parquet").exists()
    assert case.log.entries() == []


def test_no_file_is_overwritten(case: Case, tmp_path: Path) -> None:
    (tmp_path / "out.parquet").write_text("mine")
    with pytest.raises(UsageProblem, match="not overwritten"):
        reveal(case, "members", reason="r", out=tmp_path / "out.parquet")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    with pytest.raises(UsageProblem, match="not overwritten"):
        reveal(case, "members", reason="r", out=tmp_path / "link")
    assert (tmp_path / "out.parquet").read_text() == "mine"


@pytest.mark.parametrize("place", ["out", "tables", "."])
def test_nothing_is_revealed_into_the_case(case: Case, place: str) -> None:
    (case.root / "out").mkdir(exist_ok=True)
    with pytest.raises(GateClosed):
        reveal(case, "members", reason="r", out=case.root / place / "x.parquet")


def test_the_way_round_by_a_link_is_closed_too(case: Case, tmp_path: Path) -> None:
    (case.root / "out").mkdir()
    (tmp_path / "door").symlink_to(case.root / "out")
    with pytest.raises(GateClosed):
        reveal(case, "members", reason="r", out=tmp_path / "door" / "x.parquet")


@pytest.mark.parametrize("table", ["visits", "_fs_columns", "../sealed/members"])
def test_only_recovered_tables_are_revealed(case: Case, tmp_path: Path, table: str) -> None:
    with pytest.raises(UsageProblem, match="no such table"):
        reveal(case, table, reason="r", out=tmp_path / "out.parquet")


def test_the_folder_must_be_there(case: Case, tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match="folder"):
        reveal(case, "members", reason="r", out=tmp_path / "none" / "out.parquet")


def test_a_failed_reveal_leaves_no_half_file(case: Case, tmp_path: Path) -> None:
    part = next((case.root / "sealed" / "members").iterdir())
    data = bytearray(part.read_bytes())
    data[len(data) // 3] ^= 1
    part.write_bytes(data)
    with pytest.raises(Exception, match=r"."):
        reveal(case, "members", reason="r", out=tmp_path / "out.parquet")
    assert not (tmp_path / "out.parquet").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_rights_is_told(case: Case, tmp_path: Path) -> None:
    (tmp_path / "locked").mkdir(mode=0o500)
    with pytest.raises(EnvironmentProblem):
        reveal(case, "members", reason="r", out=tmp_path / "locked" / "out.parquet")


def test_a_full_disk_is_told(case: Case, tmp_path: Path) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("no /dev/full on this system")
    from findspot.protection.reveal import _telling

    with pytest.raises(EnvironmentProblem, match="could not be written"), _telling(tmp_path), full.open("wb") as file:
        file.write(b"x")
