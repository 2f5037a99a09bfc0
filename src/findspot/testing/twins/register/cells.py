"""Writes members as a branch's clerk would: the cells of the member table before its dirt."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from findspot.testing.ids import compose_ids, decimal_digits, fixed_width_text
from findspot.testing.names import name_pools
from findspot.testing.places import STREET_FIRST, STREET_SECOND
from findspot.testing.twins.draws import Flags, Indices
from findspot.testing.twins.firms import RELATIONS, Firm
from findspot.testing.twins.regions import load_regions
from findspot.testing.twins.register.habits import DATE_FORMS, MISSING, SEX_FORMS, Styles
from findspot.testing.twins.register.members import LEVELS, POSITIONS, Members, id_date
from findspot.testing.twins.register.names import branch_spelling
from findspot.testing.twins.register.rows import Rows
from findspot.testing.twins.register.tree import Tree

COLUMNS: Final = (
    "序号", "姓名", "性别", "民族", "籍贯", "出生日期", "身份证号", "学历", "入党时间", "党内职务",
    "所在党支部", "上级党组织",
    "家庭住址", "手机", "固定电话", "备注",
)  # fmt: skip
GROUPS: Final = ("甲组", "乙组", "丙组", "丁组", "戊组")
AREA_CODE: Final = "026"
"""A code never allotted; numbers within begin with 1, as no subscriber's does."""

_LEVEL_FORMS: Final = {"大学本科": ("大学本科", "本科", "大学"), "研究生": ("研究生", "硕士研究生", "研究生"),
                       "大专": ("大专", "大学专科", "大专")}  # fmt: skip
_REMARKS: Final = (
    "",
    "转入",
    "转出",
    "材料待补",
    "曾用名见附页, 已核对",
    '登记表写作"同音字"',
    "地址变更\n见新表",
    "流动",
)
_REMARK_EDGES: Final = (0.94, 0.96, 0.975, 0.985, 0.991, 0.994, 0.995)
_FIRST_DAY: Final = np.datetime64("1910-01-01").astype(np.int64)
_DAYS: Final = 39_500
_EXCEL_EPOCH: Final = 25_569
"""Days from 1899-12-30, where spreadsheets count from, to 1970."""
_SPECIAL_SOUNDS: Final = (
    "阿澜",
    "木青",
    "诺桑",
    "达洼",
    "里汀",
    "苏禾",
    "格乌",
    "云丹泽",
    "朵柯",
    "尼雅",
    "央措",
    "布岚",
)


class Clerk:
    """Knows all members and writes the cells of any rows."""

    def __init__(self, tree: Tree, members: Members, styles: Styles, firms: list[Firm]) -> None:
        self._tree = tree
        self._members = members
        self._styles = styles
        regions = load_regions()
        self.ids = compose_ids(regions.code[members.region], id_date(members), members.sequence)
        self._dates = _calendar()
        self._natives = _native_pool()
        self._streets = _street_pool()
        self._numbers = pa.array([str(number) for number in range(1000)])
        self._branch_names = pa.concat_arrays(
            [tree.name, pa.array([branch_spelling(n) for n in tree.name.to_pylist()])]
        )
        self._remarks = pa.array([*_REMARKS, *(f"派驻{firm.zh_short}" for firm in firms)])
        self._firm_count = len(firms)
        self._agency = np.where(tree.relation == RELATIONS.index("agency"), tree.firm, -1)

    def names(self, index: Indices) -> pa.Array:
        """Return the names of members, with a dot between the parts of those of another form."""
        surnames, given = name_pools()
        members = self._members
        plain = pc.binary_join_element_wise(
            surnames.take(pa.array(members.surname[index])), given.take(pa.array(members.given[index])), ""
        )
        special = members.special[index]
        if not (special >= 0).any():
            return plain
        sounds = pa.array(_SPECIAL_SOUNDS)
        number = np.maximum(special, 0)
        other = pc.binary_join_element_wise(
            sounds.take(pa.array(number % 12)), "·", sounds.take(pa.array(number // 12 % 12)), ""
        )
        return pc.if_else(pa.array(special >= 0), other, plain)

    def phones(self, index: Indices) -> pa.Array:
        """Return the mobile numbers of members, empty for none."""
        return _or_empty(_digits(self._members.phone[index], 11), self._members.phone[index] > 0)

    def landlines(self, index: Indices, zero_lost: Flags) -> pa.Array:
        """Return the landlines of members, empty for none; without the zero they are one number."""
        number = _digits(self._members.landline[index], 8)
        lost = pc.binary_join_element_wise(AREA_CODE[1:], number, "")
        whole = pc.binary_join_element_wise(AREA_CODE, number, "-")
        written = pc.if_else(pa.array(zero_lost), lost, whole)
        return _or_empty(written, self._members.landline[index] > 0)

    def addresses(self, index: Indices) -> pa.Array:
        """Return the addresses of members, empty for none."""
        members = self._members
        number = [self._numbers.take(pa.array(part[index])) for part in (members.house, members.lane, members.room)]
        written = pc.binary_join_element_wise(
            self._natives.take(pa.array(members.native[index] + 2 * len(load_regions().code))),
            self._streets.take(pa.array(members.street[index] % len(self._streets))),
            number[0], "弄", number[1], "号", number[2], "室", "",
        )  # fmt: skip
        return _or_empty(written, members.has_address[index])

    def id_texts(self, index: Indices, short: Flags) -> pa.Array:
        """Return the ids of members, 15 digits where ``short``, empty for none."""
        ids = self.ids.take(pa.array(index))
        if short.any():
            old = ids.filter(pa.array(short))
            old = pc.binary_join_element_wise(
                pc.utf8_slice_codeunits(old, 0, 6), pc.utf8_slice_codeunits(old, 8, 17), ""
            )
            ids = pc.replace_with_mask(ids, pa.array(short), old)
        return _or_empty(ids, self._members.has_id[index])

    def write(self, rows: Rows, part: slice, zero_lost: Flags, respelled: Flags) -> dict[str, pa.Array]:
        """Return the cells of some rows; those of rows without a person are empty."""
        index = np.maximum(rows.person[part], 0)
        branch = rows.branch[part]
        members, styles, tree = self._members, self._styles, self._tree
        count = len(tree.size)
        born, joined = (getattr(members, name)[index] - _FIRST_DAY for name in ("born", "joined"))
        form = styles.date[branch]
        cells = {
            "姓名": self.names(index),
            "性别": pa.array([s for pair in SEX_FORMS for s in pair]).take(
                pa.array(styles.sex[branch] * 2 + members.male[index])
            ),
            "民族": _group_pool().take(pa.array(styles.group[branch] * len(GROUPS) + members.group[index])),
            "籍贯": self._natives.take(
                pa.array(styles.native[branch] * len(load_regions().code) + members.native[index])
            ),
            "出生日期": self._dates.take(pa.array(form * _DAYS + born)),
            "身份证号": self.id_texts(index, rows.short_id[part]),
            "学历": _level_pool().take(pa.array(styles.level[branch] * len(LEVELS) + members.level[index])),
            # Nobody writes the day of joining as month or serial number only.
            "入党时间": self._dates.take(pa.array(np.where(form == 3, 0, form) * _DAYS + joined)),
            "党内职务": pa.array(POSITIONS).take(pa.array(members.position[index])),
            "所在党支部": self._branch_names.take(pa.array(branch + np.where(respelled, count, 0))),
            "上级党组织": tree.name.take(pa.array(np.maximum(tree.parent[branch], 0))),
            "家庭住址": self.addresses(index),
            "手机": self.phones(index),
            "固定电话": self.landlines(index, zero_lost),
            "备注": self._remark_texts(branch, rows.luck[part]),
        }
        self._spell_missing(cells, branch)
        absent = pa.array(rows.person[part] < 0)
        return {name: pc.if_else(absent, "", values) for name, values in cells.items()}

    def _remark_texts(self, branch: Indices, luck: Indices) -> pa.Array:
        remark = np.searchsorted(_REMARK_EDGES, (luck % 1_000_003) / 1_000_003, "right")
        agency = self._agency[branch]
        return self._remarks.take(pa.array(np.where(agency >= 0, len(_REMARKS) + agency, remark)))

    def _spell_missing(self, cells: dict[str, pa.Array], branch: Indices) -> None:
        """Write what is missing as the branch does; a remark or position that is not there is no missing value."""
        style = self._styles.missing[branch]
        if not style.any():
            return
        words = pa.array(MISSING).take(pa.array(style))
        for name in ("身份证号", "家庭住址", "手机", "固定电话"):
            cells[name] = pc.if_else(pc.equal(cells[name], ""), words, cells[name])


def _digits(values: Indices, width: int) -> pa.Array:
    return fixed_width_text(decimal_digits(values, width) + np.uint8(ord("0")))


def _or_empty(values: pa.Array, present: Flags) -> pa.Array:
    return values if present.all() else pc.if_else(pa.array(present), values, "")


def _group_pool() -> pa.Array:
    plain = [group.removesuffix("组") for group in GROUPS]
    return pa.array([*GROUPS, *plain, *(f"{number + 1:02d}" for number in range(len(GROUPS)))])


def _level_pool() -> pa.Array:
    return pa.array([_LEVEL_FORMS.get(level, (level,) * 3)[form] for form in range(3) for level in LEVELS])


def _native_pool() -> pa.Array:
    """Return places in three grains: city or province and city, and down to the county."""
    regions = load_regions()
    prefecture = regions.prefecture.to_pylist()
    county = regions.county.to_pylist()
    coarse = [p.removesuffix("市") for p in prefecture]
    province = regions.province
    middle = [f"{province.removesuffix('省')}{p}" for p in coarse]
    fine = [f"{province}{p}{c}" for p, c in zip(prefecture, county, strict=True)]
    return pa.array([*coarse, *middle, *fine])


def _street_pool() -> pa.Array:
    return pa.array([first + second for first in STREET_FIRST for second in STREET_SECOND])


def _calendar() -> pa.Array:
    """Return every day in every form, one form after another."""
    days = pa.array((_FIRST_DAY + np.arange(_DAYS)).astype("datetime64[D]")).cast(pa.timestamp("s"))
    texts = []
    for form in DATE_FORMS:
        if form == "serial":
            text = pa.array(_FIRST_DAY + _EXCEL_EPOCH + np.arange(_DAYS)).cast(pa.string())
        else:
            text = pc.strftime(days, format=form)
        if form in {"%Y.%m.%d", "%Y/%m/%d", "%y年%m月"}:
            text = pc.replace_substring_regex(text, r"([./年])0", r"\1")
        texts.append(text)
    return pa.concat_arrays(texts)
