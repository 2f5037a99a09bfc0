from __future__ import annotations

from pathlib import Path

import pytest

from findspot.errors import UsageProblem
from findspot.testing.twins import KINDS, TwinReport, list_knobs, make_twin, read_truth
from findspot.testing.twins.workshop import MARK

KNOBS = {"rows": 300, "containers": "sql"}


def test_a_twin_says_that_all_is_made_up(register: TwinReport) -> None:
    text = (register.folder / "README.txt").read_text("utf-8")
    assert text.startswith(MARK)
    assert 'database "register"' in text
    assert set(read_truth(register.folder)["markers"]) == set(register.files)
    assert not (register.folder / ".scratch").exists()


def test_a_twin_is_made_anew_in_its_place(tmp_path: Path) -> None:
    make_twin("register", out=tmp_path / "twin", knobs={**KNOBS, "containers": "bcp"})
    again = make_twin("register", out=tmp_path / "twin", knobs=KNOBS)
    assert set(again.files) == {"branch.csv", "register.sql"}


def test_a_folder_with_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", "utf-8")
    with pytest.raises(UsageProblem):
        make_twin("register", out=tmp_path, knobs=KNOBS)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]
    (tmp_path / "notes.txt").rename(tmp_path / "README.txt")
    with pytest.raises(UsageProblem):
        make_twin("register", out=tmp_path, knobs=KNOBS)


def test_an_unknown_kind_or_knob_makes_nothing(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match="nothing"):
        make_twin("nothing", out=tmp_path / "a")
    with pytest.raises(UsageProblem, match="colour"):
        make_twin("register", out=tmp_path / "a", knobs={"colour": "red"})
    assert not (tmp_path / "a").exists()


@pytest.mark.parametrize("kind", KINDS)
def test_every_knob_is_told_about_once(kind: str) -> None:
    knobs = list_knobs(kind)
    assert knobs[0].name == "rows"
    assert len({knob.name for knob in knobs}) == len(knobs)
    assert all(knob.doc and knob.doc == knob.doc.strip() for knob in knobs)
    assert all(knob.read(knob.default) == knob.default for knob in knobs)
