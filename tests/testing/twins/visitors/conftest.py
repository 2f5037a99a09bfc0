"""One small twin that all tests of the package read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from findspot.testing.twins import TwinReport, make_twin, read_truth
from findspot.testing.twins.plan import TwinOrder, place_order
from findspot.testing.twins.visitors import PLAN


@dataclass(frozen=True)
class Twin:
    folder: Path
    report: TwinReport

    def rows(self, table: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = pq.read_table(self.folder / "truth" / f"rows-{table}.parquet").to_pylist()
        return rows

    def entities(self, kind: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = pq.read_table(self.folder / "truth" / f"entities-{kind}.parquet").to_pylist()
        return rows

    @property
    def planted(self) -> dict[str, Any]:
        planted: dict[str, Any] = read_truth(self.folder)["planted"]
        return planted

    @property
    def rates(self) -> dict[str, Any]:
        return {rate.knob: rate for rate in self.report.rates}


@pytest.fixture(scope="session")
def twin(tmp_path_factory: pytest.TempPathFactory) -> Twin:
    folder = tmp_path_factory.mktemp("visitors") / "twin"
    return Twin(folder, make_twin("visitors", seed=2, out=folder, knobs={"rows": 4_000}))


def place(rows: int, seed: int = 1, size: str = "S", **knobs: float) -> TwinOrder:
    """Return an order for the twin."""
    return place_order(PLAN, size, seed, {"rows": rows, **knobs})
