"""The verifier finds every byte flipped, added or removed, in API and as the script that a third party runs."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import bagit
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from findspot.publication import check_bundle
from findspot.publication.bundle import verifier_script, write_bundle
from findspot.publication.verifier import fingerprint, main, manifest_text

PAYLOAD = {"report.html": b"<p>report</p>\n", "findings.json": '{"表": 1}\n'.encode(), "empty": b""}


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bundles") / "bundle"
    write_bundle(folder, PAYLOAD, date="2026-11-21")
    return folder


@pytest.fixture
def bundle(pristine: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(pristine, tmp_path / "bundle"))


def test_an_untouched_bundle_has_no_problem(bundle: Path) -> None:
    assert check_bundle(bundle) == []


def test_a_stock_bag_reader_agrees(bundle: Path) -> None:
    bag = bagit.Bag(str(bundle))
    assert bag.is_valid()
    assert bag.version_info == (1, 0)
    assert sorted(bag.algorithms) == ["sha256", "sha512"]
    assert bag.info["Bagging-Date"] == "2026-11-21"
    assert bag.info["Payload-Oxum"].endswith(".4")


def test_the_script_in_the_bundle_is_the_code_of_the_api(bundle: Path) -> None:
    assert (bundle / "data" / "verify.py").read_bytes() == verifier_script()
    assert b"findspot." not in verifier_script().split(b'"""')[2]


def run(script: Path, *arguments: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", "-S", str(script), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder, timeout=60)


def test_a_third_party_runs_the_script_with_python_alone(bundle: Path) -> None:
    for found in (run(Path("verify.py"), folder=bundle / "data"), run(bundle / "data" / "verify.py", str(bundle))):
        assert (found.returncode, found.stderr) == (0, "")
        assert found.stdout.splitlines() == [
            "This bundle is as it was made: no file changed, added or missing.",
            f"Fingerprint: {fingerprint(bundle)}",
        ]
    assert check_bundle(bundle) == [], "running the script leaves nothing behind"


def test_the_script_names_what_was_changed(bundle: Path) -> None:
    (bundle / "data" / "report.html").write_bytes(b"<p>forged</p>\n")
    found = run(bundle / "data" / "verify.py")
    assert found.returncode == 1
    assert "CHANGED  is not as it was made: data/report.html (by manifest-sha256.txt)" in found.stdout


def flip(path: Path, place: int, bit: int) -> None:
    data = bytearray(path.read_bytes())
    data[place] ^= 1 << bit
    path.write_bytes(data)


def test_every_flipped_bit_of_a_small_file_is_found(bundle: Path) -> None:
    for name in ("bagit.txt", "data/report.html"):
        whole = (bundle / name).read_bytes()
        for place in range(len(whole)):
            flip(bundle / name, place, place % 8)
            assert check_bundle(bundle), (name, place)
            (bundle / name).write_bytes(whole)


def test_random_flips_anywhere_are_found(bundle: Path) -> None:
    """All files, manifests and tag manifests too, weighted equally so that the small ones get their share."""
    chance = random.Random(7)
    files = sorted(p for p in bundle.rglob("*") if p.is_file() and p.stat().st_size)
    for _ in range(400):
        path = chance.choice(files)
        whole = path.read_bytes()
        flip(path, chance.randrange(len(whole)), chance.randrange(8))
        assert check_bundle(bundle), path.name
        path.write_bytes(whole)
    assert check_bundle(bundle) == []


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_inserted_and_cut_bytes_are_found(pristine: Path, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(sorted(p for p in pristine.rglob("*") if p.is_file())))
    whole = path.read_bytes()
    place = data.draw(st.integers(0, len(whole)))
    added = data.draw(st.sampled_from([b"", b"\n", b" ", b"\r", b"a", b"\x00"]))
    cut = data.draw(st.integers(0, 3))
    changed = whole[:place] + added + whole[place + cut :]
    path.write_bytes(changed)
    try:
        assert bool(check_bundle(pristine)) == (changed != whole)
    finally:
        path.write_bytes(whole)


def add(name: str, content: bytes = b"") -> Callable[[Path], None]:
    def change(bundle: Path) -> None:
        (bundle / name).parent.mkdir(parents=True, exist_ok=True)
        (bundle / name).write_bytes(content)

    return change


CHANGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "file added": (add("data/more.txt"), "was added, as manifest-sha256.txt does not list it: data/more.txt"),
    "tag file added": (add("extra.txt"), "was added, as tagmanifest-sha256.txt does not list it: extra.txt"),
    "file added deep": (add("other/a/b.txt"), "does not list it: other/a/b.txt"),
    "file removed": (
        lambda b: (b / "data/empty").unlink(),
        "is missing, though listed in manifest-sha256.txt: data/empty",
    ),
    "tag file removed": (lambda b: (b / "bag-info.txt").unlink(), "listed in tagmanifest-sha256.txt: bag-info.txt"),
    "manifest removed": (lambda b: (b / "manifest-sha512.txt").unlink(), "is missing: manifest-sha512.txt"),
    "tag manifest removed": (lambda b: (b / "tagmanifest-sha256.txt").unlink(), "is missing: tagmanifest-sha256.txt"),
    "declaration removed": (lambda b: (b / "bagit.txt").unlink(), "is missing or not as it was made: bagit.txt"),
    "file renamed": (lambda b: (b / "data/empty").rename(b / "data/Empty"), "does not list it: data/Empty"),
    "empty folder added": (lambda b: (b / "data/x").mkdir(), "is an empty folder that was added: data/x"),
    "link added": (
        lambda b: (b / "data/l").symlink_to("report.html"),
        "is no plain file, and a bundle holds only those: data/l",
    ),
    "hash in capitals": (
        lambda b: (b / "manifest-sha256.txt").write_text((b / "manifest-sha256.txt").read_text().upper()),
        "is not as it was made: manifest-sha256.txt",
    ),
    "manifest no text": (
        lambda b: (b / "manifest-sha256.txt").write_bytes(b"\xff"),
        "is not as it was made: manifest-sha256.txt",
    ),
}


@pytest.mark.parametrize("kind", CHANGES)
def test_what_was_done_is_said(bundle: Path, kind: str) -> None:
    change, message = CHANGES[kind]
    change(bundle)
    assert any(message in problem for problem in check_bundle(bundle)), check_bundle(bundle)


def test_a_link_in_place_of_a_file_is_no_file(bundle: Path, tmp_path: Path) -> None:
    (bundle / "data/empty").rename(tmp_path / "empty")
    (bundle / "data/empty").symlink_to(tmp_path / "empty")
    assert check_bundle(bundle)


def test_a_name_does_not_reach_the_terminal_raw(bundle: Path) -> None:
    (bundle / "data" / "a\x1b[2Jb").write_bytes(b"")
    assert "\x1b" not in "".join(check_bundle(bundle))
    assert any("a\\x1b[2Jb" in p for p in check_bundle(bundle))


def test_what_cannot_be_read_is_said(bundle: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from findspot.publication import verifier

    def unreadable(path: Path) -> dict[str, str]:
        return {} if path.name == "empty" else real(path)

    real = verifier.hash_file
    monkeypatch.setattr(verifier, "hash_file", unreadable)
    assert "cannot be read: data/empty" in check_bundle(bundle)


def test_no_bundle_is_said(tmp_path: Path) -> None:
    (problem,) = check_bundle(tmp_path / "nothing")
    assert problem.startswith("there is no bundle in this place")
    assert fingerprint(tmp_path / "nothing") == ""
    assert check_bundle(tmp_path), "an empty folder is no bundle"


def test_main_speaks_and_answers(bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(bundle)]) == 0
    (bundle / "bagit.txt").unlink()
    assert main([str(bundle)]) == 1
    assert "not as it was made" in capsys.readouterr().out


def test_odd_names_are_written_as_the_standard_says() -> None:
    assert manifest_text({"data/a%\r\nb": "00"}) == "00  data/a%25%0D%0Ab\n"


def test_odd_names_are_checked(tmp_path: Path) -> None:
    write_bundle(tmp_path / "b", {"100% 表\n.txt": b"x"}, date="2026-11-21")
    assert check_bundle(tmp_path / "b") == []
