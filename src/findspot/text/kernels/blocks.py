"""Copies blocks of 16 bytes at any alignment, which numba has no spelling for.

Most fields are shorter than 16 bytes, and a byte loop costs several times what one wide load and store does.
"""

from __future__ import annotations

from typing import Any, Final

from llvmlite import ir
from numba import types
from numba.extending import intrinsic, overload
from numpy import uint8
from numpy.typing import NDArray

from findspot.text.kernels.integers import Integer

BLOCK: Final = 16
"""Bytes copied at once: both arrays need as much room behind the last byte that counts."""


@intrinsic
def _move_block(typing_context: Any, out: Any, to: Any, buffer: Any, start: Any) -> Any:
    signature = types.void(out, types.int64, buffer, types.int64)  # pragma: no cover - runs in the compiler only

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:  # pragma: no cover - as above
        block = ir.VectorType(ir.IntType(8), BLOCK).as_pointer()
        places = []
        for array, index, kind in (arguments[:2] + signature.args[:1], arguments[2:] + signature.args[2:3]):
            data = context.make_array(kind)(context, builder, array).data
            places.append(builder.bitcast(builder.gep(data, [index]), block))
        value = builder.load(places[1], align=1)
        builder.store(value, places[0], align=1)
        return context.get_dummy_value()

    return signature, generate  # pragma: no cover - as above


def copy_block(out: NDArray[uint8], to: Integer, buffer: NDArray[uint8], start: Integer) -> None:
    """Copy 16 bytes from ``buffer`` at ``start`` to ``out`` at ``to``."""
    out[to : to + BLOCK] = buffer[start : start + BLOCK]


@overload(copy_block)
def _compiled_copy_block(out: Any, to: Any, buffer: Any, start: Any) -> Any:
    def copy(out: Any, to: Any, buffer: Any, start: Any) -> None:  # pragma: no cover - as above
        _move_block(out, to, buffer, start)  # type: ignore[call-arg]  # numba gives the context

    return copy  # pragma: no cover - as above
