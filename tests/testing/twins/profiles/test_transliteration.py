"""Names in other scripts and spellings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from findspot.testing.twins.profiles.transliteration import VARIANTS, respell, romanise, strip_marks, write_in_han


@pytest.mark.parametrize(
    ("culture", "name", "spellings"),
    [
        ("english", "McAllan", ("McAllan", "MacAllan", "Mcallan")),
        ("english", "MacAlpine", ("MacAlpine", "McAlpine", "Macalpine")),
        ("english", "O'Dell", ("O'Dell", "ODell", "O’Dell")),
        ("english", "Stokes", ("Stokes", "Stokes", "STOKES")),
        ("german", "Weißbach", ("Weißbach", "Weissbach", "Weissbach")),
        ("german", "Müllerheim", ("Müllerheim", "Mullerheim", "Muellerheim")),
        ("french", "Étienne", ("Étienne", "Etienne", "ETIENNE")),
        ("turkish", "Yıldırımoğlu", ("Yıldırımoğlu", "Yildirimoglu", "YILDIRIMOGLU")),
        ("korean", "Min-jun", ("Min-jun", "Minjun", "Min Jun")),
        ("japanese", "Ohtsuka", ("Ohtsuka", "Otsuka", "OHTSUKA")),
    ],
)
def test_spellings_that_profiles_differ_by(culture: str, name: str, spellings: tuple[str, ...]) -> None:
    assert respell(culture, name) == spellings


@pytest.mark.parametrize(
    ("name", "spellings"),
    [
        ("Юрий", ("Yuriy", "Iurii", "Jurij")),
        ("Хрусталёв", ("Khrustalyov", "Hrustalev", "Xrustaljov")),
        ("Щегловитов", ("Shcheglovitov", "Scheglovitov", "Shheglovitov")),
        ("Любовь", ("Lyubov", "Liubov", "Ljubov")),
    ],
)
def test_three_romanisations_of_cyrillic(name: str, spellings: tuple[str, ...]) -> None:
    assert romanise(name) == spellings


@pytest.mark.parametrize(
    ("name", "han"),
    [
        ("Bennet", "本内特"),
        ("Marlowe", "马尔洛韦"),
        ("Anna", "安纳"),
        ("X", "克斯"),
        ("", ""),
    ],
)
def test_sounds_in_han(name: str, han: str) -> None:
    assert write_in_han(name)[0] == han


def test_variants_in_han_sound_alike_but_are_other_characters() -> None:
    first, second, third = write_in_han("Marlowe Winslow")
    assert len(first) == len(second) == len(third)
    assert len({first, second, third}) == VARIANTS


@given(st.text("abcdefghijklmnopqrstuvwxyzäéñşøßł'- ", max_size=20))
def test_any_latin_name_can_be_written_in_han(name: str) -> None:
    for written in write_in_han(name):
        assert all("\u4e00" <= character <= "\u9fff" for character in written)


@given(st.text(st.characters(max_codepoint=0x24F), max_size=20))
def test_marks_are_stripped_once_and_for_all(name: str) -> None:
    assert strip_marks(strip_marks(name)) == strip_marks(name)
