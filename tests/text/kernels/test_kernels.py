"""Where compiled kernels are kept."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from findspot.text import kernels


def test_the_cache_is_named_after_the_text_of_the_kernels(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    folder = kernels.cache_folder()
    assert folder.parent == tmp_path / "findspot" / "kernels"
    assert folder == kernels.cache_folder()


@pytest.mark.parametrize("first", ["", "import numba; "])
def test_numba_is_told_of_the_cache_whether_loaded_before_or_after(first: str, tmp_path: Path) -> None:
    environment = {k: v for k, v in os.environ.items() if k != "NUMBA_CACHE_DIR"} | {"XDG_CACHE_HOME": str(tmp_path)}
    code = f"{first}import findspot.text.kernels; import numba; print(numba.config.CACHE_DIR)"
    found = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, env=environment, timeout=60
    )
    assert found.stdout.startswith(str(tmp_path))


def test_a_cache_folder_that_is_set_is_kept(tmp_path: Path) -> None:
    environment = os.environ | {"NUMBA_CACHE_DIR": str(tmp_path)}
    code = "import os; import findspot.text.kernels; print(os.environ['NUMBA_CACHE_DIR'])"
    found = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, env=environment, timeout=60
    )
    assert found.stdout.strip() == str(tmp_path)
