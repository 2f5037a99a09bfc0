from __future__ import annotations

import stat
from dataclasses import astuple
from pathlib import Path

import pytest

from findspot.errors import EnvironmentProblem, KeyMissing
from findspot.store.keys import CaseKeys, create_case_key, key_folder, load_case_key, load_identity

CASE = "0123456789abcdef0123456789abcdef"


def test_a_key_is_made_once_privately_and_found_again(own_keys: Path) -> None:
    made = create_case_key(CASE)
    assert load_case_key(CASE) == made
    path = own_keys / f"{CASE}.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(own_keys.stat().st_mode) == 0o700
    with pytest.raises(EnvironmentProblem, match="exists"):
        create_case_key(CASE)


def test_subkeys_differ_from_each_other_and_between_cases() -> None:
    one, other = CaseKeys.derive(b"a" * 32), CaseKeys.derive(b"b" * 32)
    subkeys = {*astuple(one), *astuple(other)}
    assert len(subkeys) == 2 * len(astuple(one))
    assert all(len(k) == 32 for k in subkeys)


def test_keys_do_not_show() -> None:
    keys = CaseKeys.derive(b"a" * 32)
    assert keys.sealing.hex() not in repr(keys)
    assert repr(keys) == "CaseKeys()"


def test_the_hash_of_a_reject_is_keyed() -> None:
    one, other = CaseKeys.derive(b"a" * 32), CaseKeys.derive(b"b" * 32)
    assert one.reject_hash(b"row") == one.reject_hash(b"row")
    assert one.reject_hash(b"row") != other.reject_hash(b"row")
    assert len(one.reject_hash(b"")) == 32


@pytest.mark.parametrize("case_id", ["0" * 32, "../../x", ""])
def test_a_missing_key_is_told_with_advice(case_id: str) -> None:
    with pytest.raises(KeyMissing) as caught:
        load_case_key(case_id)
    assert caught.value.advice


def test_a_damaged_key_file_is_told(own_keys: Path) -> None:
    create_case_key(CASE)
    (own_keys / f"{CASE}.key").write_bytes(b"\xff\xfe rubbish")
    with pytest.raises(KeyMissing, match="damaged"):
        load_case_key(CASE)


def test_the_identity_is_made_on_first_use_beside_the_keys(own_keys: Path) -> None:
    first = load_identity().private_bytes_raw()
    assert load_identity().private_bytes_raw() == first
    path = own_keys.parent / "identity.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.write_text("rubbish")
    with pytest.raises(KeyMissing, match="signing"):
        load_identity()


def test_the_key_folder_follows_the_users_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FINDSPOT_KEYS")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    assert key_folder() == tmp_path / "config/findspot/keys"
    monkeypatch.delenv("XDG_CONFIG_HOME")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert key_folder() == tmp_path / "home/.config/findspot/keys"
