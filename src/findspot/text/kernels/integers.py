"""Types of kernels' arguments: 64 bits when compiled, Python's own or numpy's when interpreted."""

from __future__ import annotations

from typing import Any, TypeAlias

from numpy.typing import NDArray

Integer: TypeAlias = Any
"""No type that mypy knows holds ``int`` and numpy's integers, which numba freely mixes."""

Array: TypeAlias = NDArray[Any]
"""An array whose type the signature of the kernel, or numba, settles."""
