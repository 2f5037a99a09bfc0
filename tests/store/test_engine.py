from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from tests.store.tables import make_batch, put_table, write_part

from findspot.errors import EnvironmentProblem, SealBroken, UsageProblem
from findspot.store import Case, sealed_session, working_session
from findspot.store.engine import Session


def test_sealed_tables_are_queried_in_memory(case: Case) -> None:
    put_table(case, "members", make_batch(40_000))
    with sealed_session(case, ["members"]) as session:
        answer = session.run("SELECT count(*) AS n, min(c001) AS c FROM members WHERE _fs_offset >= ?", [10])
        assert answer.to_pylist() == [{"n": 39_999, "c": "v1"}]
        assert answer.schema.field("c").type == pa.string()
        first = session.run("SELECT * FROM members LIMIT 3")
        assert first.column("c001").to_pylist() == ["v0", "v1", "v2"]


def test_working_tables_join_over_parts_of_different_width(case: Case) -> None:
    wide = make_batch(2, stream=2).append_column("c002", pa.array(["x", "y"]))
    work = case.partial("test")
    parts = [write_part(work, make_batch(3), None), write_part(work, wide, None, stream=2)]
    case.working.adopt("a", parts)
    put_table(case, "b", make_batch(3), is_sealed=False)
    with working_session(case, ["a", "b"], threads=1) as session:
        rows = session.run("SELECT a.c002, count(*) AS n FROM a JOIN b USING (c001) GROUP BY 1 ORDER BY 1 NULLS FIRST")
        assert rows.to_pylist() == [{"c002": None, "n": 3}, {"c002": "x", "n": 1}, {"c002": "y", "n": 1}]


def test_a_statement_without_result_gives_an_empty_table(case: Case) -> None:
    with working_session(case, []) as session:
        assert session.run("CREATE TEMP TABLE t (x INTEGER)").num_rows == 0
        assert session.run("SELECT x FROM t").num_rows == 0


@pytest.mark.parametrize("open_session", [working_session, sealed_session])
def test_the_engine_is_shut_in(case: Case, tmp_path: Path, open_session: object) -> None:
    (tmp_path / "secret.csv").write_text("a,b\n1,2\n")
    with open_session(case, []) as session:  # type: ignore[operator]
        for sql in (
            f"SELECT * FROM read_csv('{tmp_path}/secret.csv')",
            f"COPY (SELECT 1) TO '{tmp_path}/out.csv'",
            f"ATTACH '{tmp_path}/out.db'",
            "SET enable_external_access = true",
            "SET memory_limit = '10GB'",
            "SET temp_directory = '/tmp'",
            "INSTALL httpfs",
        ):
            with pytest.raises(duckdb.Error):
                session.run(sql)
    assert not list(tmp_path.glob("out.*"))


def test_times_are_utc(case: Case) -> None:
    with working_session(case, []) as session:
        assert session.run("SELECT current_setting('TimeZone') AS zone").to_pylist() == [{"zone": "UTC"}]


def test_a_table_that_is_not_there_is_told(case: Case) -> None:
    for name in ("nothing", 'x"; DROP TABLE y; --'):
        with pytest.raises(UsageProblem):
            working_session(case, [name])
    assert not list(case.partial("spill").iterdir())


def test_altered_tables_are_found(case: Case) -> None:
    part = put_table(case, "t", make_batch(20_000))
    data = bytearray(part.read_bytes())
    data[len(data) // 2] ^= 1
    part.write_bytes(data)
    with sealed_session(case, ["t"]) as session, pytest.raises(SealBroken):
        session.run("SELECT max(c001) FROM t")


def test_an_odd_statement_keeps_its_own_error(case: Case) -> None:
    with working_session(case, []) as session, pytest.raises(duckdb.Error):
        session.run("SELECT ? + 1", [])


def test_a_working_session_spills_to_its_own_folder_and_clears_it(case: Case) -> None:
    put_table(case, "t", make_batch(600_000, marker="a-rather-long-value-"), is_sealed=False)
    spill = case.partial("spill") / "one"
    spill.mkdir()
    with Session(case.working, ["t"], spill=spill, memory_mb=40) as session:
        assert session.run("SELECT count(DISTINCT c001) AS n FROM t").to_pylist() == [{"n": 600_000}]
    assert not spill.exists()


def test_a_sealed_session_never_spills(case: Case, tmp_path: Path) -> None:
    put_table(case, "t", make_batch(600_000, marker="a-rather-long-value-"))
    session = Session(case.sealed, ["t"], spill=None, memory_mb=40)
    with session, pytest.raises(EnvironmentProblem, match="memory"):
        session.run("SELECT count(DISTINCT c001) AS n FROM t")
    assert not [p for p in tmp_path.rglob("*") if "duckdb_temp" in p.name]
