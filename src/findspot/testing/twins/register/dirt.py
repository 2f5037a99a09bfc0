"""Spoils cells the way they are spoilt in real registers: by typing, by spreadsheets, by wrong encodings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from findspot.testing.twins.draws import Flags, Indices
from findspot.testing.twins.register.habits import Habits
from findspot.testing.twins.register.rows import RETYPED, TEST

RARE: Final = ("㛃", "㻛", "𠮷", "𬱖", "𫟼")
"""Characters outside GBK, as people have them in their names."""
_STANDS_FOR_RARE: Final = ("?", "\ue0a1", "〇")
_FULL_WIDTH: Final = {code: code + 0xFEE0 for code in range(ord("0"), ord("z") + 1) if chr(code).isalnum()}
_TRAILING: Final = (" ", "\u3000", "  ")
_SPACED: Final = ("学历", "所在党支部", "籍贯", "姓名", "家庭住址")
_TEXT: Final = ("姓名", "籍贯", "学历", "所在党支部", "上级党组织", "家庭住址", "备注")

Cells = dict[str, pa.Array]


def spoil(cells: Cells, habits: Habits, origin: Indices, luck: Indices) -> None:
    """Change the cells of some rows in place; ``luck`` decides what a habit leaves open."""
    _change(cells, "身份证号", origin == RETYPED, luck, _mistype)
    _change(cells, "身份证号", habits.lower_x, luck, lambda text, _: text.lower())
    _change(cells, "身份证号", habits.excel == 1, luck, lambda text, _: f"{text[0]}.{text[1:6]}E+17")
    _change(cells, "身份证号", habits.excel == 2, luck, lambda text, _: text[:15] + "000")
    _double_phones(cells, habits, luck)
    _change(cells, "姓名", habits.rare, luck, lambda text, n: text[:-1] + _STANDS_FOR_RARE[n % 3])
    _change(cells, "姓名", habits.inner_space, luck, lambda text, n: text[0] + ("  ", "\u3000", " ")[n % 3] + text[1:])
    _change(
        cells, "姓名", _other_dots(cells), luck, lambda text, n: text.replace("·", ("·", "．", ".", " ", "")[n % 5])
    )
    _change(cells, "家庭住址", habits.newline, luck, lambda text, _: text.replace("弄", "弄\n", 1))
    _add_spaces(cells, habits.spaces, luck)
    _write(cells, "备注", habits.unquoted, "见附页,已核对")
    for name in cells:
        _change(cells, name, habits.full_width, luck, lambda text, _: text.translate(_FULL_WIDTH))
    for name in _TEXT:
        _change(cells, name, habits.mojibake, luck, lambda text, _: mojibake(text))


def write_test_rows(cells: Cells, origin: Indices, mark: str) -> None:
    """Fill the rows with which somebody tried the program; they carry the mark."""
    _write(cells, "姓名", origin == TEST, "测试")
    _write(cells, "备注", origin == TEST, mark)


def mojibake(text: str) -> str:
    """Return text in UTF-8 as it looks when it was read as GBK and saved again."""
    return text.encode("utf-8").decode("gbk", "replace").replace("\ufffd", "?")


def rare_name(name: str, number: int) -> str:
    """Return the right form of a name whose last character is rare."""
    return name[:-1] + RARE[number % len(RARE)]


def _change(cells: Cells, name: str, chosen: Flags, luck: Indices, change: Callable[[str, int], str]) -> None:
    """Put the changed text in the cells of the chosen rows; empty cells stay empty."""
    if not chosen.any():
        return
    mask = pa.array(chosen)
    texts = cells[name].filter(mask).to_pylist()
    new = [change(text, number) if text else text for text, number in zip(texts, luck[chosen].tolist(), strict=True)]
    cells[name] = pc.replace_with_mask(cells[name], mask, pa.array(new, pa.string()))


def _write(cells: Cells, name: str, chosen: Flags, text: str) -> None:
    """Put one text in the cells of the chosen rows, whatever was there."""
    if chosen.any():
        cells[name] = pc.if_else(pa.array(chosen), text, cells[name])


def _mistype(text: str, luck: int) -> str:
    """Return an id with one digit of its sequence or day typed wrong: the check character no longer fits."""
    place = 6 + luck % 11
    return text[:place] + str((int(text[place]) + 1 + luck // 11 % 9) % 10) + text[place + 1 :]


def _double_phones(cells: Cells, habits: Habits, luck: Indices) -> None:
    def second(text: str, number: int) -> str:
        return f"{text}{('、', '/')[number % 2]}{text[:3]}{number // 2 % 10**8:08d}"

    _change(cells, "手机", habits.two_phones, luck, second)
    if habits.id_as_phone.any():
        mask = pa.array(habits.id_as_phone)
        cells["手机"] = pc.replace_with_mask(cells["手机"], mask, cells["身份证号"].filter(mask))


def _other_dots(cells: Cells) -> Flags:
    return np.asarray(pc.match_substring(cells["姓名"], "·").to_numpy(zero_copy_only=False))


def _add_spaces(cells: Cells, chosen: Flags, luck: Indices) -> None:
    column = luck // 7 % len(_SPACED)
    # An address that is not there takes no space: the name has it then.
    empty = pc.equal(cells["家庭住址"], "").to_numpy(zero_copy_only=False)
    column = np.where((column == 4) & empty, 3, column)
    for number, name in enumerate(_SPACED):
        _change(cells, name, chosen & (column == number), luck, lambda text, n: text + _TRAILING[n % 3])
