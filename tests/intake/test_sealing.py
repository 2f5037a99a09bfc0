from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from findspot.errors import EnvironmentProblem
from findspot.intake.sealing import seal_source
from findspot.intake.sources import SourceFile, list_sources
from findspot.model.stage import Silent
from findspot.store import SegmentReader

KEY = b"k" * 32
DATA = bytes(range(256)) * 40_000


@pytest.fixture
def source(tmp_path: Path) -> SourceFile:
    (tmp_path / "x").write_bytes(DATA)
    return list_sources([tmp_path / "x"])[0]


def test_a_source_is_hashed_and_copied_in_one_reading(source: SourceFile, tmp_path: Path) -> None:
    sealed = seal_source(source, tmp_path / "copy", KEY, Silent())
    assert (sealed.length, sealed.sha256, sealed.problem) == (len(DATA), hashlib.sha256(DATA).hexdigest(), "")
    with SegmentReader(tmp_path / "copy", KEY) as reader:
        assert reader.read(0, reader.length) == DATA


def test_without_a_copy_only_the_hash_is_made(source: SourceFile, tmp_path: Path) -> None:
    assert seal_source(source, None, KEY, Silent()).sha256 == hashlib.sha256(DATA).hexdigest()
    assert [p.name for p in tmp_path.iterdir()] == ["x"]


def test_a_file_that_grew_since_it_was_listed_is_told(source: SourceFile) -> None:
    source.path.write_bytes(DATA + b"more")
    sealed = seal_source(source, None, KEY, Silent())
    assert sealed.length == len(DATA) + 4
    assert sealed.problem == f"changed while it was read: {len(DATA)} bytes before, {len(DATA) + 4} now"


def test_a_file_that_is_gone_is_a_problem_of_the_source(source: SourceFile) -> None:
    source.path.unlink()
    sealed = seal_source(source, None, KEY, Silent())
    assert sealed.length == 0
    assert sealed.problem.startswith("cannot be read from byte 0 on: No such file")


def test_a_copy_that_cannot_be_written_is_one_of_the_environment(source: SourceFile, tmp_path: Path) -> None:
    with pytest.raises(EnvironmentProblem):
        seal_source(source, tmp_path / "no" / "copy", KEY, Silent())
