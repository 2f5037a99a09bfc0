"""Real values leave a case here and nowhere else: with a reason, written to the log before the first value is."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from findspot.errors import EnvironmentProblem, GateClosed, UsageProblem
from findspot.model.batch import PROVENANCE, SourceColumn, SourceTable
from findspot.model.tables import COLUMNS
from findspot.recovery.naming import column_labels
from findspot.text.safe import safe_text

if TYPE_CHECKING:
    import pyarrow as pa

    from findspot.store.case import Case


@dataclass(frozen=True, slots=True)
class RevealReport:
    """What was revealed: ``entry`` is the number of the log entry that says so."""

    table: str
    rows: int
    columns: tuple[str, ...]
    path: Path
    entry: int

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return {
            "table": self.table,
            "rows": self.rows,
            "columns": list(self.columns),
            "path": str(self.path),
            "log_entry": self.entry,
        }


def reveal(case: Case, table: str, *, reason: str, out: Path | str, who: str | None = None) -> RevealReport:
    """Write the real values of a table to a plain Parquet file for the owner only, and say so in the log first.

    Args:
        case: The case.
        table: One of the recovered tables.
        reason: Why the values are needed; kept in the log.
        out: The file to write; must not exist yet.
        who: Who asked, where that is somebody else than the user who runs this.

    Raises:
        UsageProblem: Without a reason, for a table that is not there, or where the file exists.
        GateClosed: If the file would lie in the case, where publications are made.
        EnvironmentProblem: If the file cannot be written; the log then says that it was begun.
    """
    if not reason.strip():
        raise UsageProblem("Real values are shown only for a reason.", advice="Give one with --reason.")
    path = _checked_path(case, Path(out))
    if table not in case.sealed.names():
        raise UsageProblem("The case has no such table.", advice="`findspot status` lists the tables.")
    labels = revealed_labels(case, table)
    details = {"table": table, "reason": reason.strip(), "rows": case.sealed.count(table), "columns": len(labels)}
    with case.lock():
        entry = case.log.append("reveal", details if who is None else {**details, "for": who})
        rows = _write(case, table, labels, path)
    return RevealReport(table, rows, tuple(labels), path, entry)


def _checked_path(case: Case, path: Path) -> Path:
    resolved = path.resolve()
    if resolved.is_relative_to(case.root.resolve()):
        raise GateClosed(
            "Real values are not written into a case: what lies there may be published or copied.",
            where=str(path),
            advice="Name a file outside the case folder.",
        )
    if path.exists() or path.is_symlink():
        raise UsageProblem("The file exists and is not overwritten.", where=str(path), advice="Name another file.")
    if not resolved.parent.is_dir():
        raise UsageProblem("The folder for the file does not exist.", where=str(path), advice="Make it first.")
    return path


def revealed_labels(case: Case, table: str) -> list[str]:
    """Return the source's own names of a table's value columns: safe, unique, ``column 7`` where there is none."""
    columns = case.meta(COLUMNS).select(["table", "name", "source"]).to_pylist()
    sources = {c["name"]: safe_text(c["source"] or "") for c in columns if c["table"] == table}
    physical = [n for n in case.sealed.schema(table).names if n not in PROVENANCE.names]
    named = [sources.get(name) or f"column {i}" for i, name in enumerate(physical, start=1)]
    taken = (*PROVENANCE.names, *named)  # so that a source's own "_fs_offset" becomes "_fs_offset#2"
    return column_labels(SourceTable(table, tuple(SourceColumn(n) for n in taken)))[len(PROVENANCE) :]


def _write(case: Case, table: str, labels: Sequence[str], path: Path) -> int:
    schema = _relabelled(case.sealed.schema(table), labels)
    with _telling(path):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with _telling(path), os.fdopen(descriptor, "wb") as file:
            return _write_batches(case, table, schema, file)
    except BaseException:
        with suppress(OSError):
            path.unlink()
        raise


@contextmanager
def _telling(path: Path) -> Iterator[None]:
    """Turn what the operating system says into a problem that the user can act on."""
    try:
        yield
    except OSError as error:
        raise EnvironmentProblem(
            f"The file could not be written: {os.strerror(error.errno or 0)}.",
            where=str(path),
            advice="The log says that a reveal was begun. Check space and rights, then run it again.",
        ) from error


def _write_batches(case: Case, table: str, schema: pa.Schema, file: Any) -> int:
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = 0
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        for batch in case.sealed.batches(table):
            writer.write_batch(pa.RecordBatch.from_arrays(batch.columns, schema=schema))
            rows += batch.num_rows
    return rows


def _relabelled(schema: pa.Schema, labels: Sequence[str]) -> pa.Schema:
    import pyarrow as pa

    names = [*PROVENANCE.names, *labels]
    return pa.schema([field.with_name(name) for field, name in zip(schema, names, strict=True)])
