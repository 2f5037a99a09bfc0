"""Decides whether a first record names the columns: it does not look like the values below it, or uses words that headers use."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

WORDS: Final = frozenset(
    """id uid uuid key code no nr num number name first last middle given family surname forename full nick user login email mail e-mail
    phone tel telephone mobile cell fax address addr street city town state province region country zip postcode postal date time day
    month year birth birthday birthdate dob born sex gender age type kind category class status level grade rank title position
    job department dept company org organisation organization unit branch group team amount price total sum count quantity qty value
    currency description desc note notes comment remark text content url link website ip created updated modified deleted timestamp
    start end from to latitude longitude lat lon lng passport national nationality ethnic education school party member card account
    bank balance password hash salt role active enabled parent child lang language version source target file path size
    姓名 名字 性别 年龄 民族 籍贯 学历 身份证 身份证号 身份证号码 证件号 证件号码 手机 手机号 手机号码 电话 联系电话 邮箱 地址 住址 家庭住址 单位 公司 部门 职务 职位
    支部 党支部 出生日期 生日 出生年月 入党时间 日期 时间 创建时间 更新时间 编号 序号 类型 状态 备注 国籍 省 市 区 城市 账号 密码 用户名 昵称 金额
    имя фамилия отчество дата адрес телефон город пол nombre apellido fecha nom prénom adresse geburtsdatum vorname nachname strasse ort""".split()
)
"""Words of header names, lower case."""

_SPLIT: Final = re.compile(r"[\s_\-./()（）:：#]+|(?<=[a-z])(?=[A-Z])")
_NUMBER: Final = re.compile(r"[+-]?[\d][\d ,.]*%?")
_DATE: Final = re.compile(r"\d{1,4}[-/.年]\d{1,2}[-/.月]\d{1,4}.*")
_SAMPLE: Final = 100


def shape_of(value: str) -> str:
    """Return what a value is made of: ``number``, ``date``, ``mixed`` (letters with many digits), ``empty`` or ``words``."""
    text = value.strip()
    if not text:
        return "empty"
    if _DATE.fullmatch(text):
        return "date"
    if _NUMBER.fullmatch(text):
        return "number"
    digits = sum(c.isdigit() for c in text)
    return "mixed" if digits * 3 >= len(text) else "words"


def is_header(first: Sequence[str], columns: Sequence[Sequence[str]]) -> bool:
    """Return whether ``first`` names the columns.

    Args:
        first: Fields of the first record.
        columns: For each column the values of the records after it.
    """
    if not any(v.strip() for v in first) or any(shape_of(v) in ("number", "date") for v in first):
        return False
    named = sum(_has_header_word(v) for v in first)
    if not columns or not columns[0]:
        return 2 * named >= len(first)
    contrast = sum(_contrast(v, below[:_SAMPLE]) for v, below in zip(first, columns, strict=True))
    repeated = sum(v in below[:_SAMPLE] and bool(v) for v, below in zip(first, columns, strict=True))
    unique = len(set(first)) == len(first)
    return 2 * named + 2 * contrast + unique - 3 * repeated > max(1, len(first) // 8)


def _has_header_word(value: str) -> bool:
    words = [w.lower() for w in _SPLIT.split(value.strip()) if w]
    return 0 < len(words) <= 5 and any(w in WORDS for w in words)


def _contrast(value: str, below: Sequence[str]) -> int:
    """Return 1 where the column is of one shape and the value is not, -1 where the value fits a telling shape, else 0."""
    shapes = Counter(shape_of(v) for v in below)
    del shapes["empty"]
    if not shapes:
        return 0
    common, hits = shapes.most_common(1)[0]
    if hits < 0.8 * shapes.total() or common == "words":
        return 0
    return -1 if shape_of(value) == common else 1
