"""The changelog speaks to users, by kind of change, out of one file for each."""

from __future__ import annotations

from pathlib import Path

import pytest
from changelog import MARK, assemble, list_fragments, write_section

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "CHANGELOG.md").write_text(f"# Changelog\n\n{MARK}\n## 0.1.0\n")
    changes = tmp_path / "changes"
    changes.mkdir()
    (changes / "README.md").write_text("How to.\n")
    (changes / "b.added.md").write_text("Reads more.\n")
    (changes / "a.fixed.md").write_text("Reads right.\n")
    return tmp_path


def test_the_changes_of_this_repository_are_well_formed() -> None:
    list_fragments(REPOSITORY / "changes")
    assert MARK in (REPOSITORY / "CHANGELOG.md").read_text(encoding="utf-8")


def test_changes_move_under_the_newest_version(root: Path) -> None:
    assemble(root, "0.2.0", "2027-01-31")
    text = (root / "CHANGELOG.md").read_text()
    assert text.index(MARK) < text.index("## 0.2.0 (2027-01-31)") < text.index("## 0.1.0")
    assert text.index("### Added\n\n- Reads more.\n") < text.index("### Fixed\n\n- Reads right.\n")
    assert [path.name for path in (root / "changes").iterdir()] == ["README.md"]


def test_kinds_without_change_are_left_out(root: Path) -> None:
    assert "Security" not in write_section(list_fragments(root / "changes"), "0.2.0", "2027-01-31")


@pytest.mark.parametrize(("name", "text"), [("a.md", "x"), ("a.improved.md", "x"), ("a.added.md", " \n")])
def test_a_change_that_is_not_well_formed_is_refused(root: Path, name: str, text: str) -> None:
    (root / "changes" / name).write_text(text)
    with pytest.raises(ValueError, match=name):
        assemble(root, "0.2.0", "2027-01-31")


def test_a_changelog_without_place_is_left_alone(root: Path) -> None:
    (root / "CHANGELOG.md").write_text("# Changelog\n")
    with pytest.raises(ValueError, match="lacks the line"):
        assemble(root, "0.2.0", "2027-01-31")
    assert (root / "changes" / "b.added.md").exists()
