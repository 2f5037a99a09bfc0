from __future__ import annotations

import gzip
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from findspot.errors import EnvironmentProblem
from findspot.testing.twins.archives import ZipBundle, open_gzip, split_file, write_7z, write_tar
from findspot.testing.twins.extras import require
from findspot.testing.twins.payloads import read_payload
from findspot.testing.twins.workshop import MARK

DATA = bytes(range(256)) * 40


def write_nested(folder: Path) -> Path:
    folder.mkdir()
    with ZipBundle(folder / "inner.zip", encoding="gbk", level=1) as bundle, bundle.open("名册.csv") as member:
        member.write(DATA)
    with ZipBundle(folder / "outer.zip", encoding="gbk") as bundle:
        bundle.add("内.zip", folder / "inner.zip", stored=True)
    return folder / "outer.zip"


def test_nested_zips_have_names_in_gbk_and_a_mark(tmp_path: Path) -> None:
    path = write_nested(tmp_path / "a")
    assert "内.zip".encode("gbk") in path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        assert archive.comment == MARK.encode()
        assert [info.flag_bits & 0x800 for info in archive.infolist()] == [0]
    assert read_payload(path.parent, "outer.zip", "内.zip//名册.csv") == DATA


def test_names_in_utf8_say_so(tmp_path: Path) -> None:
    with ZipBundle(tmp_path / "a.zip") as bundle, bundle.open("名册.csv") as member:
        member.write(DATA)
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert archive.namelist() == ["名册.csv"]


def test_gzip_has_the_name_and_the_mark_and_no_time(tmp_path: Path) -> None:
    with open_gzip(tmp_path / "data.csv.gz") as file:
        file.write(DATA)
        file.write(DATA)
    written = (tmp_path / "data.csv.gz").read_bytes()
    assert gzip.decompress(written) == DATA * 2
    assert written[4:8] == bytes(4)
    assert b"data.csv\0" + MARK.encode() + b"\0" in written[:80]
    assert read_payload(tmp_path, "data.csv.gz", "data.csv") == DATA * 2


@pytest.mark.parametrize("name", ["a.tar", "a.tar.gz"])
def test_a_tar_has_the_files_and_the_mark(tmp_path: Path, name: str) -> None:
    (tmp_path / "x").write_bytes(DATA)
    write_tar(tmp_path / name, [("folder/x.bin", tmp_path / "x")])
    with tarfile.open(tmp_path / name) as archive:
        assert archive.pax_headers["comment"] == MARK
        assert archive.getmember("folder/x.bin").mtime == 1_460_775_600
    inside = "folder/x.bin" if name == "a.tar" else "a.tar//folder/x.bin"
    assert read_payload(tmp_path, name, inside) == DATA


def test_parts_are_the_file_cut_in_pieces(tmp_path: Path) -> None:
    with open_gzip(tmp_path / "a.gz") as file:
        file.write(DATA)
    whole = (tmp_path / "a.gz").read_bytes()
    parts = split_file(tmp_path / "a.gz", 100)
    assert parts[0].name == "a.gz.001"
    assert b"".join(part.read_bytes() for part in parts) == whole
    assert not (tmp_path / "a.gz").exists()
    assert read_payload(tmp_path, "a.gz.001", "a") == DATA


def test_a_7z_has_the_files(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(DATA)
    write_7z(tmp_path / "a.7z", [("x.bin", tmp_path / "x")])
    assert read_payload(tmp_path, "a.7z", "x.bin") == DATA


def test_the_same_files_make_the_same_bytes(tmp_path: Path) -> None:
    first, second = write_nested(tmp_path / "a"), write_nested(tmp_path / "b")
    assert first.read_bytes() == second.read_bytes()
    for folder in (first.parent, second.parent):
        (folder / "x").write_bytes(DATA)
        write_tar(folder / "a.tar.gz", [("x", folder / "x")])
        write_7z(folder / "a.7z", [("x", folder / "x")])
    for name in ("a.tar.gz", "a.7z"):
        assert (first.parent / name).read_bytes() == (second.parent / name).read_bytes()


def test_a_plain_file_is_its_own_payload(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(DATA)
    (tmp_path / "empty").write_bytes(b"")
    assert bytes(read_payload(tmp_path, "a", "")) == DATA
    assert read_payload(tmp_path, "empty", "") == b""


def test_a_missing_package_is_named_with_the_command_that_installs_it() -> None:
    with pytest.raises(EnvironmentProblem, match="nosuchpackage") as caught:
        require("nosuchpackage.io")
    assert "pip install 'findspot[twin]'" in caught.value.advice


def test_twins_load_no_optional_package() -> None:
    code = "import sys, findspot.testing.twins.register; print({'py7zr', 'bson', 'xlsxwriter'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
