from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from findspot.errors import EnvironmentProblem, SealBroken
from findspot.store import SegmentReader, SegmentWriter
from findspot.store.segments import HEADER_BYTES, SEGMENT_BYTES, TAG_BYTES

KEY = b"k" * 32
SEALED_BYTES = SEGMENT_BYTES + TAG_BYTES
DATA = os.urandom(3 * SEGMENT_BYTES + 12_345)


def seal(path: Path, data: bytes) -> Path:
    with SegmentWriter(path, KEY) as writer:
        writer.write(data)
    return path


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return seal(tmp_path_factory.mktemp("segments") / "x", DATA)


@pytest.mark.parametrize(
    "length", [0, 1, SEGMENT_BYTES - 1, SEGMENT_BYTES, SEGMENT_BYTES + 1, 2 * SEGMENT_BYTES, len(DATA)]
)
def test_what_is_sealed_comes_back(tmp_path: Path, length: int) -> None:
    path = seal(tmp_path / "x", DATA[:length])
    with SegmentReader(path, KEY) as reader:
        assert reader.length == length
        assert reader.read(0, length + 10) == DATA[:length]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_how_the_bytes_were_cut_when_written_does_not_matter(tmp_path: Path) -> None:
    with SegmentWriter(tmp_path / "x", KEY) as writer:
        for size in (1, 700_000, SEGMENT_BYTES, 0, 5 * SEGMENT_BYTES):
            writer.write(memoryview(DATA)[:size])
        assert writer.length == sum((1, 700_000, SEGMENT_BYTES, 0, min(5 * SEGMENT_BYTES, len(DATA))))
    with SegmentReader(tmp_path / "x", KEY) as reader:
        assert reader.read(0, reader.length) == DATA[:1] + DATA[:700_000] + DATA[:SEGMENT_BYTES] + DATA


@given(st.integers(-5, len(DATA) + 5), st.integers(0, 2 * SEGMENT_BYTES))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_range_reads_like_a_slice(sealed: Path, offset: int, size: int) -> None:
    with SegmentReader(sealed, KEY) as reader:
        assert reader.read(offset, size) == (DATA[offset : offset + size] if offset >= 0 else b"")


def test_threads_share_a_reader(sealed: Path) -> None:
    with SegmentReader(sealed, KEY) as reader, ThreadPoolExecutor(4) as pool:
        places = [i * 97_001 % len(DATA) for i in range(60)]
        for place, got in zip(places, pool.map(lambda p: reader.read(p, 5_000), places), strict=True):
            assert got == DATA[place : place + 5_000]


def test_equal_files_are_sealed_differently(tmp_path: Path) -> None:
    assert seal(tmp_path / "a", DATA).read_bytes() != seal(tmp_path / "b", DATA).read_bytes()
    assert DATA[:100] not in (tmp_path / "a").read_bytes()


def read_all(path: Path) -> bytes:
    with SegmentReader(path, KEY) as reader:
        return reader.read(0, reader.length)


@given(st.integers(0, 8 * (HEADER_BYTES + 100 + TAG_BYTES) - 1))
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_flipped_bit_is_found(tmp_path: Path, bit: int) -> None:
    path = seal(tmp_path / "x", b"d" * 100)
    altered = bytearray(path.read_bytes())
    altered[bit // 8] ^= 1 << bit % 8
    path.write_bytes(altered)
    with pytest.raises(SealBroken):
        read_all(path)


@pytest.mark.parametrize(
    "cut",
    [
        lambda sealed: sealed[:-1],
        lambda sealed: sealed[: HEADER_BYTES + SEALED_BYTES],
        lambda sealed: sealed[: HEADER_BYTES + 2 * SEALED_BYTES],
        lambda sealed: sealed[:HEADER_BYTES],
        lambda sealed: sealed[:10],
        lambda sealed: b"",
        lambda sealed: sealed + b"x",
        lambda sealed: sealed[:HEADER_BYTES] + sealed[HEADER_BYTES + SEALED_BYTES :],
        lambda sealed: (
            sealed[:HEADER_BYTES]
            + sealed[HEADER_BYTES + SEALED_BYTES : HEADER_BYTES + 2 * SEALED_BYTES]
            + sealed[HEADER_BYTES : HEADER_BYTES + SEALED_BYTES]
            + sealed[HEADER_BYTES + 2 * SEALED_BYTES :]
        ),
    ],
    ids=[
        "a byte",
        "to one segment",
        "to two",
        "to the head",
        "in the head",
        "empty",
        "longer",
        "first gone",
        "swapped",
    ],
)
def test_cut_and_reordered_files_are_found(tmp_path: Path, sealed: Path, cut: object) -> None:
    path = tmp_path / "x"
    path.write_bytes(cut(sealed.read_bytes()))  # type: ignore[operator]
    with pytest.raises(SealBroken) as caught:
        read_all(path)
    assert str(path) in str(caught.value)


def test_another_key_does_not_open(sealed: Path) -> None:
    with pytest.raises(SealBroken):
        SegmentReader(sealed, b"j" * 32)


def test_a_missing_file_is_told() -> None:
    with pytest.raises(EnvironmentProblem):
        SegmentReader(Path("nowhere") / "x", KEY)
    with pytest.raises(EnvironmentProblem):
        SegmentWriter(Path("nowhere") / "x", KEY)


def test_an_unfinished_file_takes_no_name(tmp_path: Path) -> None:
    def fail() -> None:
        with SegmentWriter(tmp_path / "x", KEY) as writer:
            writer.write(DATA)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert not list(tmp_path.iterdir())


def test_closing_twice_is_once(tmp_path: Path) -> None:
    writer = SegmentWriter(tmp_path / "x", KEY)
    writer.close()
    writer.close()
    assert read_all(tmp_path / "x") == b""


def test_a_name_that_is_taken_by_a_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "x" / "y").mkdir(parents=True)
    writer = SegmentWriter(tmp_path / "x", KEY)
    with pytest.raises(EnvironmentProblem):
        writer.close()
    assert [p.name for p in tmp_path.iterdir()] == ["x"]


def test_a_full_disk_leaves_nothing_behind(small_disk: Path) -> None:
    def fill() -> None:
        with SegmentWriter(small_disk / "x", KEY) as writer:
            for _ in range(8):
                writer.write(DATA)

    with pytest.raises(EnvironmentProblem, match="full"):
        fill()
    assert not list(small_disk.iterdir())
