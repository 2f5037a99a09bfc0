from __future__ import annotations

import os
from pathlib import Path

import pytest

from bench import inputs, spine


@pytest.mark.skipif(os.environ.get("NUMBA_DISABLE_JIT", "0") != "0", reason="speed means nothing with the compiler off")
def test_a_tiny_run_measures_everything_and_leaves_no_case_or_key_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inputs, "BLOCK_ROWS", 2_000)
    monkeypatch.setattr(spine, "WARM_UP_MEGABYTES", 0.05)
    keys = os.environ["FINDSPOT_KEYS"]
    said: list[str] = []
    text = spine.run(spine.Plan(0.3, rounds=1, memory_megabytes=(0.1,)), tmp_path, said.append)
    for what in ("CSV → Arrow", "recover stage, CSV", "one row a line", "recover stage, NDJSON"):
        assert f"| {what}" in text or what in text
    assert "| 0.1 |" in text
    assert any("round 1 of 1" in line for line in said)
    assert all(path.is_file() for path in tmp_path.iterdir())
    assert os.environ["FINDSPOT_KEYS"] == keys
