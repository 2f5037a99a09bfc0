"""The findings of one table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from findspot.analysis.losses import Losses
from findspot.analysis.notes import Note
from findspot.analysis.registry import render_query
from findspot.model.finding import Estimate, Finding
from findspot.model.persons import TablePersons, clusters_name
from findspot.model.profile import ColumnProfile, TableProfile
from findspot.model.tables import Privacy
from findspot.store import Session
from findspot.text.missing import spells_nothing

PERSON_MEANINGS: Final = ("person-name", "cn-resident-id", "phone", "e-mail", "birth-date")
"""A table with a column of one of these lists persons, so its rows stand for them."""
SPAN_MEANINGS: Final = ("date", "timestamp", "birth-date")
_METHODS: Final = {
    "MAT-ID": ("distinct valid identity numbers", Note.PERSONS_BY_ID),
    "MAT-NAME-BIRTH": ("name and birth date", Note.PERSONS_BY_NAME_BIRTH),
}
"""What a matcher of ours counts, in words, and its note."""


@dataclass(frozen=True, slots=True)
class TableMaterial:
    """A table, what is missing of it, and how persons were told apart in it, if they were."""

    profile: TableProfile
    losses: Losses
    persons: TablePersons | None = None

    @property
    def lists_persons(self) -> bool:
        """Whether rows stand for persons."""
        return self.persons is not None or bool(self.profile.with_meaning(*PERSON_MEANINGS))


class TableCounter:
    """Counts one table in a session that shows it (and its clusters, where there are any)."""

    def __init__(self, session: Session, material: TableMaterial) -> None:
        self._session = session
        self._material = material
        self._name = material.profile.name
        totals = self._query("rows")[0]
        self._rows: int = totals["counted"]
        self._left_out: int = totals["left_out"]

    def findings(self) -> Iterator[Finding]:
        """Yield the findings, in no order that matters."""
        yield self._count("ROWS", self._rows, query="rows")
        yield self._count("DISTINCT", self._material.profile.distinct_rows, query="", method="distinct rows recovered")
        if self._material.persons is not None:
            yield self._persons(self._material.persons)
        for column in self._material.profile.columns:
            if column.privacy is not Privacy.DIRECT and column.categories:
                yield from self._cells(column)
            if column.meaning in SPAN_MEANINGS and column.normalised:
                yield from self._span(column)

    def _query(self, name: str, *, column: str = "", table: str = "") -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self._session.run(
            render_query(name, table=table or self._name, column=column)
        ).to_pylist()
        return rows

    def _count(
        self,
        code: str,
        value: int,
        *,
        query: str,
        method: str = "count of what was recovered",
        by: Mapping[str, str] | None = None,
        notes: Sequence[str] = (),
    ) -> Finding:
        """Return a count, with the bounds that hold whatever the missing bytes were."""
        split = by or {}
        return Finding(
            code=code,
            table=self._name,
            estimate=self._estimate(value, method, self._rows if split else None),
            by=tuple(split),
            cell=tuple(split.values()),
            query=query,
            notes=self._notes(*notes),
        )

    def _estimate(self, value: int, method: str, denominator: int | None, *, unresolved: int = 0) -> Estimate:
        losses = self._material.losses
        most = losses.most_records
        bounded = not losses.is_whole or self._left_out > 0
        high = value + self._left_out + unresolved + most if bounded and most is not None else None
        return Estimate(
            value=value,
            low=value,
            high=value,
            level=None,
            method=method,
            denominator=denominator,
            recovered_share=losses.share,
            bound_low=value if bounded else None,
            bound_high=high,
        )

    def _notes(self, *own: str) -> tuple[str, ...]:
        losses = self._material.losses
        conditions = {
            Note.COUNTS_PERSONS: self._material.lists_persons,
            Note.ROWS_LEFT_OUT: self._left_out > 0,
            Note.BYTES_MISSING: losses.missing_bytes > 0,
            Note.HOLE: losses.has_holes,
        }
        return tuple(sorted({*own, *(note for note, holds in conditions.items() if holds)}))

    def _persons(self, persons: TablePersons) -> Finding:
        found = self._query("persons", table=clusters_name(self._name))[0]
        used = [_METHODS.get(m.code, (m.code, Note.PERSONS_BY_PLUGIN)) for m in persons.matchers if m.rows]
        method = ", else ".join(words for words, _ in used) or "no row names a person"
        notes = [note for _, note in used]
        if found["unresolved"]:
            notes.append(Note.ROWS_WITHOUT_PERSON)
        estimate = self._estimate(found["persons"], method, self._rows, unresolved=found["unresolved"])
        return Finding("PERSONS", self._name, estimate, query="persons", notes=self._notes(Note.COUNTS_PERSONS, *notes))

    def _cells(self, column: ColumnProfile) -> Iterator[Finding]:
        """Yield a count for each value; rows without one make a cell of their own, empty."""
        counts: Counter[str] = Counter()
        for row in self._query("count", column=column.name):
            cell = row["cell"]
            nothing = cell is None or spells_nothing(cell, column.meaning)
            counts["" if nothing else cell] += row["counted"]
        for cell, value in counts.items():
            notes = () if cell else (Note.NO_VALUE,)
            yield self._count("COUNT", value, query="count", by={column.source: cell}, notes=notes)

    def _span(self, column: ColumnProfile) -> Iterator[Finding]:
        found = self._query("span", column=column.normalised)[0]
        if not found["counted"]:
            return
        notes = self._notes(*((Note.YEARS_ONLY,) if column.meaning == "birth-date" else ()))
        for code, value in (("SPAN-FIRST", found["first_value"]), ("SPAN-LAST", found["last_value"])):
            estimate = Estimate(
                value=value,
                low=value,
                high=value,
                level=None,
                method="first date in what was recovered"
                if code == "SPAN-FIRST"
                else "last date in what was recovered",
                denominator=found["counted"],
                recovered_share=self._material.losses.share,
            )
            yield Finding(code, self._name, estimate, by=(column.source,), query="span", notes=notes)
