"""Identity numbers as a column meaning."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from findspot.recognisers.resident_id import ResidentId
from findspot.testing.ids import make_ids


def test_made_up_ids_are_valid() -> None:
    random = np.random.default_rng(3)
    born = np.datetime64("1930-01-01") + random.integers(0, 20_000, 500)
    ids = make_ids(np.full(500, 319901, np.int64), born, random.random(500) < 0.5)
    assert ResidentId().score(ids) == 1.0
    assert all(ResidentId().valid(ids).to_pylist())


def test_a_wrong_check_character_is_normalised_but_not_valid() -> None:
    wrong = pa.array(["319901194402010011", None])
    assert ResidentId().valid(wrong).to_pylist() == [False, None]
    assert ResidentId().normalise(wrong).to_pylist() == ["319901194402010011", None]


def test_random_numbers_of_18_digits_do_not_look_like_ids() -> None:
    random = np.random.default_rng(4)
    numbers = pa.array([f"{n:018d}" for n in random.integers(10**17, 10**18, 2_000)])
    assert ResidentId().score(numbers) < 0.05


def test_a_recogniser_may_name_its_own_header_words() -> None:
    class Own(ResidentId):
        code = "own"
        header_words = ("own",)

    assert Own().header_words == ("own",)
    assert "身份证" in ResidentId().header_words
