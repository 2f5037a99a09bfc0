"""First pass over a column: what there is, in bounded memory and whatever the size of the batches."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from findspot.text.fingerprints import DistinctCounter, Fingerprints, fingerprint_values
from findspot.text.missing import missing, spells_nothing
from findspot.text.scripts import text_array

SAMPLE_SIZE: Final = 1_000
"""Distinct values by which a meaning is judged: those of the smallest fingerprints, so any order gives the same."""
FEW_VALUES: Final = 1_000
"""Up to so many distinct values are counted one by one."""
_SPELLINGS_KEPT: Final = 50


@dataclass(frozen=True, slots=True)
class ColumnFacts:
    """What the first pass found.

    Attributes:
        distinct: Distinct texts, spellings of "no value" among them.
        sample: Up to ``SAMPLE_SIZE`` distinct values that do not spell "no value".
        counts: Rows by value, None where there are too many values.
        spellings: Rows by each spelling of "no value", as written.
    """

    rows: int
    nulls: int
    distinct: int
    sample: pa.StringArray
    counts: dict[str, int] | None
    spellings: dict[str, int]

    def spellings_for(self, meaning: str) -> dict[str, int]:
        """Return those spellings that stand for no value in a column of this meaning."""
        return {text: n for text, n in self.spellings.items() if spells_nothing(text, meaning)}

    def filled(self, meaning: str) -> int:
        """Return the rows that have a value."""
        return self.rows - self.nulls - sum(self.spellings_for(meaning).values())


@dataclass(slots=True)
class ColumnSurvey:
    """Takes in a column batch by batch."""

    rows: int = 0
    nulls: int = 0
    counts: dict[str, int] | None = field(default_factory=dict)
    spellings: dict[str, int] = field(default_factory=dict)
    _distinct: DistinctCounter = field(default_factory=DistinctCounter)
    _sample: dict[int, str] = field(default_factory=dict)
    _threshold: int = (1 << 64) - 1

    def add(self, values: pa.StringArray) -> None:
        """Take in the values of a batch."""
        self.rows += len(values)
        self.nulls += values.null_count
        encoded = values.dictionary_encode()
        unique = text_array(encoded.dictionary)
        if not len(unique):
            return
        tally = np.bincount(np.asarray(encoded.indices.drop_null()), minlength=len(unique))
        prints = fingerprint_values(unique)
        self._distinct.add(prints)
        self._count(unique, tally)
        absent = missing(unique)
        self._spell(unique, tally, np.flatnonzero(absent))
        self._draw(unique, prints, ~absent)

    def facts(self) -> ColumnFacts:
        """Return what was found."""
        drawn = [self._sample[p] for p in sorted(self._sample)]
        return ColumnFacts(
            self.rows, self.nulls, self._distinct.count(), pa.array(drawn, pa.string()), self.counts, self.spellings
        )

    def _count(self, unique: pa.StringArray, tally: NDArray[np.int64]) -> None:
        if self.counts is None:
            return
        if len(unique) <= FEW_VALUES:
            for value, count in zip(unique.to_pylist(), tally.tolist(), strict=True):
                self.counts[value] = self.counts.get(value, 0) + count
        if max(len(unique), len(self.counts)) > FEW_VALUES:
            self.counts = None

    def _spell(self, unique: pa.StringArray, tally: NDArray[np.int64], where: NDArray[np.int64]) -> None:
        spelled = unique.take(pa.array(where)).to_pylist()
        for value, count in zip(spelled, tally[where].tolist(), strict=True):
            text = value if value in self.spellings or len(self.spellings) < _SPELLINGS_KEPT else value.strip()
            self.spellings[text] = self.spellings.get(text, 0) + count

    def _draw(self, unique: pa.StringArray, prints: Fingerprints, present: NDArray[np.bool_]) -> None:
        where = np.flatnonzero(present & (prints <= np.uint64(self._threshold)))
        if len(where) > SAMPLE_SIZE:
            where = where[np.argsort(prints[where], kind="stable")[:SAMPLE_SIZE]]
        if not len(where):
            return
        self._sample.update(zip(prints[where].tolist(), unique.take(pa.array(where)).to_pylist(), strict=True))
        if len(self._sample) >= SAMPLE_SIZE:
            kept = sorted(self._sample)[:SAMPLE_SIZE]
            self._sample = {p: self._sample[p] for p in kept}
            self._threshold = kept[-1]
