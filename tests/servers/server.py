"""Starts and stops real servers in temporary folders, on private sockets, without network; talks to their tools."""

from __future__ import annotations

import getpass
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

START_TIMEOUT_S = 60


@dataclass(frozen=True)
class Server:
    """A running server: what its client and its dump tool need to reach it."""

    client: tuple[str, ...]
    dump_tool: tuple[str, ...]
    database: str

    def run(self, sql: str) -> str:
        """Run SQL through the client and return what it prints."""
        return output([*self.client, self.database], sql.encode()).decode()

    def dump(self, *options: str, table: str = "") -> bytes:
        """Return what the dump tool writes."""
        return output([*self.dump_tool, *options, self.database, *([table] if table else [])])


def output(command: Sequence[str], stdin: bytes = b"") -> bytes:
    """Return what a program prints; it must succeed."""
    done = subprocess.run(command, input=stdin, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode(errors="replace")
    return done.stdout


def programs(*names: str) -> list[str]:
    """Return the paths of programs; Debian keeps those of servers out of PATH."""
    places = [os.environ.get("PATH", ""), "/usr/sbin", *sorted(map(str, Path("/usr/lib/postgresql").glob("*/bin")))]
    found = {name: shutil.which(name, path=os.pathsep.join(places)) for name in names}
    missing = [name for name, path in found.items() if path is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)} (scripts/install-servers.sh installs them)")
    return [str(path) for path in found.values()]


def server_user(name: str) -> str:
    """Return the user a server runs as: its own where we are root, as most refuse root, else ourselves."""
    if os.getuid() != 0:
        return getpass.getuser()
    try:
        return pwd.getpwnam(name).pw_name
    except KeyError:
        pytest.skip(f"there is no user {name} to run the server as")


def identity(user: str) -> dict[str, str]:
    """Return what ``subprocess`` needs to run as the user; nothing where we are not root."""
    return {"user": user} if os.getuid() == 0 else {}


@contextmanager
def folder_for(user: str) -> Iterator[Path]:
    """A new folder that belongs to the user; short, as paths of sockets may have 107 bytes at most."""
    with tempfile.TemporaryDirectory(prefix="fs-", dir="/tmp", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        if os.getuid() == 0:
            shutil.chown(folder, user)
        yield folder


@contextmanager
def running(command: Sequence[str], user: str, is_up: Callable[[], bool], stop: signal.Signals) -> Iterator[None]:
    """Run a server until the block ends; it is stopped by its own process id."""
    none = subprocess.DEVNULL
    with subprocess.Popen(command, stdin=none, stdout=none, stderr=none, cwd="/", **identity(user)) as process:
        try:
            deadline = time.monotonic() + START_TIMEOUT_S
            while not is_up():
                assert process.poll() is None, f"{Path(command[0]).name} ended with {process.returncode}"
                assert time.monotonic() < deadline, f"{Path(command[0]).name} did not start"
                time.sleep(0.1)
            yield
        finally:
            process.send_signal(stop)
            process.wait(START_TIMEOUT_S)


def succeeds(command: Sequence[str]) -> bool:
    """Return whether a program ends well."""
    return subprocess.run(command, capture_output=True, check=False).returncode == 0
