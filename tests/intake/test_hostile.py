"""The hostile archives of libarchive: each alone is taken in without an error, quickly and within bounds."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.conftest import REPOSITORY
from tests.intake.containers import content, take, uncovered

from findspot.store import create_case

SECONDS = 60
MEMORY_BYTES = 3 << 30

BOUNDED = f"""
import resource, sys
from pathlib import Path
resource.setrlimit(resource.RLIMIT_AS, ({MEMORY_BYTES}, {MEMORY_BYTES}))
from tests.intake.containers import take
from findspot.store import create_case
take(create_case(Path(sys.argv[1])), Path(sys.argv[2]))
print(next(int(line.split()[1]) for line in open('/proc/self/status') if line.startswith('VmHWM')) >> 10)
"""


def test_every_archive_of_the_corpus_is_taken_in(shared_data: Path, tmp_path: Path) -> None:
    corpus = shared_data / "hostile/libarchive"
    case = create_case(tmp_path / "case")
    report = take(case, corpus)
    streams = case.streams()
    assert report.counts["sources"] == len([p for p in corpus.iterdir() if p.is_file()])
    assert report.counts["opened"] > 100
    assert {s.state for s in streams} == {"sealed", "cached", "failed", "duplicate"}
    for stream in streams:
        uncovered(case, stream)
        if stream.parent is None:
            assert stream.state in ("sealed", "duplicate"), "whatever it holds, a source is kept"
        if stream.state == "failed":
            assert stream.reason
    assert not [p for p in tmp_path.iterdir() if p.name != "case"], "nothing is written outside the case"


def test_the_corpus_needs_little_memory_and_time(shared_data: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-c", BOUNDED, str(tmp_path / "case"), str(shared_data / "hostile/libarchive")]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False, timeout=SECONDS)
    assert done.returncode == 0, done.stderr[-2_000:]
    assert int(done.stdout) < 512, "MiB at most"


def test_texts_that_must_break_parsers_are_only_bytes(shared_data: Path, tmp_path: Path) -> None:
    folder = shared_data / "hostile/blns"
    case = create_case(tmp_path / "case")
    take(case, folder)
    for stream in case.streams():
        assert content(case, stream) == (folder.parent / stream.name).read_bytes()
