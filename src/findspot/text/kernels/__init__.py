"""Compiled loops over bytes (numba). Import submodules at the point of use only: numba takes a second to load.

Compiled code is kept in the user's cache folder, under a name made from the text of all kernels. Numba itself looks
only at the file of the outermost function and would go on running old code after a change in a kernel that it calls.
"""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path


def cache_folder() -> Path:
    """Return the folder for the compiled code of these very kernels."""
    digest = hashlib.blake2b(digest_size=8)
    for file in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(file.read_bytes())
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "findspot" / "kernels" / digest.hexdigest()


if "NUMBA_CACHE_DIR" not in os.environ:
    os.environ["NUMBA_CACHE_DIR"] = str(cache_folder())
    if "numba" in sys.modules:
        sys.modules["numba"].config.CACHE_DIR = os.environ["NUMBA_CACHE_DIR"]
