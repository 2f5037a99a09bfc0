"""Ways to write a name in another script: the variants that one person's profiles differ by.

Syllables after the way names are written in the press; modelled, no authority's table. Romanisations of Cyrillic after
BGN/PCGN, ISO 9 without diacritics, and common usage.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Final

from findspot.testing.tables import read_table

VARIANTS: Final = 3
"""Spellings kept of each name in each script."""

_HAN_SWAPS: Final = (
    str.maketrans("斯尔克特马莱罗维西德拉森", "思耳科忒玛赖洛威锡得腊逊"),
    str.maketrans("尔布卡里利普亚娜丹夫", "儿卜喀瑞莉浦娅纳但弗"),
)
_CYRILLIC: Final = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "yo|e|jo", "ж": "zh|zh|j", "з": "z", "и": "i",
    "й": "y|i|j", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u",
    "ф": "f", "х": "kh|h|x", "ц": "ts|c|tz", "ч": "ch|ch|tch", "ш": "sh|sh|sch", "щ": "shch|sch|shh", "ъ": "",
    "ы": "y|y|i", "ь": "", "э": "e", "ю": "yu|iu|ju", "я": "ya|ia|ja",
}  # fmt: skip
_GERMAN: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})
_LETTERS: Final = str.maketrans({"ı": "i", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae"})
_SOUND: Final = re.compile(r"(ch|sh|th|ph|zh|kh|ts|gh|[bcdfghjklmnpqrstvwxyz])?([aeiou](?:n(?![aeiou]))?)?")


def romanise(name: str) -> tuple[str, ...]:
    """Return the three romanisations of a Cyrillic name."""
    spellings = []
    for variant in range(VARIANTS):
        letters = (_CYRILLIC[letter].split("|") for letter in name.lower())
        spellings.append("".join(options[min(variant, len(options) - 1)] for options in letters).capitalize())
    return tuple(spellings)


def respell(culture: str, name: str) -> tuple[str, ...]:
    """Return a Latin name with two more spellings of it, which may be the same.

    >>> respell("english", "McAllan")
    ('McAllan', 'MacAllan', 'Mcallan')
    """
    spellings = [name, strip_marks(name), strip_marks(name).upper()]
    if culture == "german":
        spellings[2] = name.translate(_GERMAN)
    elif name.startswith("Mc"):
        spellings = [name, "Mac" + name[2:], name.capitalize()]
    elif name.startswith("Mac"):
        spellings = [name, "Mc" + name[3:], name.capitalize()]
    elif "-" in name:
        spellings = [name, name.replace("-", ""), name.replace("-", " ").title()]
    elif "'" in name:
        spellings = [name, name.replace("'", ""), name.replace("'", "’")]
    elif culture == "japanese":
        spellings = [name, name.replace("Oh", "O").replace("uu", "u"), name.replace("ou", "o").upper()]
    return tuple(spellings)


def strip_marks(name: str) -> str:
    """Return a Latin name without its diacritics."""
    parts = unicodedata.normalize("NFD", name)
    return "".join(part for part in parts if not unicodedata.combining(part)).translate(_LETTERS)


def write_in_han(name: str) -> tuple[str, ...]:
    """Return three ways to write the sound of a Latin name in Han characters."""
    letters = re.sub(r"[^a-z]", "", strip_marks(name).lower())
    sounds = _sounds()
    plain = "".join(_syllable(sounds, *match.groups()) for match in _SOUND.finditer(letters))
    return (plain, *(plain.translate(swaps) for swaps in _HAN_SWAPS))


def _syllable(sounds: dict[str, dict[str, str]], consonant: str | None, vowel: str | None) -> str:
    if vowel is None:
        return sounds[consonant]["alone"] if consonant else ""
    return sounds[consonant or ""][vowel]


@cache
def _sounds() -> dict[str, dict[str, str]]:
    return {row["consonant"]: row for row in read_table("profiles_sounds")}
