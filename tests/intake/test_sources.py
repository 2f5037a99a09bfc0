from __future__ import annotations

import os
from pathlib import Path

import pytest

from findspot.errors import InputRefused
from findspot.intake import check_sources
from findspot.intake.sources import list_sources


def test_files_are_listed_once_by_the_bytes_of_their_names(tmp_path: Path) -> None:
    for name in ("b", "a/z", "a/B", "ä", "C"):
        (tmp_path / "d" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "d" / name).write_bytes(b"x")
    found = list_sources([tmp_path / "d", tmp_path / "d/b"])
    assert [f.raw_name.decode() for f in found] == ["d/C", "d/a/B", "d/a/z", "d/b", "d/ä"]
    assert all(f.size == 1 and f.changed_ns and not f.refusal for f in found)
    assert [f.raw_name for f in list_sources([tmp_path / "d/b"])] == [b"b"]


def test_a_name_that_is_no_text_is_taken(tmp_path: Path) -> None:
    os.close(os.open(os.fsencode(tmp_path) + b"/\xff\xfe.csv", os.O_CREAT | os.O_WRONLY))
    (found,) = list_sources([tmp_path])
    assert found.raw_name.endswith(b"/\xff\xfe.csv")
    assert bytes.fromhex(found.key["path"]) == os.fsencode(tmp_path) + b"/\xff\xfe.csv"


def test_a_named_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"x")
    (tmp_path / "link").symlink_to(tmp_path / "x")
    assert [f.raw_name for f in list_sources([tmp_path / "link"])] == [b"link"]


@pytest.mark.parametrize("name", ["nowhere", "broken", "pipe", "empty", "only-links", "deep"])
def test_what_cannot_be_taken_in_is_refused_before_anything_is_written(tmp_path: Path, name: str) -> None:
    (tmp_path / "broken").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe")
    for folder in ("empty", "only-links", "deep/er"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "only-links/x").symlink_to(tmp_path / "nowhere")
    with pytest.raises(InputRefused) as caught:
        check_sources([tmp_path / name])
    assert str(tmp_path / name) in str(caught.value)
    assert caught.value.advice


def test_an_unreadable_file_among_others_is_listed_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x")
    os.mkfifo(tmp_path / "pipe")
    refused = [f for f in list_sources([tmp_path]) if f.refusal]
    assert [f.raw_name.split(b"/")[-1] for f in refused] == [b"pipe"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root can read everything")
def test_rights_that_are_missing_are_told(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x")
    (tmp_path / "closed").write_bytes(b"x")
    (tmp_path / "closed").chmod(0)
    (tmp_path / "folder").mkdir(mode=0)
    refused = {f.path.name: f.refusal for f in list_sources([tmp_path]) if f.refusal}
    assert set(refused) == {"closed", "folder"}
    with pytest.raises(InputRefused, match="cannot be read"):
        check_sources([tmp_path / "closed"])
