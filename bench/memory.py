"""Peak memory of intake and recover, each file in a process of its own: ``python -m bench.memory FILE CASE``."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

_STATUS = Path("/proc/self/status")


def peak_megabytes(path: Path, case: Path) -> float:
    """Return the peak resident memory of a process that takes the file in and recovers it, in MB."""
    command = [sys.executable, "-m", "bench.memory", str(path), str(case)]
    done = subprocess.run(command, cwd=Path(__file__).parent.parent, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return float(done.stdout)


def _own_peak_megabytes() -> float:
    # Not ru_maxrss: Linux hands a parent's peak on to its children.
    found = re.search(r"VmHWM:\s+(\d+) kB", _STATUS.read_text())
    assert found, "the system does not tell the peak memory of a process"
    return int(found.group(1)) * 1024 / 1e6


def main(path: str, case: str) -> None:
    """Take a file in, recover it, and print the peak."""
    from findspot import api

    api.intake([path], case=case)
    api.recover(case)
    print(f"{_own_peak_megabytes():.0f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
