"""Moves the files of ``changes/`` into ``CHANGELOG.md`` under a version: ``changelog.py VERSION DATE``.

A file is called ``NAME.KIND.md`` and holds one sentence to the user.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parent.parent
KINDS: Final = ("added", "changed", "fixed", "removed", "security")
MARK: Final = "<!-- new versions go here -->\n"


def list_fragments(folder: Path) -> list[Path]:
    """Return the change files by name.

    Raises:
        ValueError: One has no kind that we know, or says nothing.
    """
    found = sorted(path for path in folder.glob("*.md") if path.name != "README.md")
    for path in found:
        if kind_of(path) not in KINDS:
            raise ValueError(f"{path.name}: no kind of change; call it NAME.KIND.md with one of {', '.join(KINDS)}")
        if not path.read_text(encoding="utf-8").strip():
            raise ValueError(f"{path.name}: says nothing")
    return found


def kind_of(path: Path) -> str:
    """Return the kind that a change file's name says."""
    return path.name.removesuffix(".md").rpartition(".")[2]


def write_section(fragments: list[Path], version: str, date: str) -> str:
    """Return the section of a version, by kind of change."""
    parts = [f"## {version} ({date})\n"]
    for kind in KINDS:
        sentences = [p.read_text(encoding="utf-8").strip() for p in fragments if kind_of(p) == kind]
        if sentences:
            parts.append(f"### {kind.capitalize()}\n\n" + "".join(f"- {s}\n" for s in sentences))
    return "\n".join(parts)


def assemble(root: Path, version: str, date: str) -> None:
    """Put the changes into the changelog and remove their files.

    Raises:
        ValueError: The changelog has no place for versions, or a change file is wrong.
    """
    changelog = root / "CHANGELOG.md"
    text = changelog.read_text(encoding="utf-8")
    if MARK not in text:
        raise ValueError(f"CHANGELOG.md lacks the line {MARK.strip()}")
    fragments = list_fragments(root / "changes")
    section = write_section(fragments, version, date)
    changelog.write_text(text.replace(MARK, f"{MARK}\n{section}", 1), encoding="utf-8")
    for path in fragments:
        path.unlink()


if __name__ == "__main__":
    assemble(ROOT, *sys.argv[1:3])
