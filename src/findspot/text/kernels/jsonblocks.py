"""Looks at 16 bytes at once, which numba has no spelling for.

One such look tells where a JSON string stops being plain, or how far two places agree.
"""

from __future__ import annotations

from typing import Any, Final

from llvmlite import ir
from numba import types
from numba.extending import intrinsic, overload
from numpy import uint8
from numpy.typing import NDArray

BLOCK: Final = 16
"""Bytes looked at: arrays need as much room behind the last byte that counts."""

_BYTE: Final = ir.IntType(8)
_VECTOR: Final = ir.VectorType(_BYTE, BLOCK)
_MASK: Final = ir.IntType(BLOCK)


def _load(  # pragma: no cover - runs in the compiler only
    context: Any, builder: Any, array: Any, kind: Any, index: Any
) -> Any:
    data = context.make_array(kind)(context, builder, array).data
    place = builder.bitcast(builder.gep(data, [index]), _VECTOR.as_pointer())
    return builder.load(place, align=1)


def _all(value: int) -> Any:  # pragma: no cover - as above
    return ir.Constant(_VECTOR, [ir.Constant(_BYTE, value)] * BLOCK)


def _first_set(builder: Any, mask: Any) -> Any:  # pragma: no cover - as above
    """Return the number of the first set bit, 16 where none is."""
    wide = builder.zext(mask, ir.IntType(64))
    guarded = builder.or_(wide, ir.Constant(ir.IntType(64), 1 << BLOCK))
    return builder.cttz(guarded, ir.Constant(ir.IntType(1), 1))


@intrinsic
def _find_special(typing_context: Any, buffer: Any, start: Any) -> Any:  # pragma: no cover - as above
    signature = types.int64(buffer, types.int64)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        block = _load(context, builder, arguments[0], signature.args[0], arguments[1])
        quote = builder.icmp_unsigned("==", block, _all(34))
        escape = builder.icmp_unsigned("==", block, _all(92))
        control = builder.icmp_unsigned("<", block, _all(32))
        special = builder.or_(builder.or_(quote, escape), control)
        return _first_set(builder, builder.bitcast(special, _MASK))

    return signature, generate


@intrinsic
def _find_difference(  # pragma: no cover - as above
    typing_context: Any, one: Any, at: Any, other: Any, start: Any
) -> Any:
    signature = types.int64(one, types.int64, other, types.int64)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        first = _load(context, builder, arguments[0], signature.args[0], arguments[1])
        second = _load(context, builder, arguments[2], signature.args[2], arguments[3])
        differs = builder.icmp_unsigned("!=", first, second)
        return _first_set(builder, builder.bitcast(differs, _MASK))

    return signature, generate


def count_plain(buffer: NDArray[uint8], start: int) -> int:
    """Return how many of the next 16 bytes precede the first quote, backslash or control character."""
    for i in range(BLOCK):
        if buffer[start + i] in (34, 92) or buffer[start + i] < 32:
            return i
    return BLOCK


@overload(count_plain)
def _compiled_count_plain(buffer: Any, start: Any) -> Any:  # pragma: no cover - as above
    def count(buffer: Any, start: Any) -> Any:
        return _find_special(buffer, start)  # type: ignore[call-arg]  # numba gives the context

    return count


def count_equal(one: NDArray[uint8], at: int, other: NDArray[uint8], start: int) -> int:
    """Return how many of the next 16 bytes agree."""
    for i in range(BLOCK):
        if one[at + i] != other[start + i]:
            return i
    return BLOCK


@overload(count_equal)
def _compiled_count_equal(  # pragma: no cover - as above
    one: Any, at: Any, other: Any, start: Any
) -> Any:
    def count(one: Any, at: Any, other: Any, start: Any) -> Any:
        return _find_difference(one, at, other, start)  # type: ignore[call-arg]  # numba gives the context

    return count
