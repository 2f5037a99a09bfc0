from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from findspot.intake.claims import Claims

wishes = st.lists(st.tuples(st.integers(-5, 60), st.integers(0, 30), st.sampled_from(["a", "b", 1, 2])), max_size=12)


@given(wishes)
@settings(max_examples=200, deadline=None)
def test_the_first_claim_on_a_byte_stands(wanted: list[tuple[int, int, str | int]]) -> None:
    length = 50
    claims, bytes_of = Claims(length), [None] * length  # type: list[object]
    for offset, size, what in wanted:
        claims.add(offset, size, what)
        for place in range(max(offset, 0), min(offset + size, length)):
            bytes_of[place] = bytes_of[place] if bytes_of[place] is not None else what
    got: list[object] = [None] * length
    for claim in [*claims.children(), *claims.structure()]:
        assert claim.length > 0
        for place in range(claim.offset, claim.offset + claim.length):
            assert got[place] is None, "claims overlap"
            got[place] = claim.what
    assert got == bytes_of


def test_neighbours_of_one_kind_are_one_claim() -> None:
    claims = Claims(100)
    claims.add(0, 10, "header")
    claims.add(10, 10, "header")
    claims.add(20, 5, 7)
    assert claims.structure() == [(0, 20, "header")]
    assert claims.children() == [(20, 5, 7)]
