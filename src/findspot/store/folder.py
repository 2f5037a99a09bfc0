"""A folder of tables: each table a folder of Parquet parts, replaced as a whole."""

from __future__ import annotations

import os
import re
import secrets
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from findspot.errors import UsageProblem
from findspot.model.batch import BATCH_ROWS
from findspot.store.files import TEMPORARY, make_private_folder, storing, sync_file
from findspot.store.parquet import dataset_format, open_parquet, read_batches

_NAME: Final = re.compile(r"\w[\w.#-]{0,199}")
_OLD: Final = ".fs-old-"


def check_name(name: str) -> str:
    """Return ``name`` if it can be a table of ours: letters, digits, ``_ . # -``, never a path."""
    if not _NAME.fullmatch(name):
        raise UsageProblem("Not a table's name.", advice="Names of tables are listed by `findspot status`.")
    return name


class TableFolder:
    """The tables below one folder, sealed with a key or plain.

    Args:
        root: The folder; need not exist yet.
        key: Sealing key of the case, None for plain tables.
    """

    def __init__(self, root: Path, key: bytes | None) -> None:
        self.root = root
        self.key = key

    def names(self) -> list[str]:
        """Return the tables by name, those that the system itself keeps left out."""
        if not self.root.is_dir():
            return []
        found = {p.name.removeprefix(_OLD) for p in self.root.iterdir() if p.is_dir()}
        return sorted(n for n in found if not n.startswith(("_fs_", ".")))

    def parts(self, name: str) -> list[Path]:
        """Return the files of a table by file name, which is by stream and part; none when there is no such table."""
        target = self.root / check_name(name)
        folder = target if target.is_dir() else self.root / f"{_OLD}{name}"
        return sorted(folder.glob("*.parquet"))

    def schema(self, name: str) -> pa.Schema:
        """Return all columns that any part has, in physical order.

        Raises:
            UsageProblem: There is no such table.
        """
        schemas = [open_parquet(p, self.key).schema_arrow for p in self._existing(name)]
        fields = {f.name: f for s in schemas for f in s}
        widest = max(schemas, key=len)
        rest = [n for n in fields if n not in widest.names]
        return pa.schema([fields[n] for n in (*widest.names, *rest)])

    def count(self, name: str) -> int:
        """Return the number of rows."""
        return sum(open_parquet(p, self.key).metadata.num_rows for p in self._existing(name))

    def batches(self, name: str, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
        """Yield the rows, parts in order, by batches of up to 16,384; columns that a part lacks are null."""
        schema = self._chosen(name, columns)
        for path in self._existing(name):
            present = [n for n in open_parquet(path, self.key).schema_arrow.names if n in schema.names]
            for batch in read_batches(path, self.key, present, BATCH_ROWS):
                yield _widened(batch, schema)

    def table(self, name: str, columns: Sequence[str] | None = None) -> pa.Table:
        """Return all rows at once."""
        return pa.Table.from_batches(list(self.batches(name, columns)), self._chosen(name, columns))

    def dataset(self, name: str) -> Any:
        """Return the table as a ``pyarrow.dataset`` that decrypts as it is read, columns that a part lacks null."""
        import pyarrow.dataset

        files = [str(p) for p in self._existing(name)]
        return pyarrow.dataset.dataset(files, schema=self.schema(name), format=dataset_format(self.key))

    def adopt(self, name: str, files: Sequence[Path]) -> None:
        """Replace a table by finished files on the same file system, which stay where they are as well.

        A kill leaves the old table or the new one; ``finish_adoptions`` clears up behind it.
        """
        target = self.root / check_name(name)
        make_private_folder(self.root)
        fresh = self.root / f"{TEMPORARY}{secrets.token_hex(8)}"
        with storing(target):
            fresh.mkdir(mode=0o700)
            try:
                for file in files:
                    _link(file, fresh / file.name)
                sync_file(fresh)
                self._replace(target, fresh)
            except OSError:
                shutil.rmtree(fresh, ignore_errors=True)
                raise

    def _replace(self, target: Path, fresh: Path) -> None:
        old = self.root / f"{_OLD}{target.name}"
        shutil.rmtree(old, ignore_errors=True)
        if target.exists():
            target.rename(old)
        fresh.rename(target)
        sync_file(self.root)
        shutil.rmtree(old, ignore_errors=True)

    def remove(self, name: str) -> None:
        """Delete a table; nothing happens when there is none."""
        target = self.root / check_name(name)
        if target.is_dir():
            with storing(target):
                shutil.rmtree(target)

    def finish_adoptions(self) -> None:
        """Finish or undo what a kill interrupted in ``adopt``, and delete unfinished folders."""
        if not self.root.is_dir():
            return
        for path in self.root.iterdir():
            if path.name.startswith(_OLD):
                target = self.root / path.name.removeprefix(_OLD)
                if target.exists():
                    shutil.rmtree(path, ignore_errors=True)
                else:
                    path.rename(target)
            elif path.name.startswith(TEMPORARY) and path.is_dir():
                shutil.rmtree(path, ignore_errors=True)

    def _existing(self, name: str) -> list[Path]:
        parts = self.parts(name)
        if not parts:
            raise UsageProblem("There is no such table.", advice="Names of tables are listed by `findspot status`.")
        return parts

    def _chosen(self, name: str, columns: Sequence[str] | None) -> pa.Schema:
        schema = self.schema(name)
        if columns is None:
            return schema
        missing = [c for c in columns if c not in schema.names]
        if missing:
            raise UsageProblem(f"The table has no column {missing[0]!r}.", where=name)
        return pa.schema([schema.field(c) for c in columns])


def _widened(batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    """Return ``batch`` with the columns of ``schema``, null where it has none."""
    present = set(batch.schema.names)
    arrays = [
        batch.column(f.name).cast(f.type) if f.name in present else pa.nulls(batch.num_rows, f.type) for f in schema
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _link(file: Path, to: Path) -> None:
    try:
        os.link(file, to)
    except PermissionError:  # how exFAT says that it has no hard links
        shutil.copyfile(file, to)
        sync_file(to)
