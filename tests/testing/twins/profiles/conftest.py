"""One small twin that all tests of the package read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from findspot.testing.twins import TwinReport, make_twin, read_truth
from findspot.testing.twins.plan import TwinOrder, place_order
from findspot.testing.twins.profiles import PLAN


@dataclass(frozen=True)
class Twin:
    folder: Path
    report: TwinReport

    def rows(self, table: str) -> pa.Table:
        return pq.read_table(self.folder / "truth" / f"rows-{table}.parquet")

    def entities(self, kind: str) -> pa.Table:
        return pq.read_table(self.folder / "truth" / f"entities-{kind}.parquet")

    @property
    def planted(self) -> dict[str, Any]:
        planted: dict[str, Any] = read_truth(self.folder)["planted"]
        return planted

    @property
    def rates(self) -> dict[str, Any]:
        return {rate.knob: rate for rate in self.report.rates}


@pytest.fixture(scope="session")
def twin(tmp_path_factory: pytest.TempPathFactory) -> Twin:
    folder = tmp_path_factory.mktemp("profiles") / "twin"
    return Twin(folder, make_twin("profiles", seed=3, out=folder, knobs={"rows": 1_500, "long_arrays": 0.003}))


def place(rows: int, seed: int = 1, **knobs: float) -> TwinOrder:
    """Return an order for the twin."""
    return place_order(PLAN, "S", seed, {"rows": rows, **knobs})
