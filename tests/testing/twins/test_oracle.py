from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from findspot.testing.twins import TwinReport, check_oracle, make_twin

KNOBS = {"rows": 400, "containers": "sql", "sql_cut": 0.5}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_twin("register", out=tmp_path_factory.mktemp("made"), knobs=KNOBS).folder


@pytest.fixture
def twin(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "twin"))


def change_records(twin: Path, change: Callable[[pa.Table], pa.Table]) -> None:
    path = twin / "truth" / "records.parquet"
    pq.write_table(change(pq.read_table(path)), path)


def shift(column: str, by: int, chosen: int) -> Callable[[pa.Table], pa.Table]:
    def change(table: pa.Table) -> pa.Table:
        values = table.column(column).to_numpy().copy()
        values[chosen] += by
        place = table.column_names.index(column)
        return table.set_column(place, table.schema.field(column), pa.array(values))

    return change


def test_all_of_size_s_is_what_the_truth_says(register: TwinReport) -> None:
    report = check_oracle(register.folder)
    assert report.wrong == ()
    assert report.ok
    assert sum(report.checked.values()) == sum(register.records.values()) > 36_000


def test_so_is_every_container(every_container: TwinReport) -> None:
    report = check_oracle(every_container.folder)
    assert report.wrong == ()
    formats = {place.partition(" ")[0].rpartition(".")[2] for place in report.checked}
    assert formats == {"csv", "sql", "txt", "xml"}


def test_a_sample_has_both_ends(twin: Path) -> None:
    report = check_oracle(twin, sample=10)
    assert report.ok
    assert 10 <= report.checked["register.sql member"] <= 12
    assert check_oracle(twin, sample=10, seed=3).ok


@pytest.mark.parametrize(("column", "by"), [("offset", 1), ("length", -1), ("row", 1)])
def test_a_record_that_is_said_to_be_elsewhere_is_wrong(twin: Path, column: str, by: int) -> None:
    change_records(twin, shift(column, by, 200))
    report = check_oracle(twin)
    assert not report.ok
    assert len(report.wrong) == 1


def test_records_must_not_share_a_byte(twin: Path) -> None:
    change_records(twin, shift("length", 2, 200))
    assert any("overlap" in wrong for wrong in check_oracle(twin).wrong)


def test_a_changed_file_is_wrong(twin: Path) -> None:
    path = twin / "dump" / "register.sql"
    data = path.read_bytes()
    path.write_bytes(data.replace("测试".encode("gb18030"), "考试".encode("gb18030"), 1))
    assert len(check_oracle(twin).wrong) == 1
    path.write_bytes(data[:-1])
    assert any("bytes, not" in wrong for wrong in check_oracle(twin).wrong)


def test_a_whole_record_is_not_odd(twin: Path) -> None:
    def change(table: pa.Table) -> pa.Table:
        kinds = np.array(table.column("kind").to_pylist(), object)
        kinds[200] = "odd"
        return table.set_column(3, "kind", pa.array(kinds.tolist()))

    change_records(twin, change)
    assert len(check_oracle(twin).wrong) == 1


def test_an_oracle_without_records_is_not_satisfied() -> None:
    from findspot.testing.twins import OracleReport

    assert not OracleReport({}, ()).ok
