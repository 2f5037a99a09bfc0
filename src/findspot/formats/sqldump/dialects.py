"""What differs between engines and is not said by each statement: escapes, character set, current schema."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_MYSQL: Final = re.compile(
    rb"-- (?:MySQL|MariaDB) dump|-- phpMyAdmin|-- HeidiSQL|/\*M?!\d{5,6}|INTO `|CREATE TABLE (?:IF NOT EXISTS )?`"
    rb"|ENGINE ?= ?\w+"
    rb"|AUTO_INCREMENT|LOCK TABLES|SET (?:@OLD_|AUTOCOMMIT|NAMES|FOREIGN_KEY_CHECKS|SQL_MODE)|^DELIMITER |\w\\'\w",
    re.IGNORECASE | re.MULTILINE,
)
_STANDARD: Final = re.compile(
    rb"-- PostgreSQL database dump|^PRAGMA |^BEGIN TRANSACTION;|SET standard_conforming_strings = on"
    rb"|INTO \[|INTO \"|^GO\r?$"
    rb"|\[dbo\]|pg_catalog|VARCHAR2|TO_DATE\(|FROM stdin;|AUTOINCREMENT",
    re.IGNORECASE | re.MULTILINE,
)
_CONFORMING: Final = re.compile(rb"SET\s+standard_conforming_strings\s*(?:=|TO)\s*'?(on|off)", re.IGNORECASE)
_NO_ESCAPES: Final = re.compile(rb"SQL_MODE\s*=[^;]*NO_BACKSLASH_ESCAPES", re.IGNORECASE)
_USE: Final = re.compile(rb"USE\s+([`\"\[]?)([^`\"\[\];\r\n]{1,200})[`\"\]]?\s*(?:;|\r?\n|$)", re.IGNORECASE)
_SEARCH_PATH: Final = re.compile(rb"SET\s+search_path\s*(?:=|TO)\s*\"?([\w$-]+)", re.IGNORECASE)
_SET_CHARSET: Final = re.compile(rb"SET\s+(?:NAMES\s+|client_encoding\s*(?:=|TO)\s*)['\"]?([\w-]+)", re.IGNORECASE)
_TABLE_CHARSET: Final = re.compile(rb"CHARSET\s*=\s*(\w+)", re.IGNORECASE)

CHARSETS: Final = {
    "gbk": "gb18030",
    "gb2312": "gb18030",
    "gb18030": "gb18030",
    "euc_cn": "gb18030",
    "latin1": "cp1252",
    "win1252": "cp1252",
}
"""Character sets as dumps name them, and the encoding that reads them.

MySQL's latin1 is cp1252 (manual, "West European").
"""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How strings are read: whether a backslash escapes inside ``'…'``."""

    escapes: bool


def guess_dialect(sample: bytes) -> Dialect:
    """Return the dialect that a sample speaks for.

    MySQL where nothing does, as its escapes are the ones that must be undone.
    """
    settings = _CONFORMING.findall(sample)
    if settings:
        return Dialect(escapes=settings[0].lower() == b"off")
    if _NO_ESCAPES.search(sample):
        return Dialect(escapes=False)
    mysql, standard = (len(p.findall(sample)) for p in (_MYSQL, _STANDARD))
    return Dialect(escapes=mysql >= standard)


def escapes_after(statement: bytes, *, before: bool) -> bool:
    """Return whether backslashes escape after a SET statement."""
    found = _CONFORMING.search(statement)
    if found:
        return found[1].lower() == b"off"
    return False if _NO_ESCAPES.search(statement) else before


def schema_after(statement: bytes) -> str | None:
    """Return the schema that USE or SET search_path makes current, None if the statement is another."""
    found = _USE.match(statement)
    if found:
        return found[2].decode("utf-8", "backslashreplace").strip()
    found = _SEARCH_PATH.match(statement)
    return found[1].decode("ascii", "backslashreplace") if found else None


def charset_hint(sample: bytes) -> str | None:
    """Return the name of the encoding that the dump says it is in.

    What it says of its tables counts where it says nothing of itself.
    """
    found = _SET_CHARSET.search(sample) or _TABLE_CHARSET.search(sample)
    return CHARSETS.get(found[1].decode("ascii", "replace").lower()) if found else None
