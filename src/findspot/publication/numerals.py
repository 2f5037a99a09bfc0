"""Numbers as a reader sees them: thin spaces between thousands, decimal bytes, shares that never round to a lie."""

from __future__ import annotations

from typing import Final

_THIN: Final = "\u202f"
_UNITS: Final = ("B", "kB", "MB", "GB", "TB", "PB")
_KILO: Final = 1000
NONE: Final = "–"
"""Stands where there is no number."""


def format_count(value: float | None) -> str:
    """Return a whole number with thin spaces between thousands: ``1 957 239``."""
    return NONE if value is None else f"{round(value):,}".replace(",", _THIN)


def format_bytes(value: int | None) -> str:
    """Return a size in decimal units with three digits: ``4.2 MB``."""
    if value is None:
        return NONE
    size, power = float(value), 0
    while size >= _KILO and power < len(_UNITS) - 1:
        size, power = size / _KILO, power + 1
    unit = _UNITS[power]
    digits = 0 if unit == "B" else max(0, 3 - len(str(int(size))))
    return f"{size:,.{digits}f}".replace(",", _THIN) + f"{_THIN}{unit}"


def format_share(value: float | None) -> str:
    """Return a share in per cent; what is neither nothing nor all never reads ``0 %`` or ``100 %``."""
    if value is None:
        return NONE
    percent = value * 100
    if percent in (0, 100):
        return f"{percent:.0f}{_THIN}%"
    for digits in (1, 2, 3):
        text = f"{percent:.{digits}f}"
        if 0 < float(text) < 100:
            return f"{text}{_THIN}%"
    return f"{'over 99.999' if percent > 50 else 'under 0.001'}{_THIN}%"


def format_value(value: float | str | None, *, is_share: bool = False) -> str:
    """Return the value of an estimate: a count, a share, a date, or ``–``."""
    if value is None or isinstance(value, str):
        return value or NONE
    if is_share:
        return format_share(value)
    return format_count(value) if float(value).is_integer() else f"{value:,.4g}".replace(",", _THIN)


def format_level(level: float) -> str:
    """Return the level of an interval: ``95 %``."""
    return f"{level * 100:g}{_THIN}%"


def plural(count: int, one: str, many: str = "") -> str:
    """Return the count with its noun: ``1 row``, ``2 rows``."""
    return f"{format_count(count)} {one if count == 1 else many or one + 's'}"


def listed(words: list[str]) -> str:
    """Return words as a list in a sentence: ``a, b and c``."""
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))
