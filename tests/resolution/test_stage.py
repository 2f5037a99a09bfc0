"""The resolve stage on whole cases."""

from __future__ import annotations

from pathlib import Path

from tests.profiling.cases import SourceRows, make_case, people, put_tables

from findspot.model.persons import MatcherUse, TablePersons, clusters_name
from findspot.profiling import profile_case
from findspot.resolution import read_persons, resolve_case
from findspot.store import Case

MAN, WOMAN = "319901194402010012", "31990119440201008X"


def register(**changes: list[str | None]) -> dict[str, list[str | None]]:
    """Six rows: a man with his number in both lengths, a woman, one person twice without number, and nobody."""
    columns: dict[str, list[str | None]] = {
        "姓名": ["王伟", "王伟", "李娜", "张丽芳", "张 丽芳", "刘洋"],
        "出生日期": ["1944-02-01", "1944-02-01", "1944-02-01", "1970-01-05", "1970.1.5", "无"],
        "身份证号": [MAN, "319901440201001", WOMAN, "", "无", "319901194402010011"],
    }
    return {**columns, **changes}


def resolved(folder: Path, source: SourceRows) -> Case:
    case = make_case(folder, {"members": source})
    profile_case(case)
    resolve_case(case)
    return case


def test_persons_are_told_by_id_else_by_name_and_birth(tmp_path: Path) -> None:
    case = resolved(tmp_path, SourceRows(register()))
    clusters = case.working.table(clusters_name("members"))
    first, second, woman, one, same, nobody = clusters.column("cluster").to_pylist()
    assert first == second
    assert one == same
    assert nobody is None
    assert len({first, woman, one}) == 3
    assert clusters.column("matcher").to_pylist() == [*["MAT-ID"] * 3, *["MAT-NAME-BIRTH"] * 2, None]
    assert read_persons(case) == [
        TablePersons(
            "members", 6, 1, (MatcherUse("MAT-ID", ("c003",), 3), MatcherUse("MAT-NAME-BIRTH", ("c002", "c001"), 2))
        )
    ]


def test_clusters_have_the_places_of_all_rows_and_no_values(tmp_path: Path) -> None:
    case = resolved(tmp_path, SourceRows(register(), how=[0, 1, 2, 3, 4, 0]))
    clusters = case.working.table(clusters_name("members"))
    assert clusters.column("_fs_offset").to_pylist() == case.sealed.table("members").column("_fs_offset").to_pylist()
    assert clusters.column("_fs_how").to_pylist() == [0, 1, 2, 3, 4, 0]
    stored = b"".join(p.read_bytes() for p in case.working.parts(clusters_name("members")))
    assert MAN.encode() not in stored
    assert "王伟".encode() not in stored


def test_only_rows_that_findings_count_are_counted(tmp_path: Path) -> None:
    (persons,) = read_persons(resolved(tmp_path, SourceRows(register(), how=[0, 1, 2, 3, 4, 0])))
    assert (persons.rows, persons.unresolved) == (4, 1)
    assert [m.rows for m in persons.matchers] == [3, 0]


def test_the_report_says_how_many_rows_are_nobodys(tmp_path: Path) -> None:
    case = make_case(tmp_path, {"members": SourceRows(register())})
    profile_case(case)
    report = resolve_case(case)
    assert dict(report.counts) == {"tables": 1, "rows": 6, "unresolved": 1}
    assert report.messages == ("members: 1 of 6 rows could not be told to be a person's.",)


def test_a_table_without_columns_for_it_has_no_clusters(tmp_path: Path) -> None:
    case = make_case(tmp_path, {"notes": SourceRows({"a": ["x", "y"]})})
    profile_case(case)
    assert read_persons(case) == []
    assert resolve_case(case).counts["tables"] == 0
    assert case.working.parts(clusters_name("notes")) == []


def test_clusters_of_a_table_that_lost_its_persons_are_removed(tmp_path: Path) -> None:
    case = resolved(tmp_path, SourceRows(register()))
    put_tables(case, {"members": SourceRows({"a": ["x", "y"]})})
    profile_case(case)
    resolve_case(case)
    assert case.working.parts(clusters_name("members")) == []


def test_clusters_of_a_table_that_is_gone_are_removed_too(tmp_path: Path) -> None:
    case = resolved(tmp_path, SourceRows(register()))
    case.sealed.remove("members")
    put_tables(case, {"notes": SourceRows({"a": ["x"]})})
    profile_case(case)
    assert case.working.parts(clusters_name("members")) == []


def test_a_larger_register_has_as_many_persons_as_ids(tmp_path: Path) -> None:
    columns = people(300)
    case = resolved(tmp_path, SourceRows(columns, parts=3))
    clusters = case.working.table(clusters_name("members")).column("cluster")
    known = {i if i and len(i) == 18 else f"{i[:6]}19{i[6:]}" for i in columns["身份证号"] if i}
    assert clusters.null_count == 0
    assert len(set(clusters.to_pylist())) == len({i[:17] for i in known})
