"""The analyse stage on whole cases: every number is what counting by hand gives."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from tests.profiling.cases import SourceRows, make_case, people

from findspot.analysis import analyse_case, read_findings
from findspot.model.finding import Finding, findings_document
from findspot.model.tables import Privacy
from findspot.profiling import profile_case, read_profiles
from findspot.resolution import resolve_case
from findspot.store import Case

HOW = [0, 0, 1, 2, 0, 3, 4, 0, 0, 0]


def analysed(folder: Path, tables: dict[str, SourceRows]) -> Case:
    case = make_case(folder, tables)
    profile_case(case)
    resolve_case(case)
    analyse_case(case)
    return case


def only(case: Case, code: str, by: tuple[str, ...] = (), cell: tuple[str, ...] = ()) -> Finding:
    (found,) = [f for f in read_findings(case) if (f.code, f.by, f.cell) == (code, by, cell)]
    return found


@pytest.fixture(scope="module")
def register() -> dict[str, list[str | None]]:
    return people(250)


def test_a_whole_register_is_counted(tmp_path: Path, register: dict[str, list[str | None]]) -> None:
    case = analysed(tmp_path, {"members": SourceRows(register)})
    assert only(case, "ROWS").estimate.to_dict() == {
        "value": 250, "low": 250, "high": 250, "level": None, "method": "count of what was recovered",
        "denominator": None, "recovered_share": 1.0, "bound_low": None, "bound_high": None,
    }  # fmt: skip
    assert only(case, "DISTINCT").estimate.value == 250
    women = only(case, "COUNT", ("性别",), ("女",))
    assert (women.estimate.value, women.estimate.denominator) == (register["性别"].count("女"), 250)
    assert women.query == "count"
    birth = only(case, "SPAN-FIRST", ("出生日期",))
    assert birth.estimate.value == min(d[:4] for d in register["出生日期"] if d)
    assert "years-only" in birth.notes
    assert only(case, "SPAN-LAST", ("加入日期",)).estimate.value == max(d for d in register["加入日期"] if d)
    assert {n for f in read_findings(case) for n in f.notes} == {
        "counts-persons", "persons-by-id", "years-only", "no-value",
    }  # fmt: skip


def test_cells_add_up_to_the_rows_and_blanks_are_one_cell(
    tmp_path: Path, register: dict[str, list[str | None]]
) -> None:
    values = [None, "", "无", "不详", "大学"] * 50
    case = analysed(tmp_path, {"members": SourceRows({**register, "学历": values})})
    cells = {f.cell[0]: f for f in read_findings(case) if f.by == ("学历",)}
    assert {cell: f.estimate.value for cell, f in cells.items()} == {"": 200, "大学": 50}
    assert "no-value" in cells[""].notes
    assert "no-value" not in cells["大学"].notes


def test_values_of_direct_identifiers_are_in_no_finding(tmp_path: Path, register: dict[str, list[str | None]]) -> None:
    case = analysed(tmp_path, {"members": SourceRows(register)})
    direct = {c.source for c in read_profiles(case)[0].columns if c.privacy is Privacy.DIRECT}
    assert not [f for f in read_findings(case) if set(f.by) & direct]
    text = str(findings_document(read_findings(case)))
    assert not [v for h in ("姓名", "身份证号", "手机", "家庭住址") for v in register[h] if v and v in text]
    assert "_fs_" not in text


def test_rows_that_were_inferred_or_are_partial_are_left_out_and_said(tmp_path: Path) -> None:
    case = analysed(tmp_path, {"t": SourceRows({"kind": ["a", "b"] * 50, "day": ["2019-03-04"] * 100}, how=HOW * 10)})
    rows = only(case, "ROWS")
    assert rows.estimate.value == 80
    assert rows.notes == ("rows-left-out",)
    assert (rows.estimate.bound_low, rows.estimate.bound_high) == (80, 100)
    counted = Counter(v for v, how in zip(["a", "b"] * 50, HOW * 10, strict=True) if how < 3)
    assert {f.cell[0]: f.estimate.value for f in read_findings(case) if f.by == ("kind",)} == counted
    assert only(case, "DISTINCT").estimate.value == 2


def test_missing_bytes_give_bounds_and_a_share(tmp_path: Path) -> None:
    case = analysed(tmp_path, {"t": SourceRows({"kind": ["a", "b"] * 50}, gaps=1_950, rejects=550, record_p5=100)})
    for finding in read_findings(case):
        assert finding.notes == ("bytes-missing",)
        assert finding.estimate.recovered_share == 0.8
        assert finding.estimate.bound_low == finding.estimate.value
        assert finding.estimate.bound_high == finding.estimate.value + 25


def test_a_hole_leaves_no_upper_bound(tmp_path: Path) -> None:
    case = analysed(tmp_path, {"t": SourceRows({"kind": ["a", "b"] * 50}, hole=True)})
    rows = only(case, "ROWS")
    assert (rows.estimate.bound_low, rows.estimate.bound_high) == (100, None)
    assert rows.notes == ("hole-of-unknown-length",)


def test_persons_are_counted_with_what_was_used(tmp_path: Path, register: dict[str, list[str | None]]) -> None:
    ids = [*register["身份证号"][:240], *[None] * 10]
    births = [*register["出生日期"][:245], *[None] * 5]
    names = [*register["姓名"][:240], *["王伟"] * 10]
    births[240:245] = ["1960-01-02"] * 5
    case = analysed(tmp_path, {"members": SourceRows({**register, "身份证号": ids, "出生日期": births, "姓名": names})})
    found = only(case, "PERSONS")
    distinct = {i[:17] if i and len(i) == 18 else f"{i[:6]}19{i[6:]}" for i in ids if i}
    assert found.estimate.value == len(distinct) + 1
    assert found.estimate.method == "distinct valid identity numbers, else name and birth date"
    assert found.notes == ("counts-persons", "persons-by-id", "persons-by-name-birth", "rows-without-person")
    assert (found.estimate.bound_low, found.estimate.bound_high) == (None, None)


def test_rows_without_a_person_count_in_the_upper_bound(tmp_path: Path, register: dict[str, list[str | None]]) -> None:
    ids = [*register["身份证号"][:240], *[None] * 10]
    columns = {"身份证号": ids, "kind": ["a", "b"] * 125}
    found = only(analysed(tmp_path, {"members": SourceRows(columns, gaps=100)}), "PERSONS")
    assert isinstance(found.estimate.value, int)
    assert found.estimate.bound_high == found.estimate.value + 10 + 1


def test_a_table_that_names_nobody_does_not_count_persons(tmp_path: Path) -> None:
    case = analysed(tmp_path, {"t": SourceRows({"kind": ["a", "b"] * 50})})
    assert {f.code for f in read_findings(case)} == {"ROWS", "DISTINCT", "COUNT"}
    assert not [f for f in read_findings(case) if "counts-persons" in f.notes]


def test_a_table_of_phones_lists_persons_though_none_can_be_counted(tmp_path: Path) -> None:
    phones = [f"12012345{n:03d}" for n in range(100)]
    case = analysed(tmp_path, {"t": SourceRows({"手机": phones})})
    assert {f.code for f in read_findings(case)} == {"ROWS", "DISTINCT"}
    assert all("counts-persons" in f.notes for f in read_findings(case))


def test_ids_that_are_all_wrong_name_no_person(tmp_path: Path) -> None:
    case = analysed(tmp_path, {"t": SourceRows({"身份证号": ["319901194402010011", "319901195603040002"]})})
    found = only(case, "PERSONS")
    assert (found.estimate.value, found.estimate.method) == (0, "no row names a person")
    assert "rows-without-person" in found.notes


def test_an_empty_table_is_counted_too(tmp_path: Path) -> None:
    case = analysed(tmp_path, {"t": SourceRows({"a": []})})
    assert {(f.code, f.estimate.value) for f in read_findings(case)} == {("ROWS", 0), ("DISTINCT", 0)}


def test_names_of_columns_that_are_hostile_stay_text(tmp_path: Path) -> None:
    hostile = 'x"; DROP TABLE t; --'
    case = analysed(tmp_path, {"t": SourceRows({hostile: ["a'--", "b"] * 50})})
    assert only(case, "COUNT", (hostile,), ("a'--",)).estimate.value == 50


def test_findings_are_the_same_under_any_key_and_cut(tmp_path: Path, register: dict[str, list[str | None]]) -> None:
    one = analysed(tmp_path / "a", {"members": SourceRows(register)})
    other = analysed(tmp_path / "b", {"members": SourceRows(register, parts=4)})
    assert findings_document(read_findings(one)) == findings_document(read_findings(other))


def test_there_are_no_findings_before_the_stage(tmp_path: Path) -> None:
    assert read_findings(make_case(tmp_path, {})) == []


def test_a_recovered_table_without_a_ledger_counts_as_whole(tmp_path: Path) -> None:
    from findspot.model.tables import TABLES

    case = make_case(tmp_path, {"t": SourceRows({"a": ["1"]})})
    case.write_meta(TABLES, TABLES.schema.empty_table())
    profile_case(case)
    resolve_case(case)
    analyse_case(case)
    assert only(case, "ROWS").estimate.recovered_share == 1.0


def test_a_column_without_dates_among_the_counted_rows_has_no_span(tmp_path: Path) -> None:
    rows = SourceRows({"day": ["2019-03-04", "2019-03-05", None], "kind": ["a", "a", "a"]}, how=[3, 4, 0])
    case = analysed(tmp_path, {"t": rows})
    assert not [f for f in read_findings(case) if f.code.startswith("SPAN")]
    assert only(case, "ROWS").estimate.value == 1
