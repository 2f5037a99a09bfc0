"""Names in the lists: Han names, and names of an invented language that are written with a dot between their parts.

The syllables of the second kind are nonsense, so that no real group is meant by the group that has them.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from findspot.testing.names import draw_names
from findspot.testing.twins.draws import concat, pick, select
from findspot.testing.twins.profiles.names import spell_syllables

DOTS: Final = ("·", "・", ".", " ", "")
"""What stands between the parts of a name, by who typed it."""

_SYLLABLES: Final = (
    ("维", "ve"), ("罗", "ro"), ("贝", "be"), ("萨", "sa"), ("丹", "dan"), ("莫", "mo"), ("卡", "ka"), ("列", "lie"),
    ("托", "to"), ("芬", "fen"), ("努", "nu"), ("瑞", "rui"), ("加", "ga"), ("沃", "vo"), ("林", "lin"), ("迪", "di"),
)  # fmt: skip


def draw_dotted(random: np.random.Generator, count: int) -> tuple[pa.Array, pa.Array, pa.Array]:
    """Return names of two parts in Han without the dot, as a pair of parts, and the same in Latin letters."""
    sounds = random.integers(0, len(_SYLLABLES), (5, count))
    han = [pa.array([s[0] for s in _SYLLABLES]).take(pa.array(sound)) for sound in sounds]
    latin = [pa.array([s[1] for s in _SYLLABLES]).take(pa.array(sound)) for sound in sounds]
    first, last = concat(latin[0], latin[1]), concat(*latin[2:])
    return concat(han[0], han[1]), concat(*han[2:]), concat(first, " ", last)


def write_dotted(first: pa.Array, last: pa.Array, dot: NDArray[np.int64]) -> pa.Array:
    """Return the names with one of ``DOTS`` between the parts."""
    return select(dot, [concat(first, mark, last) for mark in DOTS])


def draw_han(random: np.random.Generator, year: NDArray[np.int64], male: NDArray[np.bool_]) -> pa.Array:
    """Return Han names by year of birth and sex."""
    names = draw_names(random, year, male)
    return names.combine_chunks() if isinstance(names, pa.ChunkedArray) else names


def spell(names: pa.Array) -> pa.Array:
    """Return Han names in Latin letters, the family's first: each distinct one is spelt once."""
    distinct = pc.dictionary_encode(names)
    spelt = pa.array([" ".join(spell_syllables(name)) for name in distinct.dictionary.to_pylist()], pa.string())
    return spelt.take(distinct.indices)


def draw_reasons(random: np.random.Generator, count: int) -> pa.Array:
    """Return what stands in the lists as reason: wording of an office, about nobody."""
    return pick(random, _REASONS, count)


_REASONS: Final = (
    "信息核对", "数据迁移导入", "定期更新", "来自上级下发", "条件碰撞：规则7", "条件碰撞：规则12",
    "批量导入\n第3批", "待核",
)  # fmt: skip
