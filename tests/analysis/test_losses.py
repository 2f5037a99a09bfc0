"""What is missing of a table."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.profiling.cases import SourceRows, make_case

from findspot.analysis.losses import Losses, read_losses, sum_losses


def account(rows: int, rejects: int = 0, gaps: int = 0, p5: int = 10) -> dict[str, int]:
    return {"bytes_rows": rows, "bytes_rejects": rejects, "bytes_gaps": gaps, "record_p5": p5}


@pytest.mark.parametrize(
    ("accounts", "losses"),
    [
        ([account(100)], Losses(1.0, 0, 0, False)),
        ([account(75, 15, 10)], Losses(0.75, 25, 3, False)),
        ([account(50, gaps=10), account(30, gaps=10, p5=3)], Losses(0.8, 20, 1 + 4, False)),
        ([account(90, gaps=10, p5=0)], Losses(0.9, 10, None, False)),
        ([account(90, p5=0)], Losses(1.0, 0, 0, False)),
        ([account(80, 10, p5=0), account(0, gaps=10)], Losses(0.8, 20, None, False)),
        ([account(0)], Losses(1.0, 0, 0, False)),
        ([], Losses(1.0, 0, 0, False)),
    ],
)
def test_missing_bytes_are_turned_into_the_most_records(accounts: list[dict[str, int]], losses: Losses) -> None:
    assert sum_losses(accounts, has_holes=False) == losses


def test_nobody_knows_what_a_hole_held() -> None:
    losses = sum_losses([account(100)], has_holes=True)
    assert losses.most_records is None
    assert not losses.is_whole


def test_losses_are_read_by_table(tmp_path: Path) -> None:
    rows = {"a": ["1"] * 3}
    case = make_case(
        tmp_path, {"whole": SourceRows(rows), "cut": SourceRows(rows, gaps=100), "holed": SourceRows(rows, hole=True)}
    )
    losses = read_losses(case)
    assert losses["whole"].is_whole
    assert (losses["cut"].share, losses["cut"].most_records) == (0.75, 1)
    assert losses["holed"].has_holes
