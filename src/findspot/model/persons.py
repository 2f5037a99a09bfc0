"""What resolve says of the persons behind the rows of a table; the clusters themselves are a table of the case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import pyarrow as pa

from findspot.model.batch import PROVENANCE

PERSONS_DOCUMENT: Final = "persons"
"""Name of the sealed document that says how persons were told apart."""

CLUSTERS: Final = pa.schema([*PROVENANCE, pa.field("cluster", pa.string()), pa.field("matcher", pa.string())])
"""Rows of a table with the token of the person each is about, null where that is not known, and the matcher's code."""


def clusters_name(table: str) -> str:
    """Return the name of the working table that holds the clusters of ``table``."""
    return f"_fs_clusters_{table}"


@dataclass(frozen=True, slots=True)
class MatcherUse:
    """A matcher that told persons apart, by the physical columns it read, in so many rows that findings count."""

    code: str
    columns: tuple[str, ...]
    rows: int


@dataclass(frozen=True, slots=True)
class TablePersons:
    """How persons were told apart in a table; ``unresolved`` of its ``rows`` (those findings count) could not be."""

    table: str
    rows: int
    unresolved: int
    matchers: tuple[MatcherUse, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return {**asdict(self), "matchers": [{**asdict(m), "columns": list(m.columns)} for m in self.matchers]}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> TablePersons:
        """Return what ``to_dict`` gave."""
        matchers = tuple(MatcherUse(m["code"], tuple(m["columns"]), m["rows"]) for m in data["matchers"])
        return cls(data["table"], data["rows"], data["unresolved"], matchers)


def persons_document(tables: Sequence[TablePersons]) -> dict[str, Any]:
    """Return the document that resolve keeps under ``PERSONS_DOCUMENT``."""
    return {"format": 1, "tables": [t.to_dict() for t in tables]}


def read_persons_document(document: Mapping[str, Any] | None) -> list[TablePersons]:
    """Return the tables of a case's persons document, none where there is no document."""
    return [TablePersons.from_dict(t) for t in document["tables"]] if document else []
