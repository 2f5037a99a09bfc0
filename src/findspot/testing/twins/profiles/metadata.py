"""What stands beside the records: a collection's metadata, the frame of a SQL dump."""

from __future__ import annotations

import json
from typing import Final

from findspot.testing.twins.elasticdump import place_file
from findspot.testing.twins.profiles.relations import TABLE
from findspot.testing.twins.workshop import MARK, Workshop

_SQL_COLUMNS: Final = {
    "id": "bigint(20) NOT NULL AUTO_INCREMENT",
    "src_id": "varchar(12) DEFAULT NULL",
    "dst_id": "varchar(12) DEFAULT NULL",
    "rel_type": "varchar(32) DEFAULT NULL",
    "dst_birth": "varchar(10) DEFAULT NULL",
    "weight": "decimal(4,2) DEFAULT NULL",
    "source_url": "varchar(255) DEFAULT NULL",
    "update_time": "datetime DEFAULT NULL",
}


def write_collection_file(workshop: Workshop, database: str, collection: str) -> None:
    """Write what mongodump writes beside a collection."""
    index = {"v": 2, "key": {"_id": 1}, "name": "_id_", "ns": f"{database}.{collection}"}
    content = {"options": {"comment": MARK}, "indexes": [index], "collectionName": collection}
    file = f"mongo/{database}/{collection}.metadata.json"
    place_file(workshop, file).write_text(json.dumps(content), "utf-8")
    workshop.mark(file, "options.comment")


def sql_head() -> bytes:
    """Return what mysqldump writes before the first INSERT, and the first INSERT's head."""
    columns = ",\n".join(f"  `{name}` {kind}" for name, kind in _SQL_COLUMNS.items())
    return (
        f"-- MySQL dump 10.13  Distrib 5.7.28, for Linux (x86_64)\n--\n-- {MARK}\n--\n"
        "/*!40101 SET NAMES utf8mb4 */;\n/*!40014 SET @OLD_UNIQUE_CHECKS=@@UNIQUE_CHECKS, UNIQUE_CHECKS=0 */;\n\n"
        f"--\n-- Table structure for table `{TABLE}`\n--\n\nDROP TABLE IF EXISTS `{TABLE}`;\n"
        f"CREATE TABLE `{TABLE}` (\n{columns},\n  PRIMARY KEY (`id`),\n  KEY `src` (`src_id`)\n"
        ") ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;\n\n"
        f"--\n-- Dumping data for table `{TABLE}`\n--\n\n"
        f"LOCK TABLES `{TABLE}` WRITE;\n/*!40000 ALTER TABLE `{TABLE}` DISABLE KEYS */"
    ).encode()


def sql_tail() -> bytes:
    """Return what mysqldump writes behind the last tuple."""
    return (
        f";\n/*!40000 ALTER TABLE `{TABLE}` ENABLE KEYS */;\nUNLOCK TABLES;\n\n"
        "/*!40014 SET UNIQUE_CHECKS=@OLD_UNIQUE_CHECKS */;\n\n-- Dump completed on 2020-02-11  4:10:22\n"
    ).encode()
