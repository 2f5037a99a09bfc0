"""The profile stage on whole cases."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.profiling.cases import SourceRows, make_case, people, put_tables

from findspot.model.batch import PROVENANCE
from findspot.model.profile import TableProfile
from findspot.model.tables import Privacy
from findspot.profiling import ProfileSettings, profile_case, read_profiles

MEANINGS = {
    "序号": "key",
    "姓名": "person-name",
    "性别": "sex",
    "民族": "category",
    "出生日期": "birth-date",
    "身份证号": "cn-resident-id",
    "学历": "category",
    "加入日期": "date",
    "所在支部": "organisation",
    "家庭住址": "address",
    "手机": "phone",
    "备注": "free-text",
}


@pytest.fixture(scope="module")
def register() -> dict[str, list[str | None]]:
    return people(300)


def by_source(profile: TableProfile) -> dict[str, str]:
    return {c.source: c.meaning for c in profile.columns}


def test_a_register_is_understood(tmp_path: Path, register: dict[str, list[str | None]]) -> None:
    case = make_case(tmp_path, {"members": SourceRows(register, parts=2, absent={"备注": 3})})
    report = profile_case(case)
    (profile,) = read_profiles(case)
    assert by_source(profile) == MEANINGS
    assert (profile.rows, profile.distinct_rows) == (300, 300)
    assert report.state == "done"
    assert dict(report.counts) == {"tables": 1, "columns": 12, "rows": 300, "direct": 6, "unknown": 0}
    assert profile.columns[-1].absent == 3
    assert {c.source: c.privacy for c in profile.columns}["民族"] is Privacy.SENSITIVE


def test_birth_dates_without_a_header_are_told_by_the_ids(
    tmp_path: Path, register: dict[str, list[str | None]]
) -> None:
    columns = {f"column {i}": register[h] for i, h in enumerate(("身份证号", "加入日期", "出生日期"))}
    case = make_case(tmp_path, {"members": SourceRows(columns)})
    profile_case(case)
    assert by_source(read_profiles(case)[0]) == {
        "column 0": "cn-resident-id", "column 1": "date", "column 2": "birth-date",
    }  # fmt: skip


def test_no_direct_identifier_is_in_the_working_table(tmp_path: Path, register: dict[str, list[str | None]]) -> None:
    case = make_case(tmp_path, {"members": SourceRows(register)})
    profile_case(case)
    working = case.working.table("members")
    for name, values in zip([c.name for c in read_profiles(case)[0].columns], register.values(), strict=True):
        shown = set(working.column(name).to_pylist()) - {None}
        if name in ("c003", "c004", "c007", "c008", "c009"):
            assert shown == set(values) - {None}
        else:
            assert not shown & set(values)
    stored = b"".join(p.read_bytes() for p in case.working.parts("members"))
    assert not [v for header in ("姓名", "身份证号", "手机") for v in register[header] if v and v.encode() in stored]


def test_rows_keep_their_places_and_order(tmp_path: Path, register: dict[str, list[str | None]]) -> None:
    case = make_case(tmp_path, {"members": SourceRows(register, parts=3, how=[0, 1, 2, 3, 4, 0] * 50)})
    profile_case(case, settings=ProfileSettings(part_rows=100))
    assert len(case.working.parts("members")) > 1
    sealed, working = case.sealed.table("members"), case.working.table("members")
    assert working.select(PROVENANCE.names).equals(sealed.select(PROVENANCE.names))
    assert working.column("c003").to_pylist() == register["性别"]
    assert read_profiles(case)[0].distinct_rows == 200


def test_memory_and_parts_change_nothing(tmp_path: Path, register: dict[str, list[str | None]]) -> None:
    case = make_case(tmp_path, {"members": SourceRows(register)})
    profile_case(case)
    whole, profiles = case.working.table("members"), read_profiles(case)
    profile_case(case, settings=ProfileSettings(memory_bytes=1, part_rows=50))
    assert case.working.table("members").equals(whole)
    assert read_profiles(case) == profiles


def test_another_key_changes_tokens_only(tmp_path: Path, register: dict[str, list[str | None]]) -> None:
    cases = [make_case(tmp_path / name, {"members": SourceRows(register)}) for name in ("a", "b")]
    for case in cases:
        profile_case(case)
    one, other = (c.working.table("members") for c in cases)
    assert read_profiles(cases[0]) == read_profiles(cases[1])
    assert one.column("c002") != other.column("c002")
    assert one.column("n_c005") == other.column("n_c005")


def test_equal_rows_count_once(tmp_path: Path) -> None:
    rows = SourceRows({"a": ["x", "x", "y", None, ""], "b": ["1", "1", "1", "1", "1"]})
    case = make_case(tmp_path, {"t": rows})
    profile_case(case)
    assert read_profiles(case)[0].distinct_rows == 4


def test_tables_that_are_gone_leave_nothing_behind(tmp_path: Path) -> None:
    case = make_case(tmp_path, {"old": SourceRows({"a": ["1"]})})
    profile_case(case)
    case.sealed.remove("old")
    put_tables(case, {"new": SourceRows({"a": ["1"]})})
    profile_case(case)
    assert case.working.names() == ["new"]
    assert [p.name for p in read_profiles(case)] == ["new"]


def test_a_case_without_tables_has_no_profiles(tmp_path: Path) -> None:
    case = make_case(tmp_path, {})
    assert read_profiles(case) == []
    assert profile_case(case).counts["tables"] == 0
    assert read_profiles(case) == []


def test_an_empty_table_and_one_without_columns_are_profiled(tmp_path: Path) -> None:
    case = make_case(tmp_path, {"empty": SourceRows({"a": []})})
    profile_case(case)
    (profile,) = read_profiles(case)
    assert (profile.rows, profile.columns[0].type) == (0, "empty")
    assert case.working.count("empty") == 0


class Watch:
    def __init__(self) -> None:
        self.rows = 0
        self.size = 0
        self.open = 0

    def start(self, task: str, total_bytes: int | None) -> None:
        assert "members" not in task
        self.open += 1

    def advance(self, *, size: int = 0, rows: int = 0) -> None:
        self.rows += rows
        self.size += size

    def finish(self) -> None:
        self.open -= 1


def test_progress_is_told(tmp_path: Path) -> None:
    case = make_case(tmp_path, {"members": SourceRows({"a": ["1", "2"]})})
    watch = Watch()
    profile_case(case, progress=watch)
    assert (watch.rows, watch.size, watch.open) == (4, 400, 0)
