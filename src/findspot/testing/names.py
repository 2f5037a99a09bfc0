"""Pools that made-up names are drawn from.

Shares of surnames follow published figures (China Daily, 25 April 2007: Wang 7.25 %, Li 7.19 %, Zhang 6.83 %, the
hundred most frequent 84.77 %); the tail is modelled. Given names come from hand-made pools by cohort and sex:
plausible, not estimated.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Sex = Literal["男", "女"]

_LEADING: Final = {
    "王": 7.25, "李": 7.19, "张": 6.83, "刘": 5.38, "陈": 4.53, "杨": 3.08, "赵": 2.29, "黄": 2.23,
    "周": 2.12, "吴": 2.05, "徐": 1.67, "孙": 1.54, "胡": 1.31, "朱": 1.26, "高": 1.21, "林": 1.18,
    "何": 1.17, "郭": 1.15, "马": 1.05, "罗": 0.86, "梁": 0.84, "宋": 0.81, "郑": 0.78, "谢": 0.72,
    "韩": 0.68, "唐": 0.65, "冯": 0.64, "于": 0.62, "董": 0.61, "萧": 0.59,
}  # fmt: skip
_FOLLOWING: Final = (
    "程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史"
    "顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳"
)
_COMPOUND: Final = ("欧阳", "上官", "司马", "诸葛", "皇甫", "尉迟")
_FOLLOWING_SHARE: Final = 31.0
_COMPOUND_SHARE: Final = 0.1


@dataclass(frozen=True, slots=True)
class Cohort:
    """Given names of one sex born before a year: characters that come first and last, and the share of single ones."""

    born_before: int
    sex: Sex
    first: str
    last: str
    single: str
    single_share: float


COHORTS: Final = (
    Cohort(1950, "男", "德志文永国福玉金宝长树世兴荣正明", "贵山才福生林发清华根海忠义堂祥奎", "福贵祥根荣", 0.08),
    Cohort(1950, "女", "秀玉桂淑凤兰翠素瑞金美月巧惠", "英珍兰芳花梅云莲贞娥香琴凤芝", "珍英兰芳", 0.06),
    Cohort(1970, "男", "建国卫志军永红文学爱新援光明庆", "国军华平民强东林生伟明忠成良斌", "军平伟强明勇", 0.16),
    Cohort(1970, "女", "秀丽红玉桂建爱小素美淑春月凤", "华英芳红梅萍珍琴霞云兰敏燕娟", "红敏萍霞燕芳", 0.16),
    Cohort(1985, "男", "志晓海建文俊小永立国卫少宏振", "伟强峰军辉勇斌刚波涛鹏飞东宇", "伟磊勇涛杰鹏斌波", 0.34),
    Cohort(1985, "女", "晓丽海小红雪艳春文秋慧亚燕玉", "燕丽娟霞红静芳敏艳琳玲洁梅萍", "静丽娟燕艳敏霞", 0.32),
    Cohort(9999, "男", "浩子宇俊嘉天文泽思明家博一志", "轩杰宇浩然豪涵辰博宸翔毅铭凯", "浩宇杰鑫超凯博", 0.26),
    Cohort(9999, "女", "子雨欣诗梦思佳雅婷可紫梓晓一", "涵怡婷琪妍萱雯颖悦瑶馨琳彤宁", "婷雪倩颖悦琪", 0.22),
)
"""Ordered by year; the first whose ``born_before`` is later than the year of birth is meant."""


def surname_shares() -> tuple[list[str], NDArray[np.float64]]:
    """Return the surnames and the share of each, adding up to one."""
    tail = 1.0 / np.arange(20, 20 + len(_FOLLOWING))
    shares = np.concatenate(
        [
            list(_LEADING.values()),
            tail / tail.sum() * _FOLLOWING_SHARE,
            np.full(len(_COMPOUND), _COMPOUND_SHARE / len(_COMPOUND)),
        ]
    )
    return [*_LEADING, *_FOLLOWING, *_COMPOUND], shares / shares.sum()


def draw_names(random: np.random.Generator, year: NDArray[np.int64], male: NDArray[np.bool_]) -> pa.StringArray:
    """Return a made-up full name for each year of birth and sex."""
    surname, given = draw_name_codes(random, year, male)
    surnames, givens = name_pools()
    return pc.binary_join_element_wise(surnames.take(pa.array(surname)), givens.take(pa.array(given)), "")


def draw_name_codes(
    random: np.random.Generator, year: NDArray[np.int64], male: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return a made-up name for each year of birth and sex: indices of surname and given name in ``name_pools``."""
    surnames, shares = surname_shares()
    surname = np.asarray(random.choice(len(surnames), len(year), p=shares), np.int64)
    return surname, _draw_given(random, year, male)


@cache
def name_pools() -> tuple[pa.StringArray, pa.StringArray]:
    """Return all surnames, and the given names of all cohorts."""
    given = [name for cohort in COHORTS for name in (*cohort.single, *_pairs(cohort))]
    return pa.array(surname_shares()[0]), pa.array(given)


def _pairs(cohort: Cohort) -> list[str]:
    return [a + b for a in cohort.first for b in cohort.last if a != b]


def _draw_given(random: np.random.Generator, year: NDArray[np.int64], male: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return for each person the index of a given name of his or her cohort."""
    first = 0
    index = np.zeros(len(year), np.int64)
    open_to = np.ones(len(year), np.bool_)
    picks = random.random((2, len(year)))
    for cohort in COHORTS:
        mine = open_to & (year < cohort.born_before) & (male == (cohort.sex == "男"))
        pairs = len(_pairs(cohort))
        single = picks[0] < cohort.single_share
        index[mine & single] = first + (picks[1][mine & single] * len(cohort.single)).astype(np.int64)
        first += len(cohort.single)
        index[mine & ~single] = first + (picks[1][mine & ~single] * pairs).astype(np.int64)
        first += pairs
        open_to &= ~mine
    return index
