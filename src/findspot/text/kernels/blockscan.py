"""Counts sixteen bytes at a time how many are of one kind, which numba has no spelling for.

A loop over the bytes of a field costs a mispredicted branch at its end; one comparison of a whole block mostly does
not.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from llvmlite import ir
from numba import types
from numba.extending import intrinsic, overload
from numpy import uint8
from numpy.typing import NDArray

BLOCK: Final = 16
"""Most bytes counted at once: an array needs as much room behind the last byte that counts."""

_APOSTROPHE, _QUOTE, _BACKSLASH, _SPACE, _NINE, _ZERO = 39, 34, 92, 32, 57, 48

Stops = Callable[[Any, Any, Callable[[int], Any]], Any]


def _stops_plain(builder: Any, block: Any, same: Callable[[int], Any]) -> Any:
    stops = builder.icmp_unsigned("<", block, same(_SPACE))
    for byte in (_APOSTROPHE, _QUOTE, _BACKSLASH):
        stops = builder.or_(stops, builder.icmp_unsigned("==", block, same(byte)))
    return stops


def _stops_digits(builder: Any, block: Any, same: Callable[[int], Any]) -> Any:
    return builder.icmp_unsigned(">", builder.sub(block, same(_ZERO)), same(_NINE - _ZERO))


def _counter(stops: Stops) -> Any:
    """Return an intrinsic that counts the bytes of a block before the first that stops it."""

    @intrinsic
    def count(typing_context: Any, buffer: Any, start: Any) -> Any:
        signature = types.int64(buffer, types.int64)

        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            vector = ir.VectorType(ir.IntType(8), BLOCK)
            data = context.make_array(signature.args[0])(context, builder, arguments[0]).data
            place = builder.bitcast(builder.gep(data, [arguments[1]]), vector.as_pointer())
            block = builder.load(place, align=1)
            bits = builder.bitcast(
                stops(builder, block, lambda byte: ir.Constant(vector, [byte] * BLOCK)), ir.IntType(BLOCK)
            )
            wide = builder.or_(builder.zext(bits, ir.IntType(64)), ir.Constant(ir.IntType(64), 1 << BLOCK))
            return builder.cttz(wide, ir.Constant(ir.IntType(1), 1))

        return signature, generate

    return count


_count_plain = _counter(_stops_plain)
_count_digits = _counter(_stops_digits)


def plain_bytes(buffer: NDArray[uint8], start: int) -> int:
    """Return how many of the 16 bytes at ``start`` come before a quote, a backslash or a control character."""
    block = buffer[start : start + BLOCK].tolist()
    stops = (k for k, c in enumerate(block) if c < _SPACE or c in (_APOSTROPHE, _QUOTE, _BACKSLASH))
    return next(stops, BLOCK)


def digit_bytes(buffer: NDArray[uint8], start: int) -> int:
    """Return how many of the 16 bytes at ``start`` come before one that is no digit."""
    block = buffer[start : start + BLOCK].tolist()
    return next((k for k, c in enumerate(block) if not _ZERO <= c <= _NINE), BLOCK)


@overload(plain_bytes)
def _compiled_plain_bytes(buffer: Any, start: Any) -> Any:
    def count(buffer: Any, start: Any) -> Any:
        return _count_plain(buffer, start)

    return count


@overload(digit_bytes)
def _compiled_digit_bytes(buffer: Any, start: Any) -> Any:
    def count(buffer: Any, start: Any) -> Any:
        return _count_digits(buffer, start)

    return count
