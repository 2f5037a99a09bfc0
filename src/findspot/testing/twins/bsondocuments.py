"""Decodes BSON documents with pymongo's own decoder: the yardstick for records of a mongodump."""

from __future__ import annotations

from typing import Any

from findspot.testing.twins.documents import flatten
from findspot.testing.twins.extras import require
from findspot.testing.twins.records import StreamInfo


def decode_bson(data: bytes, info: StreamInfo) -> dict[str, str | None]:
    """Return the cells of a document: numbers in decimal, ids of objects as 24 hexadecimal digits.

    Raises:
        ValueError: It is no BSON document.
    """
    bson = require("bson")
    try:
        document = bson.decode(data)
    except bson.errors.BSONError as error:
        raise ValueError("no BSON document") from error
    return flatten({key: _plain(value) for key, value in document.items()})


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value if isinstance(value, str | list | int | None) else str(value)
