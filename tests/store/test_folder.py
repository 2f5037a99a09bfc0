from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path

import pyarrow as pa
import pytest
from tests.store.tables import SCHEMA, make_batch, write_part

from findspot.errors import EnvironmentProblem, UsageProblem
from findspot.store import TableFolder
from findspot.store.folder import check_name

KEY = b"k" * 32


@pytest.fixture
def work(tmp_path: Path) -> Path:
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


@pytest.fixture(params=[KEY, None], ids=["sealed", "plain"])
def folder(tmp_path: Path, request: pytest.FixtureRequest) -> TableFolder:
    return TableFolder(tmp_path / "tables", request.param)


def test_an_empty_folder_has_no_tables(folder: TableFolder) -> None:
    assert folder.names() == []
    assert folder.parts("members") == []
    folder.remove("members")
    folder.finish_adoptions()
    with pytest.raises(UsageProblem, match="no such table"):
        folder.schema("members")


def test_parts_are_one_table_in_order_of_stream_and_part(folder: TableFolder, work: Path) -> None:
    parts = [
        write_part(work, make_batch(20_000, stream=s, marker=f"s{s}p{p}-"), folder.key, stream=s, part=p)
        for s, p in ((10, 0), (2, 1), (2, 0))
    ]
    folder.adopt("members", parts)
    assert folder.names() == ["members"]
    assert [p.name for p in folder.parts("members")] == [
        "000002-0000.parquet",
        "000002-0001.parquet",
        "000010-0000.parquet",
    ]
    assert folder.count("members") == 60_000
    assert max(b.num_rows for b in folder.batches("members")) <= 16_384
    values = folder.table("members", ["c001"]).column("c001").to_pylist()
    assert values[0] == "s2p0-0"
    assert values[20_000] == "s2p1-0"
    assert values[-1] == "s10p0-19999"


def test_columns_that_an_earlier_part_lacks_are_null(folder: TableFolder, work: Path) -> None:
    narrow = make_batch(3)
    wide = make_batch(2).append_column("c002", pa.array(["x", "y"]))
    folder.adopt("t", [write_part(work, narrow, folder.key), write_part(work, wide, folder.key, part=1)])
    assert folder.schema("t").names == [*SCHEMA.names, "c002"]
    assert folder.table("t").column("c002").to_pylist() == [None, None, None, "x", "y"]
    assert folder.table("t", ["c002", "_fs_offset"]).column_names == ["c002", "_fs_offset"]
    assert folder.table("t", ["c002"]).num_rows == 5


def test_a_column_that_is_not_there_is_refused(folder: TableFolder, work: Path) -> None:
    folder.adopt("t", [write_part(work, make_batch(3), folder.key)])
    with pytest.raises(UsageProblem, match="c009"):
        folder.table("t", ["c009"])


def test_adopting_again_replaces_the_table_as_a_whole(folder: TableFolder, work: Path) -> None:
    folder.adopt("t", [write_part(work, make_batch(3), folder.key, part=p) for p in range(3)])
    folder.adopt("t", [write_part(work, make_batch(2), folder.key, part=7)])
    assert [p.name for p in folder.parts("t")] == ["000001-0007.parquet"]
    assert folder.count("t") == 2
    assert sorted(p.name for p in folder.root.iterdir()) == ["t"]
    folder.remove("t")
    assert folder.names() == []


def test_tables_of_the_system_are_not_listed(folder: TableFolder, work: Path) -> None:
    for name in ("_fs_streams", "members", "a_table", "会员"):
        folder.adopt(name, [write_part(work, make_batch(1), folder.key)])
    assert folder.names() == ["a_table", "members", "会员"]
    assert folder.count("_fs_streams") == 1


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "../a", ".fs-old-a", 'a"b', "a;b", "a b", "x" * 201])
def test_a_name_can_never_be_a_path_or_sql(name: str) -> None:
    with pytest.raises(UsageProblem):
        check_name(name)


def test_a_part_that_is_gone_leaves_the_old_table(folder: TableFolder, work: Path) -> None:
    folder.adopt("t", [write_part(work, make_batch(3), folder.key)])
    with pytest.raises(EnvironmentProblem):
        folder.adopt("t", [work / "gone.parquet"])
    assert folder.count("t") == 3
    assert [p.name for p in folder.root.iterdir()] == ["t"]


def test_a_disk_without_hard_links_gets_copies(
    folder: TableFolder, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", refuse)
    folder.adopt("t", [write_part(work, make_batch(3), folder.key)])
    assert folder.count("t") == 3


def test_a_kill_while_adopting_leaves_the_old_table_or_the_new(
    folder: TableFolder, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    old = [write_part(work, make_batch(3), folder.key, part=p) for p in range(2)]
    new = [write_part(work, make_batch(5), folder.key, part=9)]
    rename, remove = Path.rename, shutil.rmtree
    seen = set()
    for step in range(7):
        remove(folder.root, ignore_errors=True)
        folder.adopt("t", old)
        calls = iter(range(step))

        def maybe(function: object, calls: object) -> object:
            def call(*args: object, **options: object) -> object:
                if next(calls, None) is None:  # type: ignore[call-overload]
                    raise Killed
                return function(*args, **options)  # type: ignore[operator]

            return call

        with monkeypatch.context() as patch:
            patch.setattr(Path, "rename", maybe(rename, calls))
            patch.setattr(shutil, "rmtree", maybe(remove, calls))
            with suppress(Killed):
                folder.adopt("t", new)
        assert folder.names() == ["t"], "also before anything is cleared up"
        seen.add(folder.count("t"))
        assert folder.count("t") in (5, 6)
        folder.finish_adoptions()
        assert folder.count("t") in (5, 6)
        assert [p.name for p in folder.root.iterdir()] == ["t"]
    assert seen == {5, 6}
