"""DuckDB in memory over the tables of a case (design §4): *working* sessions on tokens, *sealed* ones on real values.

SQL comes only from registered files and validated physical names, never from a dump. Arrow reads and decrypts the parts
and hands them over, so the engine itself needs no file and gets none, save a working session's own folder to spill to.
(DuckDB 2.0.0's own reader of encrypted Parquet fails on pushed-down filters and on column chunks of several pages.)
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self

import pyarrow as pa

from findspot.errors import EnvironmentProblem, SealBroken
from findspot.store.folder import TableFolder, check_name

if TYPE_CHECKING:
    from findspot.store.case import Case

WORKING_MEMORY_MB: Final = 512
"""Memory of a working session; what does not fit goes to its private folder."""

SEALED_MEMORY_MB: Final = 1024
"""Memory of a sealed session; it never spills, so work must be cut into parts that fit."""

_SHUT_IN: Final = (
    "SET autoinstall_known_extensions = false",
    "SET autoload_known_extensions = false",
    "SET enable_external_access = false",
    "SET lock_configuration = true",
)


class Session:
    """A DuckDB in memory in which each named table is a view over its parts. A context manager.

    Args:
        folder: The tables.
        tables: Names of those to show.
        spill: Folder for what does not fit into memory; None: nothing ever leaves memory.
        memory_mb: Bound on memory.
        threads: Threads of the engine.
    """

    def __init__(
        self, folder: TableFolder, tables: Sequence[str], *, spill: Path | None, memory_mb: int, threads: int = 2
    ) -> None:
        import duckdb

        self._spill = spill
        self._connection = duckdb.connect(":memory:")
        try:
            self._set_limits(memory_mb, threads)
            for name in tables:
                self._connection.register(check_name(name), folder.dataset(name))
            for setting in _SHUT_IN:
                self._connection.execute(setting)
        except BaseException:
            self.close()
            raise

    def _set_limits(self, memory_mb: int, threads: int) -> None:
        run = self._connection.execute
        run(f"SET memory_limit = '{int(memory_mb)}MB'")
        run(f"SET threads = {int(threads)}")
        run("SET TimeZone = 'UTC'")
        if self._spill is None:
            run("SET temp_directory = ''")
            run("SET max_temp_directory_size = '0KB'")
        else:
            run(f"SET temp_directory = {_literal(str(self._spill))}")

    def run(self, sql: str, parameters: Sequence[Any] = ()) -> pa.Table:
        """Return the result of one statement.

        Args:
            sql: Text of a registered file, or built of validated physical names only.
            parameters: Values for its ``?``; values never go into the text.

        Raises:
            EnvironmentProblem: It needs more memory, or more room to spill, than there is.
            SealBroken: A table was altered since it was sealed.
        """
        import duckdb

        try:
            result = self._connection.sql(sql, params=list(parameters))
            return pa.table({}) if result is None else result.to_arrow_table()
        except duckdb.OutOfMemoryException as error:
            raise EnvironmentProblem(
                "The query needs more memory than the session has.",
                advice="Close other programs, or use a larger machine.",
            ) from error

        except duckdb.InvalidInputException as error:
            if "IOError" not in str(error):
                raise
            raise SealBroken(
                "A table is not what was sealed: altered or cut.", advice="Run the stage that writes this table again."
            ) from error

    def close(self) -> None:
        """End the session and delete what it spilled."""
        self._connection.close()
        if self._spill is not None:
            shutil.rmtree(self._spill, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def working_session(case: Case, tables: Sequence[str], *, threads: int = 2) -> Session:
    """Open a session on working tables; it may spill, as they hold tokens only."""
    spill = Path(tempfile.mkdtemp(dir=case.partial("spill"))).absolute()
    return Session(case.working, tables, spill=spill, memory_mb=WORKING_MEMORY_MB, threads=threads)


def sealed_session(case: Case, tables: Sequence[str], *, threads: int = 2) -> Session:
    """Open a session on sealed tables (``_fs_`` tables too); real values never leave memory."""
    return Session(case.sealed, tables, spill=None, memory_mb=SEALED_MEMORY_MB, threads=threads)


def _literal(text: str) -> str:
    """Return ``text`` as an SQL string."""
    return "'" + text.replace("'", "''") + "'"
