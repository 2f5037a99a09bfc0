from __future__ import annotations

import csv
import io
import json
import zipfile
import zlib
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from findspot.errors import InputRefused, UsageProblem
from findspot.model.batch import PROVENANCE, provenance_arrays
from findspot.testing.comparison import RecoveredTable, compare_with_truth
from findspot.testing.damage import DamageKind, Fate
from findspot.testing.demo import SOURCES, make_demo, run_demo, summarise
from findspot.testing.truth import DemoTruth, TruthTable, load_truth

pytestmark = pytest.mark.xdist_group("demo-sources")

ROWS = 6_000


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, DemoTruth]:
    folder = tmp_path_factory.mktemp("demo")
    return folder, make_demo(folder, rows=ROWS)


def payloads(folder: Path) -> dict[str, bytes]:
    sources = folder / "sources"
    with zipfile.ZipFile(sources / "members.zip") as archive:
        members = archive.read("members.csv")
    events = zlib.decompressobj(31).decompress((sources / "events.ndjson.gz").read_bytes())
    return {"members.csv": members, "centre.sql": (sources / "centre.sql").read_bytes(), "events.ndjson": events}


def records(table: TruthTable, data: bytes, fate: Fate) -> list[tuple[bytes, dict[str, str | None]]]:
    chosen = np.flatnonzero(table.fate == fate)
    rows = table.rows.take(pa.array(chosen)).to_pylist()
    places = zip(table.offset[chosen].tolist(), table.length[chosen].tolist(), strict=True)
    return [(data[offset : offset + length], row) for (offset, length), row in zip(places, rows, strict=True)]


def test_the_sources_hold_no_truth(demo: tuple[Path, DemoTruth]) -> None:
    folder, _ = demo
    assert {path.name for path in (folder / "sources").iterdir()} == {"members.zip", "centre.sql", "events.ndjson.gz"}


def test_untouched_and_recoded_members_are_where_the_truth_says(demo: tuple[Path, DemoTruth]) -> None:
    folder, truth = demo
    table = truth.tables[0]
    for fate, encoding in ((Fate.UNTOUCHED, "gb18030"), (Fate.RECODED, "utf-8")):
        found = records(table, payloads(folder)["members.csv"], fate)
        assert found
        for record, row in found:
            assert next(csv.reader(io.StringIO(record.decode(encoding), newline=""))) == list(row.values())


def test_untouched_documents_are_where_the_truth_says_and_the_end_is_lost(demo: tuple[Path, DemoTruth]) -> None:
    folder, truth = demo
    table = next(t for t in truth.tables if t.stream == "events.ndjson")
    data = payloads(folder)["events.ndjson"]
    for record, row in records(table, data, Fate.UNTOUCHED):
        assert json.loads(record)["_source"]["user"] == row["_source.user"]
    assert table.count(Fate.LOST) > 0
    assert (table.offset + table.length)[table.fate == Fate.LOST].min() > len(data)


def test_untouched_tuples_are_where_the_truth_says(demo: tuple[Path, DemoTruth]) -> None:
    folder, truth = demo
    data = payloads(folder)["centre.sql"]
    for table in truth.tables:
        if table.stream == "centre.sql":
            for record, row in records(table, data, Fate.UNTOUCHED):
                assert record.startswith(f"({row['id']},".encode())
                assert record.endswith(b")")


def test_touched_records_differ_from_what_was_planted(demo: tuple[Path, DemoTruth]) -> None:
    folder, truth = demo
    for record, row in records(truth.tables[0], payloads(folder)["members.csv"], Fate.TOUCHED):
        text = record.decode("gb18030", "replace")
        assert next(csv.reader(io.StringIO(text.replace("\0", "?"), newline="")), []) != list(row.values())


def test_a_demo_of_full_size_has_thirty_blocks_and_a_hundred_flips_planned() -> None:
    assert sum(plan.zeros for plan in SOURCES) == 30
    assert sum(plan.flips for plan in SOURCES) == 100


def test_the_same_seed_gives_the_same_bytes(demo: tuple[Path, DemoTruth], tmp_path: Path) -> None:
    make_demo(tmp_path, rows=ROWS)
    for path in (demo[0] / "sources").iterdir():
        assert (tmp_path / "sources" / path.name).read_bytes() == path.read_bytes()


def test_the_truth_reads_back(demo: tuple[Path, DemoTruth]) -> None:
    folder, truth = demo
    loaded = load_truth(folder / "truth")
    assert [path.resolve() for path in loaded.sources] == [path.resolve() for path in truth.sources]
    assert loaded.damages == truth.damages
    for ours, theirs in zip(loaded.tables, truth.tables, strict=True):
        assert (ours.stream, ours.name) == (theirs.stream, theirs.name)
        assert ours.rows.equals(theirs.rows)
        assert (ours.offset == theirs.offset).all()
        assert (ours.length == theirs.length).all()
        assert (ours.fate == theirs.fate).all()


def test_a_folder_without_truth_or_with_one_of_another_version_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match=r"no truth\.json"):
        load_truth(tmp_path)
    (tmp_path / "truth.json").write_text('{"format": 2}')
    with pytest.raises(InputRefused, match="format 2"):
        load_truth(tmp_path)


def test_a_folder_with_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(UsageProblem, match="something else"):
        run_demo(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_the_summary_says_what_was_planted_and_what_came_out(demo: tuple[Path, DemoTruth]) -> None:
    truth = demo[1]
    recovered: dict[str, list[RecoveredTable]] = {}
    for table in truth.tables:
        kept = np.flatnonzero((table.fate == Fate.UNTOUCHED) | (table.fate == Fate.RECODED))
        places = provenance_arrays(1, table.offset[kept], table.length[kept], np.zeros(len(kept), np.int8))
        values = table.rows.take(pa.array(kept))
        rows = pa.table([*places, *values.columns], names=[*PROVENANCE.names, *values.column_names])
        recovered.setdefault(table.stream, []).append(RecoveredTable(table.name, rows, tuple(values.column_names)))
    comparison = compare_with_truth(recovered, truth)
    assert comparison.untouched_share == 1
    lines = {line.what: line for line in summarise(truth, comparison)}
    assert f"{truth.count_damages(DamageKind.FLIP)} flipped bytes" in lines["damage"].planted
    assert lines["rows of members, untouched"].came_out.endswith("(100.000 %)")
    assert lines["rows in another charset"].came_out.endswith("(100.000 %)")
    assert lines["byte ranges"].came_out.endswith("(100.000 %)")
    assert lines["rows touched by damage"].came_out.startswith(f"{comparison.total('touched')} rejected, 0 flagged")
    assert lines["rows cut off"].came_out == "0 claimed"
