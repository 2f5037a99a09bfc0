from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from findspot.store.merkle import consistency_path, extends, includes, inclusion_path, leaf_hash, root_of

# Test vectors of the Certificate Transparency reference implementation (google/certificate-transparency, MIT-style).
INPUTS = [
    bytes.fromhex(h)
    for h in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LEAVES = [leaf_hash(i) for i in INPUTS]

sizes = st.integers(1, 40)
settings.register_profile("merkle", max_examples=150, deadline=None)
law = settings(max_examples=150, deadline=None)


def leaves_of(count: int) -> list[bytes]:
    return [leaf_hash(b"entry %d" % i) for i in range(count)]


def test_roots_are_those_of_the_reference() -> None:
    assert [root_of(LEAVES[: n + 1]).hex() for n in range(8)] == ROOTS
    assert root_of([]) == sha256(b"").digest()


@given(sizes, st.data())
@law
def test_every_entry_is_proved_included(size: int, data: st.DataObject) -> None:
    leaves = leaves_of(size)
    index = data.draw(st.integers(0, size - 1))
    path = inclusion_path(leaves, index)
    assert includes(root_of(leaves), size, index, leaves[index], path)
    assert len(path) <= (size - 1).bit_length()


@given(sizes, st.data())
@law
def test_a_wrong_inclusion_proof_proves_nothing(size: int, data: st.DataObject) -> None:
    leaves = leaves_of(size)
    index = data.draw(st.integers(0, size - 1))
    path, root = inclusion_path(leaves, index), root_of(leaves)
    assert not includes(root, size, index, leaf_hash(b"another"), path)
    assert not includes(leaf_hash(b"root"), size, index, leaves[index], path)
    assert not includes(root, size, index, leaves[index], [*path, leaf_hash(b"more")])
    assert not includes(root, size, size, leaves[index], path)
    assert not includes(root, size, -1, leaves[index], path)
    if path:
        assert not includes(root, size, index, leaves[index], path[:-1])
        changed = data.draw(st.integers(0, len(path) - 1))
        assert not includes(root, size, index, leaves[index], [*path[:changed], leaf_hash(b"?"), *path[changed + 1 :]])


@given(sizes, st.data())
@law
def test_every_earlier_log_is_proved_to_be_the_beginning(size: int, data: st.DataObject) -> None:
    leaves = leaves_of(size)
    old = data.draw(st.integers(0, size))
    path = consistency_path(leaves, old)
    assert extends(root_of(leaves[:old]), old, root_of(leaves), size, path)


@given(sizes, st.data())
@law
def test_a_rewritten_log_cannot_be_proved_to_extend(size: int, data: st.DataObject) -> None:
    leaves = leaves_of(size)
    old = data.draw(st.integers(1, size))
    changed = data.draw(st.integers(0, old - 1))
    rewritten = [*leaves[:changed], leaf_hash(b"forged"), *leaves[changed + 1 :]]
    path = consistency_path(rewritten, old)
    assert not extends(root_of(leaves[:old]), old, root_of(rewritten), size, path)
    assert not extends(root_of(rewritten[:old]), old, root_of(rewritten), size, [*path, leaf_hash(b"more")])
    if path:
        assert not extends(root_of(rewritten[:old]), old, root_of(rewritten), size, path[:-1])


@pytest.mark.parametrize(("old", "size"), [(3, 2), (-1, 2)])
def test_sizes_that_make_no_sense_prove_nothing(old: int, size: int) -> None:
    assert not extends(b"", old, b"", size, [])


def test_a_proof_from_nothing_is_empty() -> None:
    assert extends(root_of([]), 0, root_of(LEAVES), 8, [])
    assert not extends(root_of(LEAVES), 0, root_of(LEAVES), 8, [])
    assert not extends(root_of(LEAVES[:3]), 3, root_of(LEAVES), 8, [])
