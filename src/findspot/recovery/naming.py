"""Names of recovered tables (contracts §5), and which streams hold parts of one table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from findspot.model.batch import SourceTable

_DATA_SUFFIXES: Final = re.compile(
    r"\.(csv|tsv|tab|psv|txt|sql|dump|json|jsonl|ndjson|db|db3|sqlite|sqlite3|dat|log|gz|zip|tar|tgz|bak|old|\d{3})$"
)
_ANY_SUFFIX: Final = re.compile(r"(?<=.)\.(?=\w*[a-z])\w{1,8}$")
_UNSAFE: Final = re.compile(r"[^\w]+")
_NUMBER: Final = re.compile(r"\d+")
_MAX_NAME: Final = 80


@dataclass(frozen=True, slots=True)
class FoundTable:
    """A table as one stream holds it; ``types`` as ``fitting`` gives them."""

    stream: int
    stream_name: str
    index: int
    source: SourceTable
    rows: int
    types: str = ""


@dataclass(frozen=True, slots=True)
class NamedTable:
    """A table of the case: its name and the parts it is made of, in stream order."""

    name: str
    parts: tuple[FoundTable, ...]

    @property
    def columns(self) -> SourceTable:
        """The columns under the source's names: those of the part that has most, one with a header before others."""
        return max(self.parts, key=lambda p: (p.source.has_header, len(p.source.columns))).source


def safe_name(text: str) -> str:
    """Return ``text`` in lower case with letters, digits and ``_`` only; ``table`` where nothing is left."""
    name = _UNSAFE.sub("_", text.lower()).strip("_")
    return name[:_MAX_NAME].rstrip("_") or "table"


def stem_of(stream_name: str) -> str:
    """Return a stream's name without folders and without the endings of data and container files."""
    name = stream_name.replace("\\", "/").rsplit("/", 1)[-1].lower()
    name = _ANY_SUFFIX.sub("", name) or name
    while (cut := _DATA_SUFFIXES.sub("", name)) != name and cut:
        name = cut
    return safe_name(name)


def name_tables(found: Iterable[FoundTable]) -> list[NamedTable]:
    """Return the tables of a case under their names, parts of one table put together."""
    groups: list[list[FoundTable]] = []
    for table in sorted(found, key=lambda t: (t.stream, t.index)):
        home = next((g for g in groups if _is_part(g, table)), None)
        if home is None:
            groups.append([table])
        else:
            home.append(table)
    taken: set[str] = set()
    return [NamedTable(_unique(_base_name(group), taken), tuple(group)) for group in groups]


def _base_name(group: Sequence[FoundTable]) -> str:
    first = group[0]
    stem = stem_of(first.stream_name)
    if len(group) > 1:
        stem = safe_name(_NUMBER.sub("", stem)) if _NUMBER.search(stem) else stem
    return f"{stem}__{safe_name(first.source.name)}" if first.source.name else stem


def _unique(name: str, taken: set[str]) -> str:
    candidate, number = name, 2
    while candidate in taken:
        candidate = f"{name}__{number}"
        number += 1
    taken.add(candidate)
    return candidate


def _is_part(group: Sequence[FoundTable], table: FoundTable) -> bool:
    first = group[0]
    if table.stream in {p.stream for p in group} or first.source.name != table.source.name:
        return False
    stems = [_NUMBER.sub("#", stem_of(t.stream_name)) for t in (first, table)]
    if stems[0] != stems[1]:
        return False
    names = [tuple(c.name for c in t.source.columns) for t in (first, table)]
    if names[0] == names[1]:
        return True
    return not table.source.has_header and len(names[0]) == len(names[1]) and _types_fit(first.types, table.types)


def _types_fit(left: str, right: str) -> bool:
    """Return whether columns of two parts have the same types, where both show one (``?`` is none)."""
    pairs = [(a, b) for a, b in zip(left, right, strict=True) if "?" not in (a, b)]
    return len(left) == len(right) and bool(pairs) and all(a == b for a, b in pairs)


def column_labels(table: SourceTable) -> list[str]:
    """Return the columns' own names, made unique by ``#2`` and ``column 7`` where there is none (contracts §5)."""
    labels: list[str] = []
    taken: set[str] = set()
    for number, column in enumerate(table.columns, start=1):
        base = column.name or f"column {number}"
        label, repeat = base, 2
        while label in taken:
            label = f"{base}#{repeat}"
            repeat += 1
        taken.add(label)
        labels.append(label)
    return labels
