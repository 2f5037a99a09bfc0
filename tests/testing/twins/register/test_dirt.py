from __future__ import annotations

import re
import unicodedata

import numpy as np
import pyarrow as pa
import pytest

from findspot.testing.twins.register.cells import COLUMNS
from findspot.testing.twins.register.dirt import RARE, mojibake, rare_name
from findspot.testing.twins.register.drawing import Register, write_cells
from findspot.testing.twins.register.habits import MISSING
from findspot.testing.twins.workshop import MARK


@pytest.fixture(scope="module")
def cells(drawn: Register) -> pa.Table:
    return write_cells(drawn, slice(0, len(drawn.rows)))


def texts(cells: pa.Table, column: str, chosen: np.ndarray) -> list[str]:
    return list(cells.column(column).filter(pa.array(chosen)).to_pylist())


def test_the_cells_do_not_depend_on_how_they_are_cut(drawn: Register, cells: pa.Table) -> None:
    assert cells.column_names == list(COLUMNS)
    assert write_cells(drawn, slice(333, 777)).equals(cells.slice(333, 444))


def test_full_width_rows_have_no_plain_digit(drawn: Register, cells: pa.Table) -> None:
    chosen = drawn.habits.full_width & ~drawn.habits.mojibake
    assert chosen.sum() > 100
    for column in ("身份证号", "手机", "出生日期"):
        assert not any(re.search("[0-9A-Za-z]", text) for text in texts(cells, column, chosen))
    assert len(np.unique(drawn.rows.branch[chosen])) < 30


def test_spaces_are_at_the_end_of_one_cell(drawn: Register, cells: pa.Table) -> None:
    def spaced(row: int) -> list[str]:
        values = cells.slice(row, 1).to_pylist()[0]
        return [name for name, text in values.items() if text != text.rstrip(" \u3000")]

    rows = np.flatnonzero(drawn.habits.spaces & ~drawn.habits.mojibake)
    assert all(len(spaced(int(row))) == 1 for row in rows[:200])


def test_a_spreadsheet_spoils_ids_of_digits_in_the_second_file_only(drawn: Register, cells: pa.Table) -> None:
    habits = drawn.habits
    assert not habits.excel[: drawn.rows.split].any()
    plain = ~habits.full_width & ~habits.mojibake
    assert all(re.fullmatch(r"9\.7\d{4}E\+17", text) for text in texts(cells, "身份证号", (habits.excel == 1) & plain))
    zeros = texts(cells, "身份证号", (habits.excel == 2) & plain)
    assert all(re.fullmatch(r"\d{15}000", text) for text in zeros)
    assert len(zeros) > 300
    others = texts(cells, "身份证号", habits.excel == 0)
    assert sum(text.endswith(("X", "x")) for text in others) > 1500


def test_lower_x_and_short_ids(drawn: Register, cells: pa.Table) -> None:
    lower = texts(cells, "身份证号", drawn.habits.lower_x & ~drawn.habits.full_width)
    assert lower
    assert all(text.endswith("x") for text in lower)
    plain = ~drawn.habits.full_width & ~drawn.habits.mojibake
    assert {len(text) for text in texts(cells, "身份证号", drawn.rows.short_id & plain)} == {15}


def test_phones_with_two_numbers_or_an_id(drawn: Register, cells: pa.Table) -> None:
    plain = ~drawn.habits.full_width
    for text in texts(cells, "手机", drawn.habits.two_phones & plain):
        assert re.fullmatch(r"1[0-2]\d{9}[、/]1[0-2]\d{9}", text)
    ids = texts(cells, "身份证号", drawn.habits.id_as_phone)
    assert texts(cells, "手机", drawn.habits.id_as_phone) == ids
    assert len(ids) == 10


def test_landlines_lose_their_zero_with_the_hyphen(drawn: Register, cells: pa.Table) -> None:
    plain = ~drawn.habits.full_width & (drawn.rows.person >= 0)
    lost = texts(cells, "固定电话", drawn.habits.zero_lost & plain)
    assert all(re.fullmatch(r"261\d{7}", text) for text in lost)
    rest = set(texts(cells, "固定电话", ~drawn.habits.zero_lost & plain)) - set(MISSING)
    assert all(re.fullmatch(r"026-1\d{7}", text) for text in rest)


def test_no_phone_has_a_prefix_that_was_ever_allotted(cells: pa.Table) -> None:
    phones = [unicodedata.normalize("NFKC", text) for text in cells.column("手机").to_pylist()]
    numbers = [
        number
        for text in phones
        for number in re.findall(r"\d{11}", text)
        if not re.fullmatch(r"\d{18}|\d{17}[Xx]", text)
    ]
    assert len(numbers) > 10_000
    assert {number[:3] for number in numbers if not number.startswith("97")} <= {str(n) for n in range(100, 130)}


def test_missing_values_are_spelled_by_the_branch(drawn: Register, cells: pa.Table) -> None:
    styles = drawn.styles.missing[drawn.rows.branch]
    plain = ~drawn.habits.full_width & (drawn.rows.person >= 0)
    for style, word in enumerate(MISSING):
        chosen = (styles == style) & plain & ~drawn.members.has_address[np.maximum(drawn.rows.person, 0)]
        assert chosen.any()
        assert {text.strip() for text in texts(cells, "家庭住址", chosen & ~drawn.habits.mojibake)} == {word}
    assert set(texts(cells, "备注", drawn.rows.person < 0)) == {"", MARK}


def test_names_with_inner_space_rare_characters_and_dots(drawn: Register, cells: pa.Table) -> None:
    plain = ~drawn.habits.mojibake & ~drawn.habits.spaces
    spaced = texts(cells, "姓名", drawn.habits.inner_space & plain)
    assert len(spaced) > 100
    assert all(re.fullmatch(r".[ \u3000]{1,2}.", text) for text in spaced)
    rare = texts(cells, "姓名", drawn.habits.rare & plain)
    assert rare
    assert all(text[-1] in "?\ue0a1〇" for text in rare)
    assert rare_name("王伟", 1) == "王" + RARE[1]
    assert all(len(character.encode("gb18030")) == 4 for character in RARE)


def test_addresses_with_a_line_end_and_remarks_with_a_comma(drawn: Register, cells: pa.Table) -> None:
    broken = texts(cells, "家庭住址", drawn.habits.newline & ~drawn.habits.mojibake)
    assert len(broken) >= 9
    assert all("弄\n" in text for text in broken)
    assert set(texts(cells, "备注", drawn.habits.unquoted & ~drawn.habits.mojibake)) <= {"见附页,已核对"}


def test_mojibake_is_utf8_read_as_gbk() -> None:
    assert mojibake("王伟") == "鐜嬩紵"
    assert mojibake("李") == "鏉?"
    assert mojibake("abc") == "abc"


def test_nothing_takes_four_bytes_in_gb18030(cells: pa.Table) -> None:
    for column in cells.columns:
        characters = set("".join(column.to_pylist()))
        assert max(len(character.encode("gb18030")) for character in characters) <= 2


def test_dates_sexes_and_groups_are_written_in_all_forms(drawn: Register, cells: pa.Table) -> None:
    plain = ~drawn.habits.full_width & (drawn.rows.person >= 0)
    dates = texts(cells, "出生日期", plain)
    forms = [
        r"\d{4}-\d\d-\d\d",
        r"\d{4}\.\d{1,2}\.\d{1,2}",
        r"\d{8}",
        r"\d\d年\d{1,2}月",
        r"\d{4}/\d{1,2}/\d{1,2}",
        r"-?\d{1,5}",
    ]
    counts = [sum(bool(re.fullmatch(form, text)) for text in dates) for form in forms]
    assert min(counts) > 100
    assert sum(counts) == len(dates)
    assert set(texts(cells, "性别", plain)) == {"男", "女", "1", "2", "M", "F", ""}
    assert {"甲组", "甲", "01"} <= set(texts(cells, "民族", plain))


def test_a_spreadsheet_date_is_the_day_it_means(drawn: Register, cells: pa.Table) -> None:
    serial = (drawn.styles.date[drawn.rows.branch] == 5) & (drawn.rows.person >= 0) & ~drawn.habits.full_width
    born = drawn.members.born[drawn.rows.person[serial]]
    days = np.array([int(text) for text in texts(cells, "出生日期", serial)])
    assert (np.datetime64("1899-12-30") + days == born.astype("datetime64[D]")).all()
