from __future__ import annotations

import errno
import stat
from pathlib import Path

import pytest

from findspot.errors import EnvironmentProblem
from findspot.store.files import (
    TEMPORARY,
    append_line,
    environment_problem,
    make_private_folder,
    write_whole,
)


def test_folders_are_only_for_the_owner(tmp_path: Path) -> None:
    made = make_private_folder(tmp_path / "a" / "b")
    assert [stat.S_IMODE(p.stat().st_mode) for p in (made, made.parent)] == [0o700, 0o700]
    assert make_private_folder(made) == made


def test_a_file_where_a_folder_must_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")
    with pytest.raises(EnvironmentProblem, match="A folder is needed"):
        make_private_folder(tmp_path / "a")
    with pytest.raises(EnvironmentProblem):
        make_private_folder(tmp_path / "a" / "b")


def test_a_file_is_replaced_whole_and_private(tmp_path: Path) -> None:
    path = tmp_path / "x"
    write_whole(path, b"old")
    write_whole(path, b"new")
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [p.name for p in tmp_path.iterdir()] == ["x"]


def test_nothing_is_left_when_a_file_cannot_take_its_name(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    with pytest.raises(EnvironmentProblem):
        write_whole(tmp_path / "x", b"new")
    assert not list(tmp_path.glob(f"{TEMPORARY}*"))


def test_lines_are_appended_behind_the_last_whole_one(tmp_path: Path) -> None:
    path = tmp_path / "lines"
    append_line(path, b"one")
    path.write_bytes(path.read_bytes() + b"cut by a ki")
    append_line(path, b"two")
    assert path.read_bytes() == b"one\ntwo\n"


@pytest.mark.parametrize(
    ("number", "word"),
    [
        (errno.ENOSPC, "full"),
        (errno.EDQUOT, "full"),
        (errno.EACCES, "right"),
        (errno.EROFS, "right"),
        (errno.EIO, "error"),
    ],
)
def test_what_the_system_says_becomes_advice(number: int, word: str) -> None:
    problem = environment_problem(OSError(number, "x"), Path("place"))
    assert word in problem.what
    assert problem.where == "place"
    assert problem.advice


def test_an_error_without_number_is_told_by_its_kind() -> None:
    assert "OSError" in environment_problem(OSError("odd"), Path("place")).what
    assert "full" in environment_problem(OSError("[IOError] No space left on device"), Path("place")).what


def test_a_full_disk_leaves_the_old_file(small_disk: Path) -> None:
    path = small_disk / "x"
    write_whole(path, b"old")
    with pytest.raises(EnvironmentProblem, match="full"):
        write_whole(path, bytes(8 << 20))
    assert path.read_bytes() == b"old"
    assert [p.name for p in small_disk.iterdir()] == ["x"]
