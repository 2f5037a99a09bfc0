"""Identity numbers of China: check character, birth date, sex, both lengths, and what spreadsheets do to them."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from findspot.testing.ids import check_character, make_ids
from findspot.text.identifiers import canonical_resident_ids, check_characters, read_resident_ids


def made_up(count: int, seed: int = 1) -> list[str]:
    random = np.random.default_rng(seed)
    born = np.datetime64("1931-01-01") + random.integers(0, 22_000, count)
    regions = random.choice(np.array([319901, 319905, 970101, 970221]), count)
    return make_ids(regions, born, random.random(count) < 0.5).to_pylist()


def wrong_digits(text: str) -> list[str]:
    """All numbers that differ from ``text`` in one digit, or in two neighbours swapped."""
    single = [text[:i] + d + text[i + 1 :] for i in range(17) for d in "0123456789" if d != text[i]]
    last = [text[:17] + d for d in "0123456789X" if d != text[17]]
    swapped = [text[:i] + text[i + 1] + text[i] + text[i + 2 :] for i in range(16) if text[i] != text[i + 1]]
    return single + last + swapped


def test_valid_numbers_are_accepted() -> None:
    ids = read_resident_ids(pa.array(made_up(2_000)))
    assert ids.valid.all()
    assert set(ids.length.tolist()) == {18}


def test_no_number_with_one_wrong_digit_or_two_swapped_ones_is_accepted() -> None:
    wrong = [w for text in made_up(80) for w in wrong_digits(text)]
    assert len(wrong) > 12_000
    assert not read_resident_ids(pa.array(wrong)).valid.any()


@given(st.from_regex(r"[0-9]{17}", fullmatch=True))
@settings(max_examples=100, deadline=None)
def test_check_characters_agree_with_the_standard(digits: str) -> None:
    own = check_characters(np.frombuffer(digits.encode(), np.uint8).reshape(1, 17))
    assert own.tobytes().decode() == check_character(digits)


def test_birth_date_and_sex_are_read() -> None:
    ids = read_resident_ids(pa.array(["319901194402010012", "31990119440201008X", "319901440201001"]))
    assert ids.birth.tolist() == [19440201, 19440201, 19440201]
    assert ids.male.tolist() == [True, False, True]


def test_both_lengths_of_one_number_have_one_form() -> None:
    text = [t for t in made_up(200) if t[14:17] < "996"]
    old = [t[:6] + t[8:17] for t in text]
    assert canonical_resident_ids(read_resident_ids(pa.array(old))).to_pylist() == text


def test_a_sequence_kept_for_people_of_the_19th_century_is_left_alone() -> None:
    ids = read_resident_ids(pa.array(["319901801231997", "319901450101997"]))
    assert ids.birth.tolist() == [18801231, 19450101]
    assert canonical_resident_ids(ids).to_pylist()[0] == "319901801231997"
    assert ids.valid.all()


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("319901194402310015", id="31 February"),
        pytest.param("319901209902010018", id="born in 2099"),
        pytest.param("019901194402010011", id="region 01"),
        pytest.param("319901194413010012", id="month 13"),
    ],
)
def test_what_cannot_be_is_not_plausible(text: str) -> None:
    ids = read_resident_ids(pa.array([text[:17] + check_character(text[:17])]))
    assert ids.checksum.all()
    assert not ids.plausible.any()


def test_numbers_cut_by_a_spreadsheet_are_known_as_such() -> None:
    text = [t for t in made_up(300) if not t.endswith("000")]
    cut = [t[:15] + "000" for t in text]
    ids = read_resident_ids(pa.array(cut))
    kept = np.array([c[17] == check_character(c[:17]) for c in cut])
    assert (ids.cut == ~kept).all()
    assert read_resident_ids(pa.array(["3.19901E+17", "3.1990119440201E17", "3E+14", "3.1E+5"])).cut.tolist() == [
        True, True, True, False,
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["", "31990119440201001", "3199011944020100123", "31990119440201001Y", "X" * 18, "一二三"]
)
def test_other_text_has_no_form(text: str) -> None:
    ids = read_resident_ids(pa.array([text]))
    assert ids.length.tolist() == [0]
    assert not ids.valid.any()
    assert canonical_resident_ids(ids).to_pylist() == [None]


def test_nulls_and_slices_are_read_in_place() -> None:
    text = [None, *made_up(5), None]
    whole = read_resident_ids(pa.array(text)).valid.tolist()
    assert whole == [False, True, True, True, True, True, False]
    assert read_resident_ids(pa.array(text).slice(2, 3)).valid.tolist() == [True, True, True]
    assert len(read_resident_ids(pa.array([], pa.string())).valid) == 0


@given(st.lists(st.none() | st.text(max_size=25), max_size=20))
@settings(max_examples=100, deadline=None)
def test_any_text_is_read_without_complaint(values: list[str | None]) -> None:
    ids = read_resident_ids(pa.array([v for v in values if v is None or v.isprintable()], pa.string()))
    assert (ids.valid <= (ids.length > 0)).all()
