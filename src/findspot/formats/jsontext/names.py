"""Column names of JSON records: the keys on the way to a value, joined by dots (contracts §4)."""

from __future__ import annotations

import json
import re
from typing import Final

from findspot.model.batch import SourceColumn
from findspot.text.kernels.jsontree import COLUMNS, ROOT, KeyTree

_SURROGATES: Final = re.compile("[\ud800-\udfff]")


def decode_key(raw: bytes) -> str:
    """Return a key as text, its escapes undone; half a surrogate pair stays an escape."""
    text: str = json.loads(b'"' + raw + b'"', strict=False)
    return _SURROGATES.sub(lambda m: f"\\u{ord(m.group()):04x}", text)


def source_columns(tree: KeyTree, known: tuple[SourceColumn, ...]) -> tuple[SourceColumn, ...]:
    """Return the columns of a tree; ``known`` are those it had before. A record that is no object has no name."""
    count = int(tree.counts[COLUMNS])
    more = (SourceColumn(_path(tree, int(tree.column_node[c]))) for c in range(len(known), count))
    return (*known, *more)


def _path(tree: KeyTree, node: int) -> str:
    keys: list[str] = []
    while node != ROOT:
        start = int(tree.key_start[node])
        key = decode_key(tree.pool[start : start + int(tree.key_size[node])].tobytes())
        occurrence = int(tree.occurrence[node])
        keys.append(key if occurrence == 1 else f"{key}#{occurrence}")
        node = int(tree.parent[node])
    return ".".join(reversed(keys))
