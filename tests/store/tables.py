"""Small tables for tests of the store."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from findspot.store import Case, TableWriter

SCHEMA = pa.schema(
    [
        pa.field("_fs_stream", pa.int32(), nullable=False),
        pa.field("_fs_offset", pa.int64(), nullable=False),
        pa.field("_fs_length", pa.int32(), nullable=False),
        pa.field("c001", pa.string()),
    ]
)


def make_batch(count: int, *, stream: int = 1, marker: str = "v") -> pa.RecordBatch:
    """Rows with values ``marker0``, ``marker1`` …, ten bytes each."""
    columns = [
        pa.array([stream] * count, pa.int32()),
        pa.array(range(0, 10 * count, 10), pa.int64()),
        pa.array([10] * count, pa.int32()),
        pa.array([f"{marker}{i}" for i in range(count)], pa.string()),
    ]
    return pa.RecordBatch.from_arrays(columns, schema=SCHEMA)


def write_part(folder: Path, batch: pa.RecordBatch, key: bytes | None, *, stream: int = 1, part: int = 0) -> Path:
    """Write ``batch`` as one part."""
    path = folder / f"{stream:06d}-{part:04d}.parquet"
    with TableWriter(path, batch.schema, key) as writer:
        writer.write(batch)
    return path


def put_table(case: Case, name: str, batch: pa.RecordBatch, *, is_sealed: bool = True) -> Path:
    """Write ``batch`` as the only part of a table and return its file in the case."""
    folder = case.sealed if is_sealed else case.working
    part = write_part(case.partial("test"), batch, folder.key)
    folder.adopt(name, [part])
    part.unlink()
    return folder.parts(name)[0]
