"""Invented multinationals that are as hard to find in organisation names as real ones, and their near misses.

The twelve patterns are those of schemas.md, section 6. Every name is put together from syllables in
``data/firm_words.csv``; a test holds all that can come out against a list of real firms.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any, Final, Literal

import numpy as np

from findspot.testing.tables import read_table

Relation = Literal["", "own", "subsidiary", "venture", "predecessor", "agency", "supplier", "near-miss"]
RELATIONS: Final[tuple[Relation, ...]] = (
    "", "own", "subsidiary", "venture", "predecessor", "agency", "supplier", "near-miss",
)  # fmt: skip
POSITIVE: Final[frozenset[Relation]] = frozenset({"own", "subsidiary", "venture", "predecessor", "agency"})
"""Relations in which people work for the firm or its kin; the rest are negatives."""

PATTERNS: Final = (
    "generic", "homonym", "building", "product", "branch-level", "venture",
    "acquired", "agency", "supplier", "transliteration", "script", "english",
)  # fmt: skip
CITY: Final = "澄江"
AGENCY: Final = f"{CITY}汀屿人才派遣有限公司"
STATE_AGENCY: Final = f"{CITY}外事人力服务有限公司"
"""The agency of claim R7: it hires local staff for consulates and companies, and no row says who works where."""

VENTURE_FIRMS: Final = (4, 5, 6)
"""The firms of claim R6, by number: each has joint ventures."""

_SUPPLIER: Final = "漱渡建设工程有限公司"
_NEAR_MISSES: Final = {
    "generic": ("{short}出租汽车有限公司", "{short}文具商店"),
    "homonym": (CITY + "{short}电器厂", CITY + "{short}理发店"),
    "building": ("{short}大厦物业管理处", "{short}苑居民区"),
    "product": ("{short}草药材商行", "{short}果种植合作社"),
    "branch-level": (CITY + "农村信用社{short}路营业部", "{short}路菜场"),
    "venture": ("{short}驾驶培训学校", "{short}轮胎经营部"),
    "acquired": ("{predecessor}旧货商店", "{predecessor}里居民区"),
    "agency": ("{short}路人才市场", "{short}职业介绍所"),
    "supplier": (_SUPPLIER + "{short}项目部", "驻{short}办事处"),
    "transliteration": ("{variant}自行车修理部", "{variant}照相馆"),
    "script": ("{script}书画社", "{script}茶楼"),
    "english": ("{abbreviation}网络会所", "{abbreviation}外语培训中心"),
}
_SOUNDS: Final = {"洛": "罗", "诺": "洛", "斯": "思", "维": "威", "尔": "耳", "坦": "坦恩", "伦": "仑", "曼": "蔓"}


@dataclass(frozen=True, slots=True)
class Firm:
    """One invented multinational and everything it is called; lists are joined by ``|`` where they are written."""

    number: int
    pattern: str
    industry: str
    zh_short: str
    zh_long: str
    zh_legal: str
    en_brand: str
    en_legal: str
    en_abbreviation: str
    predecessor: str
    variants: tuple[str, ...]
    subsidiaries: tuple[str, ...]
    ventures: tuple[str, ...]
    near_misses: tuple[str, ...]

    def units(self, relation: Relation) -> tuple[str, ...]:
        """Return the units that people in this relation are listed under; empty where the firm has none."""
        return {
            "own": (self.zh_legal, *self._offices, *(f"{v}{CITY}公司" for v in self.variants)),
            "subsidiary": self.subsidiaries,
            "venture": self.ventures,
            "predecessor": (f"{self.predecessor}（中国）有限公司",) if self.predecessor else (),
            "agency": (AGENCY,),
            "near-miss": self.near_misses,
        }.get(relation, ())

    @property
    def _offices(self) -> tuple[str, ...]:
        """Units by their own word for branch: those of banks are called as those of the association."""
        if self.industry != "银行":
            return (f"{self.zh_short}中国总部",)
        own = f"{self.zh_long}{CITY}"
        return (f"{own}分行", f"{own}{places()[self.number % len(places())]}支行", f"{own}营业部")

    def to_dict(self) -> dict[str, Any]:
        """Return plain values, lists joined."""
        return {k: "|".join(v) if isinstance(v, tuple) else v for k, v in asdict(self).items()}


def make_firms(random: np.random.Generator, count: int) -> list[Firm]:
    """Return invented firms: the patterns in turn, the first seven those of claims R4 to R6."""
    brands = every_brand()
    chosen = [brands[i] for i in random.permutation(len(brands))[:count].tolist()]
    words = [row["zh"] for row in _words("word")]
    firms: list[Firm] = []
    for number, (short, brand) in enumerate(chosen):
        pattern = PATTERNS[(number + 4) % len(PATTERNS)]
        if pattern == "generic" and words:
            short = words.pop(0)
        # Some brands and abbreviations mean two firms.
        if pattern == "transliteration" and number % 2:
            brand = firms[-1].en_brand
        firm = _found(random, number, pattern, short, brand)
        if pattern == "english" and number >= 2 * len(PATTERNS):
            firm = _with_abbreviation(firm, firms[number - len(PATTERNS)].en_abbreviation)
        firms.append(firm)
    return firms


def _with_abbreviation(firm: Firm, abbreviation: str) -> Firm:
    own = firm.en_abbreviation
    variants = tuple(v.replace(own, abbreviation).replace(".".join(own), ".".join(abbreviation)) for v in firm.variants)
    near_misses = tuple(name.replace(own, abbreviation) for name in firm.near_misses)
    return replace(firm, en_abbreviation=abbreviation, variants=variants, near_misses=near_misses)


def every_brand() -> list[tuple[str, str]]:
    """Return all Chinese short names that can come out, with the Latin brand of each."""
    return [(a["zh"] + b["zh"], a["en"] + b["en"]) for a in _words("start") for b in _words("end")]


def abbreviate(brand: str, industry: str) -> str:
    """Return four letters; the last makes sure that nobody is called so."""
    return f"{brand[0]}{brand[-1]}{industry[0]}Q".upper()


def every_abbreviation() -> list[str]:
    """Return all abbreviations that can come out."""
    industries = [row["en"] for row in _words("industry")]
    return sorted({abbreviate(brand, industry) for _, brand in every_brand() for industry in industries})


def every_word() -> list[str]:
    """Return the common words and invented places that are used as names beside the brands."""
    return [row["zh"] for kind in ("word", "place") for row in _words(kind)]


def places() -> list[str]:
    """Return invented names of places, for streets, quarters, schools and local firms."""
    return [row["zh"] for row in _words("place")]


def _words(kind: str) -> list[dict[str, str]]:
    return [row for row in read_table("firm_words") if row["kind"] == kind]


def _found(random: np.random.Generator, number: int, pattern: str, short: str, brand: str) -> Firm:
    industries = _words("industry")
    industry = industries[0] if number < 2 or pattern == "branch-level" else industries[1 + number % 11]
    others = every_brand()
    abbreviation = abbreviate(brand, industry["en"])
    long = f"{short}{industry['zh']}"
    predecessor = f"{others[int(random.integers(len(others)))][0]}{industry['zh']}" if pattern == "acquired" else ""
    variants = _variants(pattern, short, abbreviation)
    subsidiaries = [f"{short}{word}（{CITY}）有限公司" for word in ("贸易", "技术", "投资", "服务")]
    ventures = [f"{CITY}{short}{word}有限公司" for word in (industry["zh"], "零部件", "合资设备")]
    least = 1 if pattern == "venture" or number in VENTURE_FIRMS else 0
    misses = 2 if random.random() < 0.5 else 1
    names = {
        "short": short,
        "variant": _sound_alike(short),
        "script": _traditional(short),
        "abbreviation": abbreviation,
        "predecessor": predecessor,
    }
    return Firm(
        number=number,
        pattern=pattern,
        industry=industry["zh"],
        zh_short=short,
        zh_long=long,
        zh_legal=f"{long}（中国）有限公司",
        en_brand=brand,
        en_legal=f"{brand} {industry['en']} Holdings plc",
        en_abbreviation=abbreviation,
        predecessor=predecessor,
        variants=variants,
        subsidiaries=tuple(subsidiaries[: int(random.integers(0, 5))]),
        ventures=tuple(ventures[: max(least, int(random.integers(0, 4)))]),
        near_misses=tuple(template.format(**names) for template in _NEAR_MISSES[pattern][:misses]),
    )


def _variants(pattern: str, short: str, abbreviation: str) -> tuple[str, ...]:
    """Return other ways to write the short name, for the patterns that are about them."""
    if pattern == "transliteration":
        return (f"{short[:2]}·{short[2:]}", _sound_alike(short), f"{short[:2]}-{short[2:]}")
    if pattern == "script":
        return (_traditional(short), f"{short}(中国)")
    if pattern == "english":
        return (abbreviation, ".".join(abbreviation) + ".")
    return ()


def _sound_alike(short: str) -> str:
    for character, other in _SOUNDS.items():
        if character in short:
            return short.replace(character, other, 1)
    return short + "士"


def _traditional(short: str) -> str:
    for row in _words("script"):
        short = short.replace(row["zh"], row["en"])
    return short
