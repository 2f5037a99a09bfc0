"""A bundle is replaced as a whole and only for the owner."""

from __future__ import annotations

import stat
from pathlib import Path

from findspot.publication.bundle import write_bundle
from findspot.publication.verifier import check_bundle


def test_a_second_bundle_takes_the_place_of_the_first(tmp_path: Path) -> None:
    for content in (b"one", b"two"):
        write_bundle(tmp_path / "out" / "bundle", {f"{content.decode()}.txt": content}, date="2026-11-21")
    assert sorted(p.name for p in (tmp_path / "out" / "bundle" / "data").iterdir()) == ["two.txt", "verify.py"]
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["bundle"]
    assert check_bundle(tmp_path / "out" / "bundle") == []


def test_what_a_kill_left_is_cleared(tmp_path: Path) -> None:
    for name in (".bundle.new", ".bundle.old"):
        (tmp_path / name / "data").mkdir(parents=True)
        (tmp_path / name / "data" / "half").write_bytes(b"")
    write_bundle(tmp_path / "bundle", {"a": b"a"}, date="2026-11-21")
    assert [p.name for p in tmp_path.iterdir()] == ["bundle"]
    assert check_bundle(tmp_path / "bundle") == []


def test_same_payload_same_day_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_bundle(tmp_path / name, {"x": b"x"}, date="2026-11-21")
    files = [
        {p.relative_to(tmp_path / n): p.read_bytes() for p in (tmp_path / n).rglob("*") if p.is_file()} for n in "ab"
    ]
    assert files[0] == files[1]


def test_only_the_owner_can_read_it(tmp_path: Path) -> None:
    write_bundle(tmp_path / "bundle", {"x": b"x"}, date="2026-11-21")
    modes = {stat.S_IMODE(p.stat().st_mode) for p in (tmp_path / "bundle").rglob("*") if p.is_file()}
    assert modes == {0o600}
