"""Writes the four tables of the twin to their containers, with the place of each record and of each batch."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from findspot.testing.twins.archives import split_file
from findspot.testing.twins.documents import Field, read_cells
from findspot.testing.twins.elasticdump import place_file, write_index_files, write_lines
from findspot.testing.twins.encoding import sizes_of
from findspot.testing.twins.members import MemberGzip
from findspot.testing.twins.payloads import WITHHELD
from findspot.testing.twins.profiles import infos, metadata, orgs, persons, relations
from findspot.testing.twins.profiles.blocks import BlockList
from findspot.testing.twins.profiles.persons import Crawl
from findspot.testing.twins.records import Records, StreamInfo, StreamWriter
from findspot.testing.twins.tally import Tally
from findspot.testing.twins.workshop import Workshop

PARTS: Final = 5
"""Pieces that the archive of posts is cut into."""

_TAR_BLOCK: Final = 512
_TAR_TIME: Final = 1_577_836_800
_INFO_FILE: Final = "info.tar.gz"


@dataclass(slots=True)
class Press:
    """Where the tables go, and what is noted on the way."""

    crawl: Crawl
    workshop: Workshop
    blocks: BlockList = field(default_factory=BlockList)
    tally: Tally = field(default_factory=Tally)

    def files(self, first: NDArray[np.int64]) -> Iterator[tuple[int, NDArray[np.int64], NDArray[np.int64]]]:
        """Yield each file's number from 1, its batches, and the rows of a table that ``first`` divides."""
        file = self.crawl.layout.file
        for number in range(int(file[-1]) + 1):
            batches = np.flatnonzero(file == number)
            rows = np.arange(first[batches[0]], first[batches[-1] + 1])
            if len(rows):
                yield number + 1, batches, rows


def write_persons(press: Press) -> None:
    """Write profiles as elasticdump does, a gzip member for each batch."""
    layout = press.crawl.layout
    for number, batches, rows in press.files(layout.first):
        fields = persons.person_fields(press.crawl, rows, press.tally)
        name = f"person-{number:02d}.ndjson"
        file = f"elastic/{name}.gz"
        pieces = _take_lines(press, persons.INDEX, fields, layout.person[rows].astype(np.int64))
        with place_file(press.workshop, file).open("wb") as sink:
            gzip = MemberGzip(sink, name)
            gzip.cut_at(_edges(pieces, layout.first[batches] - rows[0])[1:].tolist())
            writer = press.workshop.writer(StreamInfo(file, name, "ndjson", "utf-8"), gzip.sink)
            writer.write_records(Records(persons.INDEX, pieces, rows, layout.person[rows].astype(np.int64)))
            gzip.end_member()
        press.blocks.add_ranges(persons.INDEX, file, batches.tolist(), gzip.edges)
        press.workshop.mark(file, "comment of each gzip member's header, _source.note of the first document")
        press.workshop.progress.advance(rows=len(rows))
    write_index_files(press.workshop, persons.INDEX, fields)


def write_organisations(press: Press, count: int) -> None:
    """Write organisations as mongodump does."""
    first = press.crawl.layout.divide(count)
    file = "mongo/okidb/org.bson"
    with place_file(press.workshop, file).open("wb") as sink:
        writer = press.workshop.writer(StreamInfo(file, "", "bson", "bson"), sink)
        for _, batches, rows in press.files(first):
            cells = orgs.organisation_cells(press.crawl.order, press.crawl.organisations, rows)
            press.workshop.rows("org", "org").append_cells(cells, rows)
            pieces = orgs.encode_organisations(cells)
            edges = writer.length + _edges(pieces, first[batches] - rows[0])
            writer.write_records(Records("org", pieces, rows, rows))
            press.blocks.add_ranges("org", file, batches.tolist(), [*edges, writer.length])
            press.workshop.progress.advance(rows=len(rows))
    press.workshop.mark(file, "note of the first document")
    metadata.write_collection_file(press.workshop, "okidb", "org")


def write_infos(press: Press, count: int, missing_part: int) -> None:
    """Write posts as files of an elasticdump in a tar, compressed in a member a batch, and cut into parts."""
    first = press.crawl.layout.divide(count)
    path = place_file(press.workshop, _INFO_FILE)
    with path.open("wb") as sink:
        gzip = MemberGzip(sink, _INFO_FILE.removesuffix(".gz"))
        batches_done: list[int] = []
        for number, batches, rows in press.files(first):
            fields = infos.info_fields(press.crawl, rows, first, press.tally)
            pieces = _take_lines(press, infos.INDEX, fields, np.full(len(rows), -1))
            edges = _edges(pieces, first[batches] - rows[0])
            size = int(sizes_of(pieces).sum())
            name = f"info-{number:02d}.ndjson"
            head = _tar_header(name, size)
            gzip.cut_at((gzip.payload + len(head) + edges[1:]).tolist())
            gzip.write(head)
            stream = StreamInfo(f"{_INFO_FILE}.001", f"{_INFO_FILE.removesuffix('.gz')}//{name}", "ndjson", "utf-8")
            writer = press.workshop.writer(stream, gzip.sink)
            writer.write_records(Records(infos.INDEX, pieces, rows, np.full(len(rows), -1)))
            gzip.write(bytes(-size % _TAR_BLOCK))
            gzip.end_member()
            batches_done += batches.tolist()
            press.workshop.progress.advance(rows=len(rows))
        press.blocks.add_ranges(infos.INDEX, _INFO_FILE, batches_done, gzip.edges)
        gzip.write(bytes(2 * _TAR_BLOCK))
        gzip.end_member()
    part_bytes = -(-path.stat().st_size // PARTS)
    press.blocks.split(_INFO_FILE, part_bytes)
    for part in split_file(path, part_bytes):
        if part.suffix == f".{missing_part:03d}":
            withheld = press.workshop.dump.parent / WITHHELD
            withheld.mkdir(exist_ok=True)
            part.rename(withheld / part.name)
        else:
            press.workshop.mark(part.name, "comment of the gzip members' headers (of the whole)")


def write_relations(press: Press, count: int) -> None:
    """Write relations as mysqldump does, with INSERTs of its own for each batch."""
    first = press.crawl.layout.divide(count)
    families = relations.plan_families(press.crawl, count)
    file = "okidb.sql"
    with place_file(press.workshop, file).open("wb") as sink:
        writer = press.workshop.writer(StreamInfo(file, "", "sql", "utf-8"), sink)
        writer.write(metadata.sql_head())
        for _, batches, rows in press.files(first):
            cells, habits, told = relations.relation_cells(press.crawl, rows, first, families)
            for habit, flags in habits.items():
                press.tally.note(habit, flags)
            press.workshop.rows(relations.TABLE, "person").append_cells(cells, told)
            pieces = relations.write_tuples(cells).cast(pa.binary())
            begins = np.unique(first[batches][first[batches + 1] > first[batches]] - rows[0])
            before = relations.separate(begins, len(rows)).cast(pa.binary())
            edges = _write_statements(writer, Records(relations.TABLE, pieces, rows, told), before, begins)
            filled = batches[first[batches + 1] > first[batches]]
            press.blocks.add_ranges(relations.TABLE, file, filled.tolist(), edges)
            press.workshop.progress.advance(rows=len(rows))
        writer.write(metadata.sql_tail())
    press.workshop.mark(file, "comment in the first lines")


def _write_statements(writer: StreamWriter, records: Records, before: pa.Array, begins: NDArray[np.int64]) -> list[int]:
    """Write the tuples and return where each batch's statements begin, and where the last ends."""
    start = writer.length
    ends = start + np.cumsum(sizes_of(before) + sizes_of(records.pieces))
    writer.write_records(records, before=before)
    return [int(edge) for edge in (*np.concatenate([[start], ends])[begins], writer.length)]


def _take_lines(press: Press, table: str, fields: list[Field], entity: NDArray[np.int64]) -> pa.Array:
    """Enter the cells of documents as rows, and return their lines."""
    press.workshop.rows(table, "person").append_cells(read_cells(fields), entity)
    return write_lines(fields)


def _edges(pieces: pa.Array, begins: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the offsets at which the records with those numbers begin."""
    return np.asarray(np.concatenate([[0], np.cumsum(sizes_of(pieces))])[begins], np.int64)


def _tar_header(name: str, size: int) -> bytes:
    info = tarfile.TarInfo(name)
    info.size = size
    info.mtime = _TAR_TIME
    return info.tobuf(tarfile.USTAR_FORMAT)
