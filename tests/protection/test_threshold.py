"""The threshold of a case is ten or more."""

from __future__ import annotations

from pathlib import Path

import pytest

from findspot.errors import UsageProblem
from findspot.protection.threshold import read_threshold


def with_settings(folder: Path, text: str) -> Path:
    (folder / "case.toml").write_text(f'id = "x"\nformat = 1\n{text}\n', encoding="utf-8")
    return folder


@pytest.mark.parametrize(("text", "threshold"), [("", 10), ("[settings]\nthreshold = 25", 25), ("[settings]", 10)])
def test_it_is_ten_unless_the_case_asks_for_more(tmp_path: Path, text: str, threshold: int) -> None:
    assert read_threshold(with_settings(tmp_path, text)) == threshold


@pytest.mark.parametrize("value", ["9", "0", "-1", '"20"', "10.5", "true"])
def test_less_than_ten_is_refused(tmp_path: Path, value: str) -> None:
    with pytest.raises(UsageProblem, match="at least 10"):
        read_threshold(with_settings(tmp_path, f"[settings]\nthreshold = {value}"))
