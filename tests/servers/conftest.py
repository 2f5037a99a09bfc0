"""A MariaDB and a PostgreSQL server for the length of the test session; skipped where they are not installed."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator

import pytest
from tests.servers.server import Server, folder_for, identity, output, programs, running, server_user, succeeds


@pytest.fixture(scope="session")
def mariadb() -> Iterator[Server]:
    install, daemon, client, dump = programs("mariadb-install-db", "mariadbd", "mariadb", "mariadb-dump")
    user = server_user("mysql")
    with folder_for(user) as folder:
        data, socket = folder / "data", folder / "s"
        login = (f"--socket={socket}", "--user=root", "--default-character-set=utf8mb4")
        output(
            [
                install, "--no-defaults", f"--user={user}", f"--datadir={data}",
                "--auth-root-authentication-method=normal", "--skip-test-db",
            ]
        )  # fmt: skip
        command = [
            daemon, "--no-defaults", f"--user={user}", f"--datadir={data}", f"--socket={socket}",
            f"--pid-file={folder / 'pid'}", "--skip-networking", "--skip-log-bin",
        ]  # fmt: skip
        ask = (client, "--no-defaults", *login, "--batch", "--skip-column-names")
        with running(command, user, lambda: succeeds([*ask, "-e", "select 1"]), signal.SIGTERM):
            output([*ask], b"create database made_up character set utf8mb4")
            yield Server(ask, (dump, "--no-defaults", *login), "made_up")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    init, daemon, client, dump = programs("initdb", "postgres", "psql", "pg_dump")
    user = server_user("postgres")
    with folder_for(user) as folder:
        data = folder / "data"
        layout = ("-U", "findspot", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        subprocess.run(
            [init, "-D", str(data), *layout], stdout=subprocess.DEVNULL, check=True, cwd="/", **identity(user)
        )
        command = [daemon, "-D", str(data), "-c", "listen_addresses=", "-k", str(folder), "-c", "fsync=off"]
        login = (f"--host={folder}", "--username=findspot")
        ask = (client, "--no-psqlrc", *login, "--quiet", "--tuples-only", "--no-align", "-v", "ON_ERROR_STOP=1")
        with running(command, user, lambda: succeeds([*ask, "-c", "select 1", "postgres"]), signal.SIGINT):
            output([*ask, "postgres"], b"create database made_up")
            yield Server(ask, (dump, *login), "made_up")
