"""Decides whether a first record names the columns: unlike the values below it, or in words that headers use."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Final


@cache
def header_words() -> frozenset[str]:
    """Return words of header names, lower case."""
    return frozenset((files(__package__) / "header_words.txt").read_text("utf-8").split())


_SPLIT: Final = re.compile(r"[\s_\-./()（）:：#]+|(?<=[a-z])(?=[A-Z])")
_NUMBER: Final = re.compile(r"[+-]?[\d][\d ,.]*%?")
_DATE: Final = re.compile(r"\d{1,4}[-/.年]\d{1,2}[-/.月]\d{1,4}.*")
_SAMPLE: Final = 100


def shape_of(value: str) -> str:
    """Return what a value is made of: ``number``, ``date``, ``mixed`` (many digits), ``empty`` or ``words``."""
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
    return 0 < len(words) <= 5 and any(w in header_words() for w in words)


def _contrast(value: str, below: Sequence[str]) -> int:
    """Return 1 where the column has one telling shape and the value another, -1 where it has the same, else 0."""
    shapes = Counter(shape_of(v) for v in below)
    del shapes["empty"]
    if not shapes:
        return 0
    common, hits = shapes.most_common(1)[0]
    if hits < 0.8 * shapes.total() or common == "words":
        return 0
    return -1 if shape_of(value) == common else 1
