"""Names of the units and committees of a register, all invented."""

from __future__ import annotations

from typing import Final

from findspot.testing.twins.firms import CITY, places

_DIGITS: Final = "零一二三四五六七八九"
_SUFFIXES: Final = {
    "residents": ("居民区", "花园居民区", "新村居民区", "里弄居民区"),
    "enterprise": (
        "机械厂", "纺织有限公司", "印务有限公司", "建材有限公司", "物业公司", "水产公司", "食品厂", "运输公司",
    ),
    "government": ("档案科", "办公室", "水务科", "财务科", "市政所", "绿化所", "统计科", "信访室"),
    "school": ("中学", "小学", "幼儿园", "职业学校", "成人学校", "进修学校"),
    "foreign": ("外资服务站", "外资联络站"),
    "other": ("书画协会", "园艺协会", "商会", "志愿者协会", "棋类协会"),
}  # fmt: skip
_COMMITTEES: Final = {
    "residents": "街道", "enterprise": "实业集团", "government": "机关", "school": "教育集团", "foreign": "园区",
    "other": "社会组织促进会",
}  # fmt: skip


def numeral(number: int) -> str:
    """Return a number from 1 to 999 in Chinese, as ordinals of branches are written."""
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    text = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += f"{'' if tens == 1 and not hundreds else _DIGITS[tens]}十"
    elif hundreds and ones:
        text += "零"
    return text + (_DIGITS[ones] if ones or not text else "")


def committee_name(sector: str, district: str, number: int) -> str:
    """Return the unit of a committee; ``number`` tells those of one district and sector apart."""
    names = places()
    turn, place = divmod(number, len(names))
    # Each district begins elsewhere in the list.
    name = names[(place + 7 * sum(map(ord, district + sector))) % len(names)]
    return f"{district}{name}{numeral(turn + 1) if turn else ''}{_COMMITTEES[sector]}"


def ordinary_unit(sector: str, committee: str, number: int) -> str:
    """Return the unit of a branch that is of no planted firm, within its committee."""
    names = places()
    suffixes = _SUFFIXES[sector]
    stem = committee if sector in {"government", "school", "foreign"} else committee.removesuffix(_COMMITTEES[sector])
    return f"{stem}{names[(number * 7 + len(committee)) % len(names)]}{suffixes[number % len(suffixes)]}"


def root_name() -> str:
    """Return the name of the root of the tree."""
    return f"沅海{CITY}市委员会"


def branch_spelling(name: str) -> str:
    """Return another way to write the name of a branch; the same person could have typed it."""
    for plain, other in (("沅海", ""), ("党支部", "支部"), ("有限公司", "公司"), ("（", "("), ("第", "")):
        if plain in name:
            return name.replace(plain, other, 1).replace("）", ")") if plain == "（" else name.replace(plain, other, 1)
    return name + " "
