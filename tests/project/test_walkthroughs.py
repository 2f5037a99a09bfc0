"""Every command and every piece of Python that the manual shows is run, in order, on the small demo."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.project.walkthrough import Example, flatten, read_examples, run_example

REPOSITORY = Path(__file__).parents[2]
PAGES = ("docs/tutorial.md", "README.md", "docs/api.md")


@pytest.mark.parametrize("page", PAGES)
def test_the_examples_of_a_page_do_what_it_says(page: str, tmp_path: Path) -> None:
    examples = read_examples((REPOSITORY / page).read_text(encoding="utf-8"))
    assert examples
    for example in examples:
        run_example(example, tmp_path, {"FINDSPOT_KEYS": str(tmp_path / "keys")})


def test_other_pages_have_no_example_that_nobody_runs() -> None:
    pages = {p.relative_to(REPOSITORY).as_posix() for p in (REPOSITORY / "docs").glob("*.md")}
    unrun = {p for p in pages - set(PAGES) if read_examples((REPOSITORY / p).read_text(encoding="utf-8"))}
    assert unrun == set()


def test_examples_are_read_with_their_place_exit_code_and_output() -> None:
    console = "```console\n$ findspot a 'b c'\n┃ x  │ y ┃\n━━━━\n\n$ findspot d  # exit 3\n…\n```\n"
    page = f"words\n\n{console}\n```python\n1 + 1\n```\n"
    assert read_examples(page) == [
        Example(4, "console", "findspot a 'b c'", 0, ("x y",)),
        Example(8, "console", "findspot d", 3),
        Example(13, "python", "1 + 1\n"),
    ]


@pytest.mark.parametrize(
    "example",
    [
        Example(1, "python", "raise SystemExit(2)"),
        Example(1, "python", "print('other')", shown=("this",)),
        Example(1, "python", "print('b'); print('a')", shown=("a", "b")),
        Example(1, "console", "ls"),
    ],
    ids=["exit code", "output", "order", "program"],
)
def test_an_example_that_does_something_else_is_found(example: Example, tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="line 1"):
        run_example(example, tmp_path, {})


def test_output_may_be_shown_in_part(tmp_path: Path) -> None:
    run_example(Example(1, "python", "print('a  b │ c'); print('z')", shown=("a b … c",)), tmp_path, {})
    assert flatten("┃ a   b ┃") == "a b"
