"""What must not be in the repository is found, and what may be is let through.

Samples are put together here, not written out: this file is checked too.
"""

from __future__ import annotations

from pathlib import Path

import check_repository
import pytest
from check_repository import LARGEST, find_problems, list_files, read_hosts

HOSTS = frozenset({"www.apache.org"})
REAL_REGION = "11" + "0101"
BORN = "1990" + "0307"


def problems(text: str) -> list[str]:
    return list(find_problems("file.txt", text.encode(), HOSTS))


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("see " + "/" + "home/user/x", "path"),
        ("open('" + "/" + "root/x')", "path"),
        ("pip install --" + "index-url x", "index"),
        ("connect to 10" + ".1.2.3 now", "private network"),
        ("-----BEGIN " + "RSA PRIVATE KEY-----", "private key"),
        ("AGE-SECRET" + "-KEY-1QQQ", "private key"),
        ("token gh" + "p_" + "a" * 36, "access token"),
        ("https:/" + "/mirror.internal/simple", "host mirror.internal"),
        ("https:/" + "/user:pass@mirror.internal/simple", "host mirror.internal"),
        (REAL_REGION + BORN + "1234", "id"),
        (REAL_REGION + BORN + "123x", "id"),
        ("call 13" + "800138000", "phone"),
        ("call +861" + "3800138000", "phone"),
    ],
)
def test_what_must_not_be_there_is_found_by_line(text: str, what: str) -> None:
    (problem,) = problems("first line\n" + text)
    assert problem.startswith("file.txt:2: ")
    assert what in problem


@pytest.mark.parametrize(
    "text",
    [
        "http://www.apache.org/licenses/LICENSE-2.0",
        "/home/someone/x is nobody's",
        "http://dump.example/x and https://a.b.test and https://files.example.org/y",
        "3199" + "01" + BORN + "1234",
        "970101" + BORN + "1234",
        REAL_REGION + "19901" + "341234",
        REAL_REGION + "0001" + "01011234",
        REAL_REGION + "2001" + "02301234",
        "sha256:a" + REAL_REGION + BORN + "1234",
        "version 10.1.2 and 110.1.2.3",
        "phone 10912345678 or +17805550123",
        "uv pip compile --no-emit-index-url",
    ],
)
def test_what_may_be_there_is_let_through(text: str) -> None:
    assert problems(text) == []


def test_the_offending_text_is_not_repeated() -> None:
    (problem,) = problems(REAL_REGION + BORN + "1234")
    assert REAL_REGION not in problem


def test_a_large_file_is_found() -> None:
    assert "larger" in problems("x" * (LARGEST + 1))[0]


def test_without_git_all_files_are_looked_at_that_it_would_not_ignore(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.py", ".ci/run", "docs/b.md", "docs/_build/c.html", ".venv/d.py", "src/__pycache__/e.pyc", "demo/f"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    monkeypatch.setattr(check_repository, "ROOT", tmp_path)
    monkeypatch.setenv("PATH", "")
    assert [path.relative_to(tmp_path).as_posix() for path in list_files()] == [".ci/run", "a.py", "docs/b.md"]


def test_every_allowed_host_is_used() -> None:
    text = b"".join(path.read_bytes() for path in list_files() if path.name != "allowed_hosts.txt")
    assert {host for host in read_hosts() if host.encode() not in text} == set()
