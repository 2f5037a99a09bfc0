"""Tokens that stand for direct identifiers in working tables (contracts §7): BLAKE2b, keyed (RFC 7693)."""

from __future__ import annotations

import hashlib
from typing import Final

import pyarrow as pa

TOKEN_BYTES: Final = 16


def make_tokens(values: pa.StringArray, *, key: bytes, meaning: str) -> pa.StringArray:
    """Return a token for each value, the same for equal values of one meaning; null stays null.

    Args:
        values: Normalised values.
        key: The token key of the case.
        meaning: Code of the column's meaning; the same value has other tokens under another meaning.
    """
    encoded = values.dictionary_encode()
    base = hashlib.blake2b(key=key, person=_person(meaning), digest_size=TOKEN_BYTES)
    tokens: list[str] = []
    for value in encoded.dictionary.cast(pa.binary()).to_pylist():
        keyed = base.copy()
        keyed.update(value)
        tokens.append(keyed.hexdigest())
    return pa.array(tokens, pa.string()).take(encoded.indices)


def _person(meaning: str) -> bytes:
    """Return the personalisation of BLAKE2b, which holds 16 bytes: a longer code is hashed into them."""
    code = meaning.encode()
    if len(code) <= hashlib.blake2b.PERSON_SIZE:
        return code
    return hashlib.blake2b(code, digest_size=hashlib.blake2b.PERSON_SIZE).digest()
