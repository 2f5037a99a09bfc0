"""Invented units, streets and remarks that made-up people are given; any likeness to a real one is by chance."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from findspot.testing.ids import REGIONS

FIRM_FIRST: Final = (
    "星澜", "云枢", "青禾", "望汐", "石渡", "松陵", "南桁",
    "北榭", "芦洲", "澄屿", "白鹭", "鹤溪", "雁岭", "柳堤",
)  # fmt: skip
FIRM_SECOND: Final = (
    "仪器厂", "纺织厂", "造纸厂", "水务所", "中学", "小学", "街道第一居委会", "街道第二居委会",
    "研究所", "医院", "物流公司", "电子公司", "食品公司", "园林所", "印刷厂", "图书馆",
)  # fmt: skip
STREET_FIRST: Final = ("听澜", "枕溪", "采薇", "拂云", "揽星", "折柳", "浣纱", "观棠", "临渡", "问樵", "洗砚", "晒谷")
STREET_SECOND: Final = ("路", "街", "巷", "大道")
EDUCATION: Final = {
    "小学": 0.06, "初中": 0.14, "高中": 0.16, "中专": 0.12, "大专": 0.20,
    "大学": 0.17, "大学本科": 0.09, "硕士研究生": 0.05, "不详": 0.01,
}  # fmt: skip
GROUPS: Final = {"甲组": 0.93, "乙组": 0.03, "丙组": 0.02, "丁组": 0.015, "戊组": 0.005}
"""Neutral labels in the place of ethnic groups."""
REMARKS: Final = {
    "": 0.94, "转入": 0.02, "转出": 0.015, "无": 0.012, "材料待补，联系电话有误": 0.006, "曾用名见附页, 已核对": 0.004,
    '登记表写作"同音字"': 0.002, "地址变更\n见新表": 0.001,
}  # fmt: skip
"""Among them the characters that a reader of delimited text must get right: comma, quote, line end."""

_REGION_NAMES: Final = tuple(REGIONS.values())


def unit_names(count: int) -> pa.StringArray:
    """Return ``count`` invented units, all different."""
    firms = [first + second for second in FIRM_SECOND for first in FIRM_FIRST]
    return pa.array([f"{firms[i % len(firms)]}第{i // len(firms) + 1}小组" for i in range(count)])


def draw_addresses(random: np.random.Generator, region: NDArray[np.int64]) -> pa.StringArray:
    """Return an invented address in the invented place of each region, given by its index in ``REGIONS``."""
    count = len(region)
    streets = [first + second for first in STREET_FIRST for second in STREET_SECOND]
    numbers = [pa.array(random.integers(1, top, count)).cast(pa.string()) for top in (400, 30)]
    rooms = pa.array(random.integers(1, 7, count) * 100 + random.integers(1, 5, count)).cast(pa.string())
    return pc.binary_join_element_wise(
        pa.array(_REGION_NAMES).take(pa.array(region)),
        pa.array(streets).take(pa.array(random.integers(0, len(streets), count))),
        numbers[0], "弄", numbers[1], "号", rooms, "室", "",
    )  # fmt: skip


def draw_shares(random: np.random.Generator, shares: dict[str, float], count: int) -> pa.StringArray:
    """Return ``count`` of the keys, each as often as its share says."""
    weights = np.array(list(shares.values()))
    index = random.choice(len(weights), count, p=weights / weights.sum())
    return pa.array(list(shares)).take(pa.array(index))
