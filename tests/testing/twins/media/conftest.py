"""One small twin that all tests of the package read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from findspot.testing.twins import TwinReport, make_twin, read_truth
from findspot.testing.twins.media import PLAN
from findspot.testing.twins.plan import TwinOrder, place_order


@dataclass(frozen=True)
class Twin:
    folder: Path
    report: TwinReport

    def rows(self, table: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = pq.read_table(self.folder / "truth" / f"rows-{table}.parquet").to_pylist()
        return rows

    @property
    def documents(self) -> list[dict[str, Any]]:
        path = self.folder / "truth" / "entities-document.parquet"
        rows: list[dict[str, Any]] = pq.read_table(path).to_pylist()
        return rows

    def places(self, table: str) -> list[dict[str, Any]]:
        path = self.folder / "truth" / "records.parquet"
        rows: list[dict[str, Any]] = pq.read_table(path, filters=[("table", "=", table)]).to_pylist()
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
    folder = tmp_path_factory.mktemp("media") / "twin"
    return Twin(folder, make_twin("media", seed=4, out=folder, knobs={"rows": 3_000}))


def place(rows: int, seed: int = 1, **knobs: float) -> TwinOrder:
    """Return an order for the twin."""
    return place_order(PLAN, "S", seed, {"rows": rows, **knobs})
