from __future__ import annotations

import base64
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from tests.store.tables import SCHEMA, make_batch, write_part

from findspot.errors import EnvironmentProblem, SealBroken
from findspot.store import TableWriter
from findspot.store.parquet import GROUP_ROWS, open_parquet, parquet_key, read_batches

KEY = b"k" * 32


@pytest.mark.parametrize("key", [KEY, None], ids=["sealed", "plain"])
def test_what_is_written_comes_back(tmp_path: Path, key: bytes | None) -> None:
    batches = [make_batch(50_000, marker=m) for m in "abc"]
    with TableWriter(tmp_path / "x.parquet", SCHEMA, key) as writer:
        for batch in batches:
            writer.write(batch)
    assert writer.rows == 150_000
    read = list(read_batches(tmp_path / "x.parquet", key, None, 16_384))
    assert max(b.num_rows for b in read) == 16_384
    assert pa.Table.from_batches(read).equals(pa.Table.from_batches(batches))


def test_a_table_without_rows_keeps_its_schema(tmp_path: Path) -> None:
    with TableWriter(tmp_path / "x.parquet", SCHEMA, KEY):
        pass
    with open_parquet(tmp_path / "x.parquet", KEY) as file:
        assert file.schema_arrow.names == SCHEMA.names
        assert file.metadata.num_rows == 0


def test_places_are_delta_encoded_and_values_have_no_statistics(tmp_path: Path) -> None:
    with open_parquet(write_part(tmp_path, make_batch(20_000), KEY), KEY) as file:
        group = file.metadata.row_group(0)
        columns = {c.path_in_schema: c for c in (group.column(i) for i in range(group.num_columns))}
        assert "DELTA_BINARY_PACKED" in columns["_fs_offset"].encodings
        assert "DELTA_BINARY_PACKED" in columns["_fs_length"].encodings
        assert "RLE_DICTIONARY" in columns["_fs_stream"].encodings
        assert "RLE_DICTIONARY" not in columns["c001"].encodings
        assert columns["_fs_offset"].statistics.max == 199_990
        assert columns["c001"].statistics is None
        # about 2 % of a file (facts): here well below a byte a row
        assert columns["_fs_offset"].total_compressed_size < 20_000


def test_columns_of_few_values_get_a_dictionary(tmp_path: Path) -> None:
    schema = pa.schema([("c001", pa.string())])
    batch = pa.record_batch([pa.array(["f", "m"] * 5_000)], schema=schema)
    with open_parquet(write_part(tmp_path, batch, KEY), KEY) as file:
        assert "RLE_DICTIONARY" in file.metadata.row_group(0).column(0).encodings


def test_row_groups_are_bounded_by_rows_and_bytes(tmp_path: Path) -> None:
    schema = pa.schema([("c001", pa.string())])
    with TableWriter(tmp_path / "x.parquet", schema, None) as writer:
        for _ in range(5):
            writer.write(pa.record_batch([pa.array(["x" * 10_000_000])], schema=schema))
        for _ in range(10):
            writer.write(pa.record_batch([pa.array(["y"] * 16_384)], schema=schema))
    with open_parquet(tmp_path / "x.parquet", None) as file:
        rows = [file.metadata.row_group(i).num_rows for i in range(file.num_row_groups)]
    assert sum(rows) == 5 + 163_840
    assert rows[0] == 4
    assert max(rows) <= GROUP_ROWS + 16_384


def test_sealed_values_do_not_show_in_the_file(tmp_path: Path) -> None:
    part = write_part(tmp_path, make_batch(100, marker="PLANTED-MARKER"), KEY)
    data = part.read_bytes()
    assert data[:4] == b"PARE"
    assert b"PLANTED" not in data
    assert b"c001" not in data


def test_duckdb_reads_sealed_parts_with_the_key(tmp_path: Path) -> None:
    part = write_part(tmp_path, make_batch(200_000), KEY)
    with duckdb.connect() as connection:
        secret = base64.b64encode(parquet_key(KEY)).decode()
        connection.execute(f"PRAGMA add_parquet_key('k', '{secret}')")
        rows = f"read_parquet('{part}', encryption_config = {{footer_key: 'k'}})"
        row = connection.execute(f"SELECT count(*), sum(_fs_offset), max(c001) FROM {rows}").fetchone()
    assert row == (200_000, 10 * sum(range(200_000)), "v99999")


@pytest.mark.parametrize("key", [b"j" * 32, None], ids=["another key", "no key"])
def test_without_the_key_nothing_opens(tmp_path: Path, key: bytes | None) -> None:
    part = write_part(tmp_path, make_batch(10), KEY)
    with pytest.raises(SealBroken):
        open_parquet(part, key)


def test_altered_and_cut_files_are_found(tmp_path: Path) -> None:
    part = write_part(tmp_path, make_batch(5_000), KEY)
    sealed = part.read_bytes()
    for place in [*range(4, len(sealed), len(sealed) // 25), len(sealed) - 1]:
        altered = bytearray(sealed)
        altered[place] ^= 0x10
        part.write_bytes(altered)
        with pytest.raises(SealBroken):
            list(read_batches(part, KEY, None, 1_000))
    part.write_bytes(sealed[:-100])
    with pytest.raises(SealBroken):
        list(read_batches(part, KEY, None, 1_000))


def test_a_missing_file_is_an_environment_problem(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentProblem):
        open_parquet(tmp_path / "x.parquet", KEY)
    with pytest.raises(EnvironmentProblem), TableWriter(tmp_path / "no" / "x.parquet", SCHEMA, KEY) as writer:
        writer.write(make_batch(1))


def test_an_error_while_writing_leaves_nothing(tmp_path: Path) -> None:
    def fail() -> None:
        with TableWriter(tmp_path / "x.parquet", SCHEMA, KEY) as writer:
            writer.write(make_batch(GROUP_ROWS))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert not list(tmp_path.iterdir())


def test_a_batch_of_another_schema_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    other = pa.record_batch([pa.array(["x"])], names=["other"])
    with pytest.raises(pa.ArrowInvalid), TableWriter(tmp_path / "x.parquet", SCHEMA, KEY) as writer:
        writer.write(other)
    assert not list(tmp_path.iterdir())


def test_closing_twice_is_once(tmp_path: Path) -> None:
    writer = TableWriter(tmp_path / "x.parquet", SCHEMA, KEY)
    writer.write(make_batch(3))
    writer.close()
    writer.close()
    assert open_parquet(tmp_path / "x.parquet", KEY).metadata.num_rows == 3


def test_a_full_disk_is_told_and_leaves_nothing_behind(small_disk: Path) -> None:
    def fill() -> None:
        with TableWriter(small_disk / "x.parquet", SCHEMA, KEY) as writer:
            for i in range(40):
                writer.write(make_batch(GROUP_ROWS // 2, marker=f"{i * 7919:x}"))

    with pytest.raises(EnvironmentProblem, match="full"):
        fill()
    assert not list(small_disk.iterdir())
