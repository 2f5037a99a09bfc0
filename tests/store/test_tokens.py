from __future__ import annotations

import hashlib

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from findspot.store import make_tokens

KEY = b"k" * 32


@given(st.lists(st.none() | st.text(max_size=8), max_size=30))
@settings(max_examples=100, deadline=None)
def test_tokens_tell_apart_what_the_values_tell_apart(values: list[str | None]) -> None:
    writable = [None if v is None else v.encode("utf-8", "replace").decode() for v in values]
    tokens = make_tokens(pa.array(writable, pa.string()), key=KEY, meaning="phone").to_pylist()
    assert [t is None for t in tokens] == [v is None for v in writable]
    pairs = {(v, t) for v, t in zip(writable, tokens, strict=True)}
    assert len(pairs) == len(set(writable)) == len(set(tokens))


def test_a_token_is_the_keyed_hash_of_the_contract() -> None:
    expected = hashlib.blake2b("张".encode(), key=KEY, person=b"person-name", digest_size=16).hexdigest()
    assert make_tokens(pa.array(["张"]), key=KEY, meaning="person-name").to_pylist() == [expected]


def test_key_and_meaning_change_the_token_also_for_long_meanings() -> None:
    value = pa.array(["same"])
    meanings = ("phone", "email", "a-meaning-with-a-long-code-1", "a-meaning-with-a-long-code-2")
    tokens = {make_tokens(value, key=k, meaning=m)[0].as_py() for k in (KEY, b"j" * 32) for m in meanings}
    assert len(tokens) == 8
