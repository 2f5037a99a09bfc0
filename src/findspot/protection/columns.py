"""What may be said of tables and columns: names, meanings and shares, never a value or a share that counts a few."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from findspot.model.profile import ColumnProfile, TableProfile
from findspot.model.released import ReleasedColumn, ReleasedTable
from findspot.model.tables import Privacy
from findspot.protection.names import Names

MOST_PATTERNS: Final = 3
_LONGEST_PATTERN: Final = 40  # a longer shape is that of a text, and the shape of a text can be recognised
_SHAPELESS: Final = ("", "unknown", "free-text")


@dataclass(frozen=True, slots=True)
class TableRules:
    """What the gate decided on findings, that profiles must not undo.

    Attributes:
        person_tables: Tables (names inside) whose rows stand for persons.
        uncounted: Tables whose number of rows is withheld.
        withheld_splits: Columns (table, name inside) with a withheld cell in their counts.
    """

    threshold: int
    person_tables: frozenset[str] = frozenset()
    uncounted: frozenset[str] = frozenset()
    withheld_splits: frozenset[tuple[str, str]] = frozenset()


def clear_tables(
    profiles: Iterable[TableProfile],
    *,
    rules: TableRules,
    names: Names,
    streams: Mapping[str, Sequence[int]],
) -> tuple[ReleasedTable, ...]:
    """Return what may be said of each table, by its name outside; ``streams`` names those each table came from."""
    released = []
    for profile in profiles:
        gate = _ColumnGate(profile, rules)
        columns = tuple(gate.clear(c, names.column(profile.name, c.source)) for c in profile.columns)
        released.append(
            ReleasedTable(
                name=names.table(profile.name),
                lists_persons=profile.name in rules.person_tables,
                rows=None if profile.name in rules.uncounted else profile.rows,
                streams=tuple(sorted(streams.get(profile.name, ()))),
                columns=columns,
            )
        )
    return tuple(sorted(released, key=lambda t: t.name))


class _ColumnGate:
    def __init__(self, table: TableProfile, rules: TableRules) -> None:
        self._table = table
        self._rules = rules
        self._lists_persons = table.name in rules.person_tables
        self._is_uncounted = table.name in rules.uncounted

    def clear(self, column: ColumnProfile, name: str) -> ReleasedColumn:
        filled = round(column.fill * self._table.rows)
        is_split = (self._table.name, column.source) in self._rules.withheld_splits and filled < self._table.rows
        hides_fill = is_split or self._gives_few_away(filled, self._table.rows)
        hides_valid = is_split or self._gives_few_away(round(column.valid * filled), filled)
        return ReleasedColumn(
            name=name,
            meaning=column.meaning,
            confidence=column.confidence,
            privacy=column.privacy.value,
            type=column.type,
            fill=None if hides_fill else column.fill,
            valid=None if hides_fill or hides_valid else column.valid,
            distinct=None if self._hides_distinct(column) else column.distinct,
            patterns=self._patterns(column),
        )

    def _gives_few_away(self, count: int, total: int) -> bool:
        """Return whether publishing ``count`` of ``total`` rows would count a few persons, or all but a few."""
        if not self._lists_persons:
            return False
        return self._is_uncounted or _is_small(count, self._rules) or _is_small(total - count, self._rules)

    def _hides_distinct(self, column: ColumnProfile) -> bool:
        few = column.privacy is Privacy.DIRECT and _is_small(column.distinct, self._rules)
        return self._lists_persons and (self._is_uncounted or few)

    def _patterns(self, column: ColumnProfile) -> tuple[str, ...]:
        if self._is_uncounted or column.meaning in _SHAPELESS:
            return ()
        return tuple(p for p in column.patterns if len(p) <= _LONGEST_PATTERN)[:MOST_PATTERNS]


def _is_small(count: int, rules: TableRules) -> bool:
    return 0 < count < rules.threshold


def tables_with_names(profiles: Iterable[TableProfile]) -> list[tuple[str, list[str]]]:
    """Return each table with its columns' names inside, as ``Names.of`` takes them."""
    return [(p.name, [c.source for c in p.columns]) for p in profiles]
