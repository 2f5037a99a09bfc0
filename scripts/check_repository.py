"""Check that nothing is in the repository that does not belong there: hosts, machine paths, secrets, real people's ids.

Run by ``make check`` over all files that git knows or would take up.
"""

from __future__ import annotations

import datetime
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parent.parent
HOSTS: Final = Path(__file__).with_name("allowed_hosts.txt")
LARGEST: Final = 2_000_000
"""Bytes of the largest file that has a place in the repository."""

_FORBIDDEN: Final = {
    "an absolute path of some machine": re.compile(
        rb"(?<![\w.<])/(?:home|root|Users|work|mnt|media)/(?!someone/)[\w.]"
    ),
    "an address of a package index": re.compile(rb"--(?:extra-)?index-url|--find[-]links|(?<!no-emit-)index-url\s*="),
    "an address in a private network": re.compile(
        rb"(?<![\d.])(?:10\.\d{1,3}|192\.168|172\.(?:1[6-9]|2\d|3[01]))(?:\.\d{1,3}){2}(?![\d.])"
    ),
    "a private key": re.compile(rb"-----BEGIN [A-Z ]*PRIVATE KEY|AGE-SECRET-KEY-1[0-9A-Z]"),
    "an access token": re.compile(
        rb"(?<!\w)(?:gh[pousr]_\w{30}|github_pat_\w{20}|AKIA[0-9A-Z]{16}|xox[abp]-\w{10}|glpat-\w{20}|pypi-\w{30})"
    ),
}
_HOST: Final = re.compile(rb"\b(?:https?|ftp|ssh|git)://(?:[^\s/@\"'<>]*@)?([\w.-]+)")
_MADE_UP: Final = re.compile(
    r"(?:\.|^)(?:example|invalid|test|localhost|127\.0\.0\.1|example\.(?:com|org|net))$"
)  # RFC 2606, RFC 6890
_ID: Final = re.compile(rb"(?<![0-9A-Za-z])(\d{6})(\d{8})\d{3}[\dXx](?![0-9A-Za-z])")
_PHONE: Final = re.compile(rb"(?<![0-9A-Za-z.+])(?:\+?86[- ]?)?1[3-9]\d{9}(?![0-9A-Za-z])")

# GB/T 2260: first digits of the provinces. Within 31 (Shanghai) only 3100 to 3102 ever existed.
_PROVINCES: Final = frozenset(
    b"11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83".split()
)


def list_files() -> list[Path]:
    """Return the files that git knows, and those that it does not ignore; without git, all but what is made here."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.split(b"\0")
    except (OSError, subprocess.CalledProcessError):
        paths = (p for p in sorted(ROOT.rglob("*")) if not _is_made(p.relative_to(ROOT).parts))
    else:
        paths = (ROOT / name.decode() for name in sorted(listed) if name)
    return [p for p in paths if p.is_file() and not p.is_symlink()]


def _is_made(parts: tuple[str, ...]) -> bool:
    is_hidden = parts[0].startswith(".") and parts[0] not in {".ci", ".gitignore"}
    return is_hidden or parts[0] in {"build", "demo", "dist", "htmlcov"} or bool({"__pycache__", "_build"} & {*parts})


def find_problems(name: str, data: bytes, hosts: frozenset[str]) -> Iterator[str]:
    """Yield what does not belong into a file of this name; never the offending text itself."""
    if len(data) > LARGEST:
        yield f"{name}: larger than {LARGEST:,} bytes"
    for what, pattern in _FORBIDDEN.items():
        yield from (f"{_place(name, data, m)}: {what}" for m in pattern.finditer(data))
    for match in _HOST.finditer(data):
        host = match[1].decode().rstrip(".").lower()
        if host not in hosts and not _MADE_UP.search(host):
            yield f"{_place(name, data, match)}: host {host} is not in {HOSTS.name}"
    for match in _ID.finditer(data):
        if _could_be_real(match):
            yield f"{_place(name, data, match)}: an id that could be a person's"
    yield from (f"{_place(name, data, m)}: a phone number that could be a person's" for m in _PHONE.finditer(data))


def _could_be_real(match: re.Match[bytes]) -> bool:
    region, born = match[1], match[2].decode()
    if region[:2] not in _PROVINCES or region.startswith(b"319"):
        return False
    try:
        return datetime.date.fromisoformat(born).year >= 1850
    except ValueError:
        return False


def _place(name: str, data: bytes, match: re.Match[bytes]) -> str:
    line = data.count(b"\n", 0, match.start()) + 1
    return f"{name}:{line}"


def read_hosts() -> frozenset[str]:
    """Return the hosts that files may name; the list gives the reason for each."""
    lines = HOSTS.read_text(encoding="utf-8").splitlines()
    return frozenset(line.split()[0] for line in lines if line.strip() and not line.startswith("#"))


def check(files: Iterable[Path]) -> list[str]:
    """Return all problems of the files."""
    hosts = read_hosts()
    return [p for path in files for p in find_problems(path.relative_to(ROOT).as_posix(), path.read_bytes(), hosts)]


def main() -> int:
    """Print what is wrong and return the exit code."""
    files = list_files()
    problems = check(files)
    print("\n".join(problems) or f"repository: {len(files)} files without foreign hosts, paths, secrets or real ids")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
