from __future__ import annotations

import gzip
import tarfile
import zipfile
from pathlib import Path

from findspot.testing.twins.archives import ZipBundle, write_tar
from findspot.testing.twins.payloads import read_payload
from findspot.testing.wreckage.containers import rewrite_file
from findspot.testing.wreckage.pieces import Edit, compose

BODY = b"line one\nline two\n"
CUT = compose(len(BODY), [Edit(0, 5, "head cut off")])


def write(folder: Path, name: str) -> Path:
    path = folder / name
    path.write_bytes(BODY)
    return path


def test_other_members_of_a_zip_and_the_bytes_of_their_names_stay(tmp_path: Path) -> None:
    member = write(tmp_path, "member")
    for encoding in ("gbk", "utf-8"):
        file = f"{encoding}.zip"
        with ZipBundle(tmp_path / file, encoding=encoding) as bundle:
            bundle.add("\u540d\u518c.csv", member)
            bundle.add("other.csv", member, stored=True)
        names = [info.filename for info in zipfile.ZipFile(tmp_path / file).infolist()]
        rewrite_file(tmp_path, file, {"\u540d\u518c.csv": CUT})
        assert read_payload(tmp_path, file, "\u540d\u518c.csv") == BODY[5:]
        assert read_payload(tmp_path, file, "other.csv") == BODY
        assert [info.filename for info in zipfile.ZipFile(tmp_path / file).infolist()] == names


def test_a_member_of_a_compressed_tar_changes_alone(tmp_path: Path) -> None:
    member = write(tmp_path, "member")
    write_tar(tmp_path / "a.tar.gz", [("one.csv", member), ("two.csv", member)])
    rewrite_file(tmp_path, "a.tar.gz", {"a.tar//two.csv": CUT})
    assert read_payload(tmp_path, "a.tar.gz", "a.tar//one.csv") == BODY
    assert read_payload(tmp_path, "a.tar.gz", "a.tar//two.csv") == BODY[5:]
    with tarfile.open(tmp_path / "a.tar.gz") as archive:
        assert archive.getnames() == ["one.csv", "two.csv"]


def test_a_gzip_file_without_a_name_and_a_plain_file(tmp_path: Path) -> None:
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(BODY, mtime=0))
    rewrite_file(tmp_path, "a.csv.gz", {"a.csv": CUT})
    assert gzip.decompress((tmp_path / "a.csv.gz").read_bytes()) == BODY[5:]
    write(tmp_path, "b.csv")
    rewrite_file(tmp_path, "b.csv", {"": CUT})
    assert (tmp_path / "b.csv").read_bytes() == BODY[5:]
