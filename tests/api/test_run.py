"""Whole runs: from sources to findings, twice, killed, with other workers and another key."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from tests.api.sources import make_sources

import findspot
from findspot import api
from findspot.errors import GateClosed, InputRefused, UsageProblem
from findspot.model.release import Release
from findspot.model.stage import STAGES


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, pa.Table]:
    folder = tmp_path_factory.mktemp("run") / "sources"
    return folder, make_sources(folder)


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("run-keys") / "keys"


@pytest.fixture(scope="module")
def finished(sources: tuple[Path, pa.Table], keys: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    case = tmp_path_factory.mktemp("finished") / "case"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FINDSPOT_KEYS", str(keys))
        findspot.run([sources[0]], case=case)
    return case


@pytest.fixture(autouse=True)
def module_keys(own_keys: Path, keys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FINDSPOT_KEYS", str(keys))


def identical(answer: dict[str, Any]) -> str:
    """``status`` less its seconds, as text."""
    stages = [{k: v for k, v in s.items() if k != "seconds"} for s in answer["stages"]]
    return json.dumps({**answer, "stages": stages}, sort_keys=True)


def test_all_rows_of_all_sources_come_back(finished: Path, sources: tuple[Path, pa.Table]) -> None:
    people = sources[1]
    case = findspot.open_case(finished)
    assert case.sealed.names() == ["cards__card", "index", "members", "shop__visit"]
    assert {n: case.sealed.count(n) for n in case.sealed.names()} == dict.fromkeys(case.sealed.names(), len(people))
    members = case.sealed.table("members")
    labels = [c["source"] for t in api.status(finished)["tables"] if t["name"] == "members" for c in t["columns"]]
    assert labels == people.column_names
    for i, name in enumerate(people.column_names):
        expected = ["" if v is None else str(v) for v in people.column(name).to_pylist()]
        assert members.column(f"c{i + 1:03d}").to_pylist() == expected


def test_the_ledger_of_every_stream_adds_up(finished: Path) -> None:
    streams = api.status(finished)["streams"]
    assert len(streams) == 6
    for stream in streams:
        classes = ("bytes_rows", "bytes_rejects", "bytes_structure", "bytes_child", "bytes_gaps")
        assert sum(stream[c] for c in classes) == stream["bytes"]
    assert sum(s["bytes_gaps"] + s["bytes_rejects"] for s in streams if s["format"] != "FMT-SQLITE") == 0


def test_every_row_leads_to_the_bytes_of_its_record(finished: Path, sources: tuple[Path, pa.Table]) -> None:
    case = findspot.open_case(finished)
    rows = case.sealed.table("members").slice(0, 25).to_pylist()
    for row in rows:
        data = case.open_stream(row["_fs_stream"]).read(row["_fs_offset"], row["_fs_length"]).decode("gb18030")
        assert data.endswith("\r\n")
        assert row["c002"] in data
        place = api.where(finished, f"{row['_fs_stream']}:{row['_fs_offset']}")
        assert (place.kind, place.table) == ("row", "members")
        assert [link.step for link in place.chain] == ["zip:0", "source"]
        assert row["c002"] not in "".join(place.hex)


def test_the_findings_count_what_is_there(finished: Path, sources: tuple[Path, pa.Table]) -> None:
    document = api.findings(finished)
    assert document["format"] == 1
    rows = {f["table"]: f["estimate"]["value"] for f in document["findings"] if f["code"] == "ROWS"}
    assert rows == dict.fromkeys(["cards__card", "index", "members", "shop__visit"], len(sources[1]))
    colours = {f["cell"][0]: f["estimate"]["value"] for f in document["findings"] if f["by"] == ["colour"]}
    assert colours == {"red": 100, "green": 100, "blue": 100}
    assert all(f["estimate"]["value"] is None for f in document["findings"] if f["suppressed"])


def test_working_tables_hold_no_direct_identifier(finished: Path, sources: tuple[Path, pa.Table]) -> None:
    case = findspot.open_case(finished)
    held = {v for n in case.working.names() for c in case.working.table(n).columns for v in c.to_pylist()}
    for name in ("姓名", "身份证号", "手机", "家庭住址"):
        values = {v for v in sources[1].column(name).to_pylist() if v}
        assert not values & held, f"column {name} is in a working table"


def test_nothing_published_holds_an_identifier_or_a_place(finished: Path, sources: tuple[Path, pa.Table]) -> None:
    published = [p for p in (finished / "out").rglob("*") if p.is_file()]
    assert {p.name for p in published} >= {"report.html", "findings.json", "verify.py", "bagit.txt"}
    text = "\n".join(p.read_text(encoding="utf-8") for p in published)
    for name in ("姓名", "身份证号", "手机", "家庭住址"):
        assert not [v for v in sources[1].column(name).to_pylist() if v and v in text], name
    assert "_fs_offset" not in text
    assert "members.zip" not in text


def test_a_second_run_skips_everything_and_says_the_same(finished: Path, sources: tuple[Path, pa.Table]) -> None:
    before, found = identical(api.status(finished)), api.findings(finished)
    report = findspot.run([sources[0]], case=finished)
    assert {s.state for s in report.stages} == {"skipped"}
    assert [s.stage for s in report.stages] == list(STAGES)
    assert identical(api.status(finished)) == before
    assert api.findings(finished) == found


def test_workers_spans_and_key_change_nothing(
    finished: Path, sources: tuple[Path, pa.Table], keys: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "case"
    monkeypatch.setenv("FINDSPOT_KEYS", str(tmp_path / "other-keys"))
    findspot.run([sources[0]], case=other, settings=api.RunSettings(workers=1, window_bytes=64 << 10))
    state = identical(api.status(other))
    monkeypatch.setenv("FINDSPOT_KEYS", str(keys))
    assert state == identical(api.status(finished))
    assert (other / "out" / "findings.json").read_bytes() == (finished / "out" / "findings.json").read_bytes()


def test_in_place_keeps_a_reference_and_finds_the_same(
    finished: Path, sources: tuple[Path, pa.Table], tmp_path: Path
) -> None:
    case = tmp_path / "case"
    findspot.run([sources[0]], case=case, settings=api.RunSettings(in_place=True))
    assert api.findings(case) == api.findings(finished)
    assert {s["state"] for s in api.status(case)["streams"] if s["parent"] is None} == {"reference"}


def test_the_stages_one_by_one_do_what_run_does(finished: Path, sources: tuple[Path, pa.Table], tmp_path: Path) -> None:
    case = tmp_path / "case"
    api.intake([sources[0]], case=case)
    with pytest.raises(UsageProblem, match="recover first"):
        api.profile(case)
    for stage in (api.recover, api.profile, api.verify, api.resolve, api.analyse, api.protect, api.publish):
        assert stage(case).state in {"done", "look"}
    assert api.findings(case) == api.findings(finished)


@pytest.mark.slow
def test_a_run_killed_at_any_moment_ends_as_an_undisturbed_one(
    finished: Path, sources: tuple[Path, pa.Table], tmp_path: Path
) -> None:
    case = tmp_path / "case"
    command = [sys.executable, "-m", "findspot", "run", str(sources[0]), "--case", str(case)]
    moments = random.Random(5)  # the moments of the kills, the same in every run of the test
    for _ in range(6):
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ.copy())
        time.sleep(moments.uniform(0.3, 4.0))
        if child.poll() is None:
            os.kill(child.pid, signal.SIGKILL)
        child.wait()
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode in {0, 1}, done.stderr.decode()
    assert identical(api.status(case)) == identical(api.status(finished))
    assert api.findings(case) == api.findings(finished)
    assert (case / "out" / "findings.json").read_bytes() == (finished / "out" / "findings.json").read_bytes()
    leftovers = [p for p in (case / ".partial").rglob("*") if p.is_file()] if (case / ".partial").exists() else []
    assert leftovers == []


def test_reveal_is_logged_and_gives_the_real_values(
    finished: Path, sources: tuple[Path, pa.Table], tmp_path: Path
) -> None:
    import pyarrow.parquet as pq

    out = tmp_path / "members.parquet"
    with pytest.raises(UsageProblem):
        api.reveal(finished, "members", reason=" ", out=out)
    assert not out.exists()
    api.reveal(finished, "members", reason="checking a quotation", out=out)
    table = pq.read_table(out)
    assert table.column_names[:5] == ["_fs_stream", "_fs_offset", "_fs_length", "_fs_sub", "_fs_how"]
    assert table.column("姓名").to_pylist() == sources[1].column("姓名").to_pylist()
    entries = api.log(finished, verify=True)
    assert entries["problems"] == []
    assert any(e["kind"] == "reveal" and e["details"]["reason"] == "checking a quotation" for e in entries["entries"])


def test_showing_bytes_needs_a_reason_and_is_logged(finished: Path) -> None:
    row = findspot.open_case(finished).sealed.table("members").slice(3, 1).to_pylist()[0]
    place = f"{row['_fs_stream']}:{row['_fs_offset']}"
    shown = api.where(finished, place, reveal_reason="reading the record")
    assert row["c001"] in "".join(shown.hex)
    last = api.log(finished)["entries"][-1]
    assert (last["kind"], last["details"]["row"]) == ("reveal", place)


def test_the_bundle_is_checked(finished: Path) -> None:
    assert api.check_bundle(finished / "out" / "bundle") == []
    with pytest.raises(UsageProblem):
        api.check_bundle(finished / "nothing")


def test_a_release_is_made_by_the_gate_only() -> None:
    with pytest.raises(GateClosed):
        Release((), 10, gate=object())


def test_no_source_is_a_usage_problem(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem):
        findspot.run([], case=tmp_path / "case")


def test_a_source_that_is_not_there_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(InputRefused):
        findspot.run([tmp_path / "nothing.csv"], case=tmp_path / "case")
    assert not (tmp_path / "case").exists()


def test_a_mark_in_gb18030_is_no_part_of_the_header_and_parts_are_one_table(tmp_path: Path) -> None:
    folder = tmp_path / "sources"
    folder.mkdir()
    for part, mark in ((1, ""), (2, "\ufeff")):
        lines = [f"{mark}序号,姓名\r\n", *(f"{part}{i:03d},张三{i}\r\n" for i in range(50))]
        (folder / f"list_{part}.csv").write_bytes("".join(lines).encode("gb18030"))
    findspot.run([folder], case=tmp_path / "case")
    (table,) = api.status(tmp_path / "case")["tables"]
    assert (table["name"], table["rows"], table["streams"]) == ("list", 100, [1, 2])
    assert [c["source"] for c in table["columns"]] == ["序号", "姓名"]
