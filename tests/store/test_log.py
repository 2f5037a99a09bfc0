from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from findspot.errors import UsageProblem
from findspot.store import AuditLog
from findspot.store.log import canonical
from findspot.store.merkle import extends, includes, leaf_hash

KEY = b"k" * 32


@pytest.fixture
def log(tmp_path: Path) -> AuditLog:
    """A log of five entries."""
    log = AuditLog(tmp_path / "log", KEY)
    for i in range(5):
        log.append("run" if i % 2 else "reveal", {"stage": f"stage {i}", "grund": "测试"})
    return log


def test_entries_come_back_in_order(log: AuditLog) -> None:
    entries = log.entries()
    assert [e["n"] for e in entries] == [0, 1, 2, 3, 4]
    assert [e["kind"] for e in entries] == ["reveal", "run", "reveal", "run", "reveal"]
    assert entries[0]["details"] == {"stage": "stage 0", "grund": "测试"}
    assert "@" in entries[0]["who"]
    assert entries[0]["time"].endswith("+00:00")
    assert log.append("run", {}) == 5
    assert log.size == 6


def test_a_new_log_is_empty_and_sound(tmp_path: Path) -> None:
    log = AuditLog(tmp_path / "log", KEY)
    assert log.entries() == []
    assert log.verify() == []
    assert log.checkpoint()["size"] == 0
    assert log.verify() == []


def test_an_untouched_log_verifies_also_against_an_old_checkpoint(log: AuditLog) -> None:
    held = log.checkpoint()
    log.append("run", {})
    assert log.verify() == []
    assert log.verify(held) == []


def test_a_checkpoint_is_made_once_for_each_size(log: AuditLog) -> None:
    assert log.checkpoint() == log.checkpoint()
    assert len(log.checkpoints()) == 5
    assert log.checkpoint()["root"] == log.root().hex()


def test_proofs_hold_for_every_entry_and_size(log: AuditLog, tmp_path: Path) -> None:
    lines = (tmp_path / "log/entries.jsonl").read_bytes().splitlines()
    old_roots = {c["size"]: bytes.fromhex(c["root"]) for c in log.checkpoints()}
    for i in range(5):
        assert includes(log.root(), 5, i, leaf_hash(lines[i]), log.inclusion_proof(i))
        assert extends(old_roots[i + 1], i + 1, log.root(), 5, log.consistency_proof(i + 1, 5))
    for call in (
        lambda: log.inclusion_proof(5),
        lambda: log.consistency_proof(4, 6),
        lambda: log.consistency_proof(3, 2),
    ):
        with pytest.raises(UsageProblem):
            call()


Change = Callable[[list[bytes]], list[bytes]]


@pytest.mark.parametrize(
    "change",
    [
        lambda lines: lines[:2] + lines[3:],
        lambda lines: lines[1:],
        lambda lines: lines[:-1],
        lambda lines: [],
        lambda lines: [lines[1], lines[0], *lines[2:]],
        lambda lines: [*lines, lines[-1]],
        lambda lines: [lines[0].replace(b"reveal", b"run"), *lines[1:]],
        lambda lines: [lines[0].replace(b",", b", "), *lines[1:]],
        lambda lines: [b"not json", *lines[1:]],
        lambda lines: [b"[1]", *lines[1:]],
        lambda lines: [b'{"n":NaN}', *lines[1:]],
        lambda lines: [b"[" * 100_000, *lines[1:]],
    ],
    ids=[
        "drop",
        "drop first",
        "truncate",
        "empty",
        "reorder",
        "repeat",
        "alter",
        "reformat",
        "garble",
        "no object",
        "no number",
        "deep",
    ],
)
def test_a_changed_log_is_found(log: AuditLog, tmp_path: Path, change: Change) -> None:
    path = tmp_path / "log/entries.jsonl"
    path.write_bytes(b"".join(line + b"\n" for line in change(path.read_bytes().splitlines())))
    assert log.verify()
    assert isinstance(log.entries(), list)


@given(st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_flipped_bit_of_entries_and_checkpoints_is_found(
    log: AuditLog, tmp_path: Path, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(["entries.jsonl", "checkpoints.jsonl"]))
    path = tmp_path / "log" / name
    whole = path.read_bytes()
    altered = bytearray(whole)
    altered[data.draw(st.integers(0, len(whole) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    path.write_bytes(altered)
    try:
        assert log.verify()
    finally:
        path.write_bytes(whole)


def test_entries_cut_off_with_their_checkpoints_show_against_one_held_outside(log: AuditLog, tmp_path: Path) -> None:
    held = log.checkpoint()
    for name in ("entries.jsonl", "checkpoints.jsonl"):
        path = tmp_path / "log" / name
        path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:3]))
    assert log.verify() == []
    assert "the checkpoint held outside: it covers 5 entries, only 3 are left" in log.verify(held)


def test_a_log_rewritten_and_signed_anew_shows_without_the_key_of_the_case(log: AuditLog, tmp_path: Path) -> None:
    held = log.checkpoint()
    shutil.rmtree(tmp_path / "log")
    forger = AuditLog(tmp_path / "log", b"j" * 32)
    for i in range(5):
        forger.append("run", {"stage": f"stage {i}"})
    assert all("key of this case" in p for p in log.verify())
    assert len(log.verify()) == 5
    # a colleague has the key of the case; only a checkpoint held outside shows what he rewrote
    shutil.rmtree(tmp_path / "log")
    colleague = AuditLog(tmp_path / "log", KEY)
    for i in range(5):
        colleague.append("run", {"stage": f"stage {i}"})
    assert log.verify() == []
    assert log.verify(held) == ["the checkpoint held outside: the first 5 entries are not those it was made for"]


def test_a_checkpoint_of_rubbish_is_told(log: AuditLog) -> None:
    last = log.checkpoint()
    for held in (
        {},
        {"size": -1, "root": ""},
        {"size": 0, "root": 3},
        {**last, "signer": "zz"},
        {**last, "signature": last["signature"].upper()},
    ):
        assert log.verify(held) == ["the checkpoint held outside: the signature does not fit"]


def test_an_entry_cut_by_a_kill_does_not_count(log: AuditLog, tmp_path: Path) -> None:
    path = tmp_path / "log/entries.jsonl"
    path.write_bytes(path.read_bytes() + b'{"n":5,"ki')
    assert log.size == 5
    assert log.verify() == []
    assert log.append("run", {}) == 5
    assert log.verify() == []


def test_an_entry_whose_checkpoint_was_lost_to_a_kill_is_told_and_covered_by_the_next(
    log: AuditLog, tmp_path: Path
) -> None:
    path = tmp_path / "log/checkpoints.jsonl"
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))
    assert log.verify() == ["no checkpoint covers the last of 5 entries"]
    log.checkpoint()
    assert log.verify() == []


def test_canonical_json_is_one_text_for_equal_values() -> None:
    assert canonical({"b": 1, "a": "中"}) == canonical({"a": "中", "b": 1}) == '{"a":"中","b":1}'.encode()
    assert json.loads(canonical({"x": [1, None]})) == {"x": [1, None]}
    with pytest.raises(ValueError, match="JSON"):
        canonical({"x": float("nan")})
