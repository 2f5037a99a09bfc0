"""Searches everything that was published for true values of direct identifiers."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from findspot.testing.scoring.report import Item
from findspot.testing.twins.truthfiles import read_entities

SHORTEST: Final = 4
"""Characters from which a value is searched for; shorter ones stand in any text by chance."""

_ENTITY_COLUMNS: Final = frozenset(
    {"name", "name_latin", "name_han", "name_native", "id", "id_number", "mobile", "landline", "address", "plate"}
)
_PEOPLE: Final = frozenset({"person", "target", "traveller", "vehicle"})
_CELL_COLUMNS: Final = re.compile(
    r"(姓名|书记|身份证号|家庭住址|手机|固定电话"
    r"|(_source\.)?(name|name_latin|name\.(zh|en|native)|id_no|passport_no|plate|contact\.(email|phone)|photo_url"
    r"|person_id|target_id|raw))"
)
_GRAM: Final = SHORTEST


def privacy_item(folder: Path, case: Path, truth: dict[str, Any]) -> Item:
    """Return whether any true value of a direct identifier stands in a file below ``case/out``; never which."""
    values = set(identifiers(folder, truth))
    found = files = 0
    for path in sorted((case / "out").rglob("*")):
        if path.is_file():
            files += 1
            found += count_values(path.read_bytes().decode("utf-8", "replace"), values)
    told = f"{found:,} of {len(values):,} values, in {files:,} published files"
    return Item("no identifier published", found == 0 and files > 0, told, "none, and something published")


def identifiers(folder: Path, truth: dict[str, Any]) -> Iterator[str]:
    """Yield the true values of direct identifiers, from entities and from rows."""
    for kind in _PEOPLE & set(truth["entities"]):
        if truth["entities"][kind]:
            entities = read_entities(folder, kind)
            for name in _ENTITY_COLUMNS & set(entities.column_names):
                yield from _distinct(entities.column(name))
    for table, about in truth["tables"].items():
        wanted = [name for name in about["columns"] if _CELL_COLUMNS.fullmatch(name)]
        if wanted:
            cells = pq.read_table(folder / "truth" / f"rows-{table}.parquet", columns=wanted)
            for column in cells.columns:
                yield from _distinct(column)


def _distinct(column: pa.ChunkedArray) -> Iterator[str]:
    for value in pc.unique(pc.utf8_trim_whitespace(pc.cast(column, pa.string()))).to_pylist():
        if value is not None and len(value) >= SHORTEST:
            yield value


def count_values(text: str, values: Iterable[str]) -> int:
    """Return how many of the values stand in a text, also where it escapes characters for HTML or JSON.

    A value of Latin letters or digits must stand as a word of its own.
    """
    texts = {text, html.unescape(text)}
    if "\\" in text:
        texts.add(re.sub(r"\\u([0-9a-fA-F]{4})", lambda m: chr(int(m[1], 16)), text).replace('\\"', '"'))
    found: set[str] = set()
    for variant in texts:
        # Only values whose first and last characters occur are searched for as a whole.
        grams = {variant[at : at + _GRAM] for at in range(len(variant) - _GRAM + 1)}
        for value in values:
            if value[:_GRAM] in grams and value[-_GRAM:] in grams and value not in found and _stands(value, variant):
                found.add(value)
    return len(found)


def _stands(value: str, text: str) -> bool:
    at = text.find(value)
    while at >= 0:
        before, after = text[at - 1 : at], text[at + len(value) : at + len(value) + 1]
        if not (_joins(before, value[0]) or _joins(value[-1], after)):
            return True
        at = text.find(value, at + 1)
    return False


def _joins(left: str, right: str) -> bool:
    return all(len(c) == 1 and c.isascii() and c.isalnum() for c in (left, right))
