"""Small sources of every kind the spine reads, of made-up people, for tests of whole runs."""

from __future__ import annotations

import csv
import gzip
import io
import json
import sqlite3
import zipfile
from pathlib import Path

import pyarrow as pa

from findspot.testing.people import make_people


def make_sources(folder: Path, *, rows: int = 300, seed: int = 7) -> pa.Table:
    """Write a GB18030 CSV in a zip, a mysqldump-like file, a gzipped NDJSON and a SQLite file; return the people."""
    folder.mkdir()
    people = make_people(rows, seed)
    records = people.to_pylist()
    with zipfile.ZipFile(folder / "members.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("members.csv", _as_csv(people).encode("gb18030"))
    (folder / "shop.sql").write_text(_as_sql(records), encoding="utf-8")
    lines = "".join(json.dumps({"_index": "person", "_source": r}, ensure_ascii=False) + "\n" for r in records)
    (folder / "index.ndjson.gz").write_bytes(gzip.compress(lines.encode(), mtime=0))
    _write_sqlite(folder / "cards.sqlite", records)
    return people


def _as_csv(people: pa.Table) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(people.column_names)
    writer.writerows(zip(*(people.column(n).to_pylist() for n in people.column_names), strict=True))
    return text.getvalue()


def _as_sql(records: list[dict[str, object]]) -> str:
    tuples = ",".join(f"({i},'unit {i % 7}','2016-04-{i % 28 + 1:02d}')" for i in range(1, len(records) + 1))
    return (
        "-- MySQL dump 10.13\n/*!40101 SET NAMES utf8mb4 */;\nDROP TABLE IF EXISTS `visit`;\n"
        "CREATE TABLE `visit` (\n  `id` int NOT NULL,\n  `unit` varchar(40) DEFAULT NULL,\n  `day` date,\n"
        "  PRIMARY KEY (`id`)\n) ENGINE=InnoDB;\nLOCK TABLES `visit` WRITE;\n"
        f"INSERT INTO `visit` VALUES {tuples};\nUNLOCK TABLES;\n-- Dump completed\n"
    )


def _write_sqlite(path: Path, records: list[dict[str, object]]) -> None:
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE card (id INTEGER PRIMARY KEY, colour TEXT, price REAL)")
        colours = ("red", "green", "blue")
        rows = [(i, colours[i % 3], i / 4) for i in range(1, len(records) + 1)]
        database.executemany("INSERT INTO card VALUES (?, ?, ?)", rows)
    database.close()
