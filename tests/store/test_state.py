from __future__ import annotations

from pathlib import Path

import pytest

from findspot.store import StageStates


@pytest.fixture
def states(tmp_path: Path) -> StageStates:
    return StageStates(tmp_path / "state.json")


def test_a_stage_is_set_read_and_forgotten(states: StageStates) -> None:
    assert states.get("intake") is None
    states.set("intake", {"state": "done", "counts": {"rows": 3}})
    states.set("recover", {"state": "look"})
    assert states.get("intake") == {"state": "done", "counts": {"rows": 3}}
    states.forget("recover", "profile")
    assert states.get("recover") is None
    assert states.get("intake") is not None


def test_forgetting_nothing_writes_nothing(states: StageStates, tmp_path: Path) -> None:
    states.forget("recover")
    assert not (tmp_path / "state.json").exists()


@pytest.mark.parametrize("text", [b"", b"{", b"[]", b"{}", b'{"stages": 3}', b"\xff"])
def test_a_damaged_state_only_means_that_stages_run_again(states: StageStates, tmp_path: Path, text: bytes) -> None:
    (tmp_path / "state.json").write_bytes(text)
    assert states.get("intake") is None
    states.set("intake", {"state": "done"})
    assert states.get("intake") == {"state": "done"}
