from __future__ import annotations

import gzip
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.conftest import REPOSITORY
from tests.intake.containers import CSV, content, holes, make_zip, summary, take, uncovered

from findspot.errors import EnvironmentProblem, InputRefused, SealBroken
from findspot.intake import take_in
from findspot.store import Case, create_case, open_case


class Recorder:
    """Progress that remembers."""

    def __init__(self) -> None:
        self.tasks: list[list[int | str | None]] = []

    def start(self, task: str, total_bytes: int | None) -> None:
        self.tasks.append([task, total_bytes, 0])

    def advance(self, *, size: int = 0, rows: int = 0) -> None:
        self.tasks[-1][2] += size  # type: ignore[operator]

    def finish(self) -> None:
        pass


class Stopped(BaseException):
    """Raised where a user stops the program."""


class Stopping(Recorder):
    """Progress that stops the program at its n-th call."""

    def __init__(self, calls: int) -> None:
        super().__init__()
        self.left = calls

    def advance(self, *, size: int = 0, rows: int = 0) -> None:
        self.left -= 1
        if self.left < 0:
            raise Stopped


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three sources: a table, a zip, an empty file."""
    folder = tmp_path / "dumps"
    (folder / "sub").mkdir(parents=True)
    (folder / "b.csv").write_bytes(CSV)
    (folder / "sub/a.zip").write_bytes(make_zip({"x.csv": CSV[::-1], "y.csv": b"y"}))
    (folder / "empty.csv").write_bytes(b"")
    return folder


def test_a_folder_is_taken_in_by_name_and_sealed(case: Case, folder: Path) -> None:
    report = take(case, folder)
    assert [(s.id, s.name, s.length, s.state, s.reason) for s in case.streams()] == [
        (1, "dumps/b.csv", len(CSV), "sealed", ""),
        (2, "dumps/empty.csv", 0, "sealed", "empty"),
        (3, "dumps/sub/a.zip", (folder / "sub/a.zip").stat().st_size, "sealed", ""),
        (4, "x.csv", len(CSV), "cached", ""),
        (5, "y.csv", 1, "cached", ""),
    ]
    assert report.state == "look"
    assert report.messages == ("Stream 2 (dumps/empty.csv): empty.",)
    assert report.counts["sources"] == 3
    assert report.counts["opened"] == 2
    (folder / "b.csv").unlink()
    assert content(case, case.streams()[0]) == CSV
    assert content(case, case.streams()[1]) == b""


def test_nothing_of_a_source_shows_in_names_or_plain_files(case: Case, folder: Path) -> None:
    take(case, folder)
    for path in case.root.rglob("*"):
        assert not {"dumps", "b.csv", "x.csv"} & set(path.parts[len(case.root.parts) :])
        if path.is_file():
            data = path.read_bytes()
            assert not any(word in data for word in (b"colour 7", b"dumps/b", b"x.csv"))


def test_a_clean_source_is_done_and_then_skipped(case: Case, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_bytes(CSV)
    assert take(case, tmp_path / "x.csv").state == "done"
    before = summary(case)
    assert take(case, tmp_path / "x.csv").state == "done", "the caller has not recorded the stage yet"
    case.state.set("intake", {"state": "done"})
    assert take(case, tmp_path / "x.csv", tmp_path / "x.csv").state == "skipped"
    assert summary(case) == before


def test_sources_can_be_added_and_ids_stay(case: Case, folder: Path, tmp_path: Path) -> None:
    take(case, folder)
    case.state.set("intake", {})
    case.state.set("recover", {})
    before = case.streams()
    (tmp_path / "later.gz").write_bytes(gzip.compress(CSV[:500]))
    take(case, tmp_path / "later.gz")
    assert case.streams()[: len(before)] == before
    assert [(s.id, s.parent, s.name) for s in case.streams()[len(before) :]] == [(6, None, "later.gz"), (7, 6, "later")]
    assert case.state.get("recover") is None, "what was made of fewer streams is made again"
    assert uncovered(case, case.streams()[2]) == []


def test_the_same_bytes_are_taken_in_once(case: Case, folder: Path) -> None:
    (folder / "c.csv").write_bytes(CSV)
    take(case, folder)
    again = case.streams()[1]
    assert (again.name, again.state, again.length) == ("dumps/c.csv", "duplicate", 0)
    assert again.reason == "the same bytes as stream 1: not recovered again"
    assert again.sha256 == case.streams()[0].sha256


def test_equal_members_are_told(case: Case, tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(make_zip({"a.csv": CSV, "b.csv": CSV}))
    report = take(case, tmp_path / "x.zip")
    assert report.messages == ("Stream 3: the same bytes as an earlier stream, so rows count more than once.",)


def test_many_equal_reasons_are_one_message(case: Case, tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(make_zip({f"{i}.bz2": b"BZh9%d" % i for i in range(14)}))
    (message,) = take(case, tmp_path / "x.zip").messages
    assert message.startswith("Streams 2, 3, 4, ")
    assert message.endswith("11 and 4 more: a bzip2 archive: not opened by this version.")


def test_a_touched_file_is_the_same_and_a_changed_one_is_another(case: Case, tmp_path: Path) -> None:
    source = tmp_path / "x.csv"
    source.write_bytes(CSV)
    take(case, source)
    os.utime(source, ns=(1, 1))
    take(case, source)
    assert len(case.streams()) == 1
    source.write_bytes(CSV + b"more")
    take(case, source)
    assert [s.length for s in case.streams()] == [len(CSV), len(CSV) + 4]
    assert case.streams()[1].reason == "the file has changed since it was taken in as stream 1"


def test_in_place_keeps_a_reference_and_opens_containers(tmp_path: Path, folder: Path) -> None:
    case = create_case(tmp_path / "case", in_place=True)
    (folder / "c.csv.gz").write_bytes(gzip.compress(CSV[:777]))
    take(case, folder)
    assert [s.state for s in case.streams()] == [
        "reference",
        "reference",
        "cached",
        "reference",
        "reference",
        "cached",
        "cached",
    ]
    assert content(case, case.streams()[0]) == CSV
    assert content(case, case.streams()[2]) == CSV[:777]
    assert sorted(p.name for p in case.evidence.iterdir()) == ["streams"]
    (folder / "b.csv").write_bytes(CSV[:-1])
    with pytest.raises(EnvironmentProblem, match="another size"):
        case.open_stream(1)


def test_pipes_and_links_are_told_and_never_wait(case: Case, folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    (folder / "link").symlink_to("/etc/passwd")
    report = take(case, folder)
    failed = {s.name: s.reason for s in case.streams() if s.state == "failed"}
    assert set(failed) == {"dumps/pipe", "dumps/link"}
    assert "not a regular file" in failed["dumps/pipe"]
    assert "not followed" in failed["dumps/link"]
    assert report.state == "look"
    case.state.set("intake", {})
    assert take(case, folder).state == "skipped", "what cannot be read is not tried for ever"
    before = case.streams()
    (folder / "link").unlink()
    (folder / "link").write_bytes(b"now a file")
    take(case, folder)
    after = case.streams()
    assert [s.id for s in after] == [s.id for s in before]
    (repaired,) = [s for s in after if s.name == "dumps/link"]
    assert (repaired.state, content(case, repaired)) == ("sealed", b"now a file")


def test_a_file_that_fails_while_read_keeps_what_was_read(case: Case, tmp_path: Path) -> None:
    broken = Path("/proc/self/mem")
    if not broken.exists():
        pytest.skip("needs /proc")
    (tmp_path / "x.csv").write_bytes(CSV)
    take(case, broken, tmp_path / "x.csv")
    assert [(s.name, s.state) for s in case.streams()] == [("mem", "failed"), ("x.csv", "sealed")]
    assert case.streams()[0].reason.startswith("cannot be read from byte 0 on")
    with pytest.raises(InputRefused, match="No source could be read"):
        take(create_case(tmp_path / "other"), broken)


def test_a_refused_source_leaves_the_case_usable(case: Case, folder: Path, tmp_path: Path) -> None:
    with pytest.raises(InputRefused):
        take(case, folder, tmp_path / "nowhere")
    assert case.streams() == []
    take(case, folder)
    assert len(case.streams()) == 5


def test_a_case_inside_its_source_folder_is_left_out(folder: Path) -> None:
    case = create_case(folder / "case")
    take(case, folder)
    names = [s.name for s in case.streams()]
    take(case, folder)
    assert (
        [s.name for s in case.streams()]
        == names
        == ["dumps/b.csv", "dumps/empty.csv", "dumps/sub/a.zip", "x.csv", "y.csv"]
    )


def test_progress_counts_every_byte(case: Case, folder: Path) -> None:
    told = Recorder()
    take_in(case, [folder], progress=told)
    assert [t[0] for t in told.tasks] == ["seal", "open", "seal", "seal", "open"]
    assert all(t[1] == t[2] for t in told.tasks if t[0] == "seal")
    assert all(t[2] <= t[1] for t in told.tasks)  # type: ignore[operator]


def test_a_run_stopped_anywhere_goes_on_and_ends_the_same(folder: Path, tmp_path: Path) -> None:
    whole = create_case(tmp_path / "whole")
    take(whole, folder)
    expected = summary(whole)
    for calls in range(12):
        case = create_case(tmp_path / f"case{calls}")
        try:
            take_in(case, [folder], progress=Stopping(calls))
        except Stopped:
            assert case.streams() == []
        again = Recorder()
        take_in(open_case(case.root), [folder], progress=again)
        assert summary(case) == expected
        assert not list(case.partial("intake").iterdir())


def test_finished_sources_are_not_read_again_after_a_stop(case: Case, folder: Path) -> None:
    with pytest.raises(Stopped):
        take_in(case, [folder], progress=Stopping(2))
    data = (folder / "b.csv").stat()
    (folder / "b.csv").write_bytes(b"?" * data.st_size)
    os.utime(folder / "b.csv", ns=(data.st_atime_ns, data.st_mtime_ns))
    take(case, folder)
    assert content(case, case.streams()[0]) == CSV


def test_a_stopped_run_with_other_sources_leaves_no_evidence_of_the_first(
    case: Case, folder: Path, tmp_path: Path
) -> None:
    with pytest.raises(Stopped):
        take_in(case, [folder], progress=Stopping(2))
    (tmp_path / "x.csv").write_bytes(b"x")
    take(case, tmp_path / "x.csv")
    assert [s.name for s in case.streams()] == ["x.csv"]
    assert sorted(p.name for p in case.evidence.iterdir()) == sorted([case.streams()[0].sha256, "streams"])
    assert not list((case.evidence / "streams").iterdir())


def test_a_record_that_was_altered_is_not_believed(case: Case, folder: Path) -> None:
    with pytest.raises(Stopped):
        take_in(case, [folder], progress=Stopping(2))
    record = min(case.partial("intake").glob("*.record"))
    record.write_bytes(record.read_bytes()[:-1] + b"?")
    take(case, folder)
    assert len(case.streams()) == 5


def test_killed_at_any_step_it_ends_as_an_undisturbed_run(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.intake.killing", str(tmp_path), "9"]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 3


def test_altered_evidence_is_found(case: Case, folder: Path) -> None:
    take(case, folder)
    path = case.evidence / case.streams()[0].sha256
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(SealBroken):
        content(case, case.streams()[0])


def test_a_full_disk_is_told_and_the_case_goes_on(tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(small)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("a small file system cannot be mounted here (needs root)")
    try:
        case = create_case(small / "case")
        (tmp_path / "large.bin").write_bytes(os.urandom(4 << 20))
        (tmp_path / "grows.gz").write_bytes(gzip.compress(CSV * 100))
        for name in ("large.bin", "grows.gz"):
            with pytest.raises(EnvironmentProblem, match="disk is full"):
                take(case, tmp_path / name)
        assert case.streams() == []
        (tmp_path / "x.csv").write_bytes(CSV)
        take(case, tmp_path / "x.csv")
        assert content(case, case.streams()[0]) == CSV
    finally:
        subprocess.run(["umount", "--lazy", str(small)], check=True)


def test_another_process_in_the_case_is_told(case: Case, folder: Path) -> None:
    with open_case(case.root).lock(), pytest.raises(EnvironmentProblem, match="Another findspot"):
        take(case, folder)


def test_a_hole_is_kept_beside_those_of_earlier_sources(case: Case, tmp_path: Path) -> None:
    for name in ("a.gz", "b.gz"):
        (tmp_path / name).write_bytes(gzip.compress(CSV + name.encode())[:-3_000])
        take(case, tmp_path / name)
    assert holes(case) == [(s.id, s.length) for s in case.streams() if s.parent]
